package import Billing

/// A bill, its insurance leg and its tenders, closed as one; the aggregate that is loaded, decided
/// upon and committed whole under one version.
package struct SettlementRecord: Sendable, Hashable, Identifiable {
    package let id: String
    package let billID: String
    package let billDigest: String
    package let patientID: String
    package let total: Money
    /// Whether the insurer takes part; false settles as self-pay only.
    package let isInsured: Bool
    package let createdAt: Moment

    package var phase: SettlementPhase
    /// Raised by every commit; a commit names the version it saw.
    package var version: Int
    /// The console that works on it, as registered in the ledger; nil when released.
    package var owner: String?
    package var enrolmentID: String?
    /// The split of the pre-settlement (or the whole as self-pay).
    package var quote: Split?
    /// The split that the cashier confirmed, bound by the confirmation token.
    package var confirmed: Split?
    /// The split of the insurer's settle answer.
    package var settled: Split?
    /// Fixed at confirmation, China time (decision D5).
    package var businessDate: BusinessDate?
    /// The shift whose drawer holds the cash.
    package var shiftID: String?
    /// When the last tender ended without success; starts the bounded wait of rule 10.
    package var tenderlessSince: Moment?
    /// Whether the cashier or a deadline gave the settlement up.
    package var isGivenUp: Bool
    /// Exact cash due minus cash taken, known at the pivot.
    package var rounding: Money
    /// Why a person must decide, when the phase is suspense.
    package var suspenseReason: String?
    package var finishedAt: Moment?
    package var attempts: [Attempt]

    package init(
        id: String,
        bill: Bill,
        patientID: String,
        isInsured: Bool,
        owner: String,
        createdAt: Moment
    ) {
        self.id = id
        billID = bill.id
        billDigest = bill.digest
        self.patientID = patientID
        total = bill.total
        self.isInsured = isInsured
        self.createdAt = createdAt
        phase = .draft
        version = 0
        self.owner = owner
        enrolmentID = nil
        quote = nil
        confirmed = nil
        settled = nil
        businessDate = nil
        shiftID = nil
        tenderlessSince = nil
        isGivenUp = false
        rounding = .zero
        suspenseReason = nil
        finishedAt = nil
        attempts = []
    }

    /// For the store: a record read back with its constant columns.
    package init(
        id: String,
        billID: String,
        billDigest: String,
        patientID: String,
        total: Money,
        isInsured: Bool,
        createdAt: Moment,
        phase: SettlementPhase,
        version: Int
    ) {
        self.id = id
        self.billID = billID
        self.billDigest = billDigest
        self.patientID = patientID
        self.total = total
        self.isInsured = isInsured
        self.createdAt = createdAt
        self.phase = phase
        self.version = version
        owner = nil
        enrolmentID = nil
        quote = nil
        confirmed = nil
        settled = nil
        businessDate = nil
        shiftID = nil
        tenderlessSince = nil
        isGivenUp = false
        rounding = .zero
        suspenseReason = nil
        finishedAt = nil
        attempts = []
    }
}

extension SettlementRecord {
    /// The insurance attempt that counts: the live one, else the last.
    package var insurance: Attempt? {
        let tries = attempts.filter { $0.role == .insurance }
        return tries.last { $0.state.isLive } ?? tries.last
    }

    /// The electronic payment that is live, if any.
    package var liveCode: Attempt? {
        attempts.last { $0.role == .code && $0.state.isLive }
    }

    /// Cash that is in the drawer and still the patient's.
    package var heldCash: Money {
        attempts.filter { $0.state == .held }.compactMap(\.tendered).total()
    }

    /// Cash that must be given back.
    package var owedCash: Money {
        attempts.filter { $0.state == .returnOwed }.compactMap(\.tendered).total()
    }

    /// The split that decides what is due now: settled, else confirmed, else quoted.
    package var currentSplit: Split? { settled ?? confirmed ?? quote }

    /// Reasons of suspense that evidence can end without a person (T13).
    static let insurerSilent = "insurer silent"
    static let channelSilent = "channel silent"
    static let channelMissing = "channel not configured"
    static let undoRefused = "undo refused"

    /// Whether a cashier may still give it up: before the pivot, and no contradiction.
    package var canBeGivenUp: Bool {
        phase.canBeGivenUp
            || (phase == .suspense && !attempts.contains { $0.state == .conflict })
    }

    /// Whether the outcome of any leg is unknown.
    package var isInDoubt: Bool {
        attempts.contains { $0.state.isInDoubt }
    }

    /// The state as the command line and the screens name it: the phase in snake case, but
    /// `in_doubt` while a leg is unknown and `suspense` when a person must decide.
    package var publicState: String {
        if phase == .suspense { return "suspense" }
        if attempts.contains(where: { $0.state == .conflict }) { return "suspense" }
        return isInDoubt ? "in_doubt" : phase.rawValue
    }
}
