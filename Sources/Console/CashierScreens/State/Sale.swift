import Billing
import Settlement
import TerminalUI

/// One person at the window: who, which unpaid bill, and how far its settlement has come.
struct Sale: Sendable, Equatable {
    /// Who it is, as the engine found them.
    var person: Identified
    /// The unpaid bills, the oldest first.
    var bills: [Bill]
    /// Which bill is on the screen.
    var billIndex = 0
    /// The settlement of that bill, once the engine has quoted it.
    var record: SettlementRecord?
    /// Why the bill could not be quoted.
    var failure: DeskProblem?
    /// What was tried so far, oldest first.
    var story: [StoryLine] = []
    /// Whether a request about the settlement is unanswered; no second one may be sent.
    var isAsking = false
    /// When the amounts that stand on the screen came there; a confirmation must be younger.
    var shownAt: ContinuousClock.Instant
    /// What the cashier confirmed last, to tell at the end what came otherwise.
    var offered: Offered?
    /// Since when somebody else is being waited for.
    var waitsSince: ContinuousClock.Instant?
    /// The scroll position of the bill's lines.
    var lines = ListState(count: 0)

    /// The person's sale, with no bill quoted yet.
    init(_ person: Identified, at instant: ContinuousClock.Instant) {
        self.person = person
        bills = person.bills.sorted { ($0.visit.at, $0.id) < ($1.visit.at, $1.id) }
        shownAt = instant
    }

    /// The bill on the screen.
    var bill: Bill? { billIndex < bills.count ? bills[billIndex] : nil }

    /// What the patient still has to pay, cash in the drawer taken off.
    var due: Money? {
        record.flatMap { record in record.currentSplit.map { $0.selfPay - record.heldCash } }
    }

    /// The cash that closes the remainder under a rounding rule.
    func cashDue(_ rounding: CashRounding) -> Money? {
        guard let record, let split = record.currentSplit else { return nil }
        return rounding.taken(for: split.selfPay) - record.heldCash
    }

    /// How far it has come, for keys, scans and drawing alike.
    var stage: SaleStage {
        guard bill != nil else { return .noBill }
        if let failure { return .failed(failure) }
        guard let record else { return .quoting }
        return SaleStage(of: record, isAsking: isAsking)
    }

    /// Whether the next patient can be taken at once: nothing moved and nothing is held.
    var isReplaceable: Bool {
        switch stage {
        case .noBill, .failed, .quoting, .closed: true
        case .awaitingTender, .nothingDue: record?.phase == .quoted
        case .working, .doubtful, .undoing, .owesCash, .suspense: false
        }
    }
}

/// What was confirmed: how much self-pay, and with which code if with one.
struct Offered: Sendable, Hashable {
    var selfPay: Money
    var code: TenderKind?
}

/// How far a sale has come, as far as the cashier's next gesture depends on it.
enum SaleStage: Sendable, Hashable {
    /// The person has no unpaid bill.
    case noBill
    /// The split is being asked for.
    case quoting
    /// The bill could not be quoted.
    case failed(DeskProblem)
    /// So much is due and a tender may be taken.
    case awaitingTender(Money)
    /// Nothing is left to pay; Enter settles.
    case nothingDue
    /// A peer is being asked.
    case working(Work)
    /// A peer's outcome is not known.
    case doubtful
    /// What was done is being undone.
    case undoing
    /// It was given up, and cash must be handed back.
    case owesCash(Money)
    /// A person must decide.
    case suspense
    /// Paid, or given up with nothing left to do.
    case closed

    /// Whose answer is awaited.
    enum Work: Sendable, Hashable {
        /// Our own ledger: a request has just been made.
        case starting
        case insurer
        case payment(TenderKind)
        /// The payer is asked for a password.
        case payer(TenderKind)
    }

    /// The stage of a settlement.
    init(of record: SettlementRecord, isAsking: Bool = false) {
        let doubtful = record.attempts.contains { $0.state.isOutcomeUnknown }
        switch record.phase {
        case .draft:
            self = .quoting
        case .quoted, .confirmed, .insDone:
            guard !record.isGivenUp else {
                self = .undoing
                return
            }
            guard !isAsking, let split = record.currentSplit else {
                self = .working(.starting)
                return
            }
            let due = split.selfPay - record.heldCash
            if due > .zero {
                self = .awaitingTender(due)
            } else {
                self = record.phase == .quoted ? .nothingDue : .working(.starting)
            }
        case .insRun:
            self = doubtful ? .doubtful : record.isGivenUp ? .undoing : .working(.insurer)
        case .payRun:
            if doubtful {
                self = .doubtful
            } else if record.isGivenUp || record.liveCode?.state == .undoIntent {
                self = .undoing
            } else if let code = record.liveCode, let tender = code.tender {
                self = .working(code.state == .pending ? .payer(tender) : .payment(tender))
            } else {
                self = .working(.starting)
            }
        case .aborting:
            self = doubtful ? .doubtful : .undoing
        case .suspense:
            self = .suspense
        case .aborted:
            self = record.owedCash.isZero ? .closed : .owesCash(record.owedCash)
        case .paid, .completed, .refundRequested, .refundApproved, .refunding, .refunded,
            .partRefunded:
            self = .closed
        }
    }

    /// Whether the screen counts the seconds of somebody else's work.
    var counts: Bool {
        switch self {
        case .quoting, .working, .doubtful, .undoing: true
        case .noBill, .failed, .awaitingTender, .nothingDue, .owesCash, .suspense, .closed: false
        }
    }
}

extension LegState {
    /// Whether the answer of a peer is overdue, as opposed to a request that is merely under way.
    var isOutcomeUnknown: Bool {
        switch self {
        case .unknown, .undoUnknown, .replaced: true
        case .intent, .pending, .done, .refused, .undoIntent, .undone, .conflict, .held, .posted,
            .returnOwed, .returned, .unclaimed:
            false
        }
    }
}
