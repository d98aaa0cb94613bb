/// The state of one attempt at a leg, insurance, electronic or cash.
///
/// `successors` is the whole transition table (leg states with the amendments of the design); the
/// store builds its triggers from the same table, so the database refuses what this refuses.
package enum LegState: String, Sendable, Codable, CaseIterable {
    /// Number, body and undo plan are durable; the request may have been sent.
    case intent
    /// The peer says it is in progress (the payer is typing a password).
    case pending
    /// Nobody here knows whether the peer acted.
    case unknown
    /// Verified success.
    case done
    /// Verified that nothing happened and nothing will.
    case refused
    /// An undo is durable and may have been sent; from here only the undo decides (rule 11).
    case undoIntent = "undo_intent"
    /// The undo's own outcome is unknown.
    case undoUnknown = "undo_unknown"
    /// Verified that the effect is taken back, or never was and never will be.
    case undone
    /// Evidence contradicts itself; a person decides.
    case conflict
    /// A supervisor replaced an unknown payment; it is still asked about and refunded if found.
    case replaced
    /// Cash in the drawer that is still the patient's.
    case held
    /// Cash that has become the hospital's.
    case posted
    /// Cash to be given back.
    case returnOwed = "return_owed"
    /// Cash given back.
    case returned
    /// Cash whose owner is gone.
    case unclaimed

    /// The states that may follow this one.
    package var successors: Set<LegState> {
        switch self {
        case .intent: [.pending, .unknown, .done, .refused, .conflict]
        case .pending: [.unknown, .done, .refused, .undoIntent, .conflict]
        case .unknown: [.pending, .done, .refused, .undoIntent, .conflict, .replaced]
        case .done: [.undoIntent, .conflict]
        case .refused: [.conflict]
        case .undoIntent: [.undoUnknown, .undone, .done, .conflict]
        case .undoUnknown: [.undoIntent, .undone, .done, .conflict]
        case .undone: [.conflict]
        case .conflict: [.done, .refused, .undone, .replaced]
        case .replaced: [.undoIntent, .refused, .undone, .conflict]
        case .held: [.posted, .returnOwed]
        case .posted: []
        case .returnOwed: [.returned, .unclaimed]
        case .returned: []
        case .unclaimed: [.returned]
        }
    }

    /// Whether the attempt may still move a peer's money by itself; at most one such per leg.
    package var isLive: Bool {
        switch self {
        case .intent, .pending, .unknown, .done, .undoIntent, .undoUnknown, .conflict, .held:
            true
        case .refused, .undone, .replaced, .posted, .returnOwed, .returned, .unclaimed:
            false
        }
    }

    /// Whether the outcome of the forward step or of its undo is not known.
    package var isInDoubt: Bool {
        switch self {
        case .intent, .pending, .unknown, .undoIntent, .undoUnknown, .replaced: true
        case .done, .refused, .undone, .conflict, .held, .posted, .returnOwed, .returned,
            .unclaimed:
            false
        }
    }
}
