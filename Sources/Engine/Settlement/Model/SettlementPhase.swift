/// The phase of a settlement; `successors` is the table T1–T15 with the design's amendments.
package enum SettlementPhase: String, Sendable, Codable, CaseIterable {
    /// A console has claimed the bill; nothing is known of the split.
    case draft
    /// The split is known and on the screen.
    case quoted
    /// Amounts are frozen and a tender is in hand, or nothing is left to pay.
    case confirmed
    /// The insurer's settlement was or may have been sent.
    case insRun = "ins_run"
    /// The insurer has settled; a tender is awaited.
    case insDone = "ins_done"
    /// An electronic payment was or may have been sent.
    case payRun = "pay_run"
    /// The pivot: every leg is done and posted.
    case paid
    /// Every effect owed to other systems is acknowledged.
    case completed
    /// What was done is being undone.
    case aborting
    /// Nothing moved, or all of it was taken back.
    case aborted
    /// A person must decide; work goes on in the background.
    case suspense
    case refundRequested = "refund_requested"
    case refundApproved = "refund_approved"
    case refunding
    case refunded
    case partRefunded = "part_refunded"

    /// The phases that may follow this one.
    package var successors: Set<SettlementPhase> {
        switch self {
        case .draft: [.quoted, .aborted]
        case .quoted: [.confirmed, .aborted]
        case .confirmed: [.insRun, .payRun, .paid, .aborted, .suspense]
        case .insRun: [.insDone, .aborted, .aborting, .suspense]
        case .insDone: [.payRun, .paid, .aborting, .suspense]
        case .payRun: [.paid, .insDone, .confirmed, .aborting, .suspense]
        case .paid: [.completed, .refundRequested, .suspense]
        case .completed: [.refundRequested]
        case .aborting: [.aborted, .insDone, .payRun, .paid, .suspense]
        case .aborted: [.suspense]
        case .suspense: [.insDone, .payRun, .paid, .aborting, .aborted]
        case .refundRequested: [.refundApproved, .completed, .paid]
        case .refundApproved: [.refunding]
        case .refunding: [.refunded, .partRefunded, .suspense]
        case .refunded: []
        case .partRefunded: [.refundRequested]
        }
    }

    /// Whether the settlement still owes work to somebody.
    package var isOpen: Bool {
        switch self {
        case .draft, .quoted, .confirmed, .insRun, .insDone, .payRun, .paid, .aborting, .suspense,
            .refundRequested, .refundApproved, .refunding:
            true
        case .completed, .aborted, .refunded, .partRefunded: false
        }
    }

    /// Whether a cashier may still give it up: before the pivot, and not a person's case.
    package var canBeGivenUp: Bool {
        switch self {
        case .quoted, .confirmed, .insRun, .insDone, .payRun, .aborting: true
        case .draft, .paid, .completed, .aborted, .suspense, .refundRequested, .refundApproved,
            .refunding, .refunded, .partRefunded:
            false
        }
    }

    /// Whether another settlement of the same bill is forbidden.
    package var holdsBill: Bool {
        self != .aborted && self != .refunded
    }
}
