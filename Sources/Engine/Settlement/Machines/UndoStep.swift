/// How far the fence around an uncertain 2207 has come (rule 5); raw values are stored.
///
/// The fence is 5204, wait, 5204, then 2601, then 2205 of exactly that batch, then 5204 once more.
/// What 2601 said is kept through the steps, because only a definite refusal of it lets a settled
/// batch count as done.
enum FenceStep: Int, Sendable {
    /// 2601 may have been sent and has not answered.
    case reversalOpen = 0
    case reversalAccepted = 1
    case reversalRefused = 2
    /// 2205 was accepted; 5204 must show the lines gone.
    case linesCancelledAfterAccepted = 3
    case linesCancelledAfterRefused = 4
    case linesCancelledAfterOpen = 5

    /// The step after 2205 was accepted, or was refused because no lines are left.
    var withLinesCancelled: FenceStep {
        switch self {
        case .reversalAccepted, .linesCancelledAfterAccepted: .linesCancelledAfterAccepted
        case .reversalRefused, .linesCancelledAfterRefused: .linesCancelledAfterRefused
        case .reversalOpen, .linesCancelledAfterOpen: .linesCancelledAfterOpen
        }
    }

    /// Whether 2205 has been accepted.
    var hasLinesCancelled: Bool {
        switch self {
        case .reversalOpen, .reversalAccepted, .reversalRefused: false
        case .linesCancelledAfterAccepted, .linesCancelledAfterRefused, .linesCancelledAfterOpen:
            true
        }
    }

    /// Whether 2601 was definitely refused, so that a settled batch is DONE (rules 5 and 11).
    var isReversalRefused: Bool {
        self == .reversalRefused || self == .linesCancelledAfterRefused
    }
}

/// How far a cancel of an electronic payment, or a 2208, has come; raw values are stored.
enum CancelStep: Int, Sendable {
    /// It may have been sent and has not answered.
    case open = 0
    /// The peer accepted it; a query must confirm.
    case accepted = 1
    /// The peer knows no such order; counts only after the horizon (rule 5).
    case noSuchOrder = 2
    /// The peer refused it; a query must say how the leg stands.
    case refused = 3
}

extension Attempt {
    var fenceStep: FenceStep { FenceStep(rawValue: undoStep) ?? .reversalOpen }
    var cancelStep: CancelStep { CancelStep(rawValue: undoStep) ?? .open }
}
