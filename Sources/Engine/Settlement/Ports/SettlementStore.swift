package import Billing

/// The durable ledger, as the settlement engine needs it; free of any database's types.
///
/// A commit is all or nothing, durable when it returns, and serialised against every other console
/// on the ledger. The store stamps audit sequence and chain inside the same transaction.
package protocol SettlementStore: Sendable {
    /// Writes one change; throws `StoreError.versionConflict` when somebody was faster, and
    /// `.billHeld` when the bill has another settlement that holds it.
    func commit(_ change: LedgerChange) async throws
    func settlement(_ id: String) async throws -> SettlementRecord?
    /// Settlements by business date (or creation day in China while unconfirmed), oldest first.
    func settlements(on date: BusinessDate?) async throws -> [SettlementRecord]
    /// The settlements whose phase still owes work, oldest first.
    func openSettlements() async throws -> [SettlementRecord]
    /// The settlement that holds a bill, if any.
    func settlement(holdingBill billID: String) async throws -> SettlementRecord?
    func enrolment(_ id: String) async throws -> Enrolment?
    /// The newest enrolment of a bill that is not cancelled.
    func enrolment(ofBill billID: String) async throws -> Enrolment?
    /// Enrolments that no open settlement uses and that are not cancelled.
    func releasedEnrolments() async throws -> [Enrolment]
    /// Reserves `count` sequence values of a series, durably, never to be given again.
    func reserve(series: String, count: Int64) async throws -> Range<Int64>
    /// What was learned about a settlement, oldest first.
    func evidence(ofSettlement id: String) async throws -> [Evidence]
    /// Effects owed to other systems that are due, oldest first.
    func openEffects(ofSettlement id: String) async throws -> [OutboxEffect]

    func patient(_ id: String) async throws -> Patient?
    func patient(identityNumber: String) async throws -> Patient?
    /// Bills of a person that no settlement has paid, oldest visit first.
    func unpaidBills(ofPatient id: String) async throws -> [Bill]
    func bill(_ id: String) async throws -> Bill?

    /// Whether the console that owns a settlement is alive (holds its file lock).
    func isOwnerAlive(_ owner: String) async throws -> Bool
}

/// One atomic change of the ledger, as a value that the engine decided.
package struct LedgerChange: Sendable {
    /// The settlement as it shall be; nil when only an enrolment changes.
    package var settlement: SettlementRecord?
    /// The version that the change was decided on; nil creates the settlement.
    package var expectedVersion: Int?
    /// Every phase passed through since the expected version, in order, first = old phase.
    package var phases: [SettlementPhase]
    /// Per attempt id, every state passed through, in order; a new attempt begins with its first.
    package var attemptStates: [String: [LegState]]
    package var enrolment: Enrolment?
    /// The enrolment's version that was seen; nil creates it.
    package var expectedEnrolmentVersion: Int?
    package var enrolmentStates: [Enrolment.State]
    /// Requests that may be sent as soon as the change is durable.
    package var sends: [SendIntent]
    package var evidence: [Evidence]
    package var journal: [JournalTransaction]
    package var outbox: [OutboxEffect]
    /// Keys of outbox effects that were acknowledged.
    package var acknowledged: [String]
    package var audit: [AuditEvent]
    package var at: Moment

    package init(at: Moment) {
        settlement = nil
        expectedVersion = nil
        phases = []
        attemptStates = [:]
        enrolment = nil
        expectedEnrolmentVersion = nil
        enrolmentStates = []
        sends = []
        evidence = []
        journal = []
        outbox = []
        acknowledged = []
        audit = []
        self.at = at
    }
}

/// A request that is about to leave, durable before its first byte (rule 1); append-only.
package struct SendIntent: Sendable, Hashable {
    /// The attempt it serves; nil for an enrolment's.
    package var attemptID: String?
    package var enrolmentID: String?
    package var peer: String
    package var operation: String
    /// The number under which it is sent: msgid, `out_trade_no`, refund number; unique per
    /// operation.
    package var number: String
    /// The business body; the store seals it under the field key and keeps its HMAC, and wipes it
    /// once the attempt is terminal.
    package var body: [UInt8]

    package init(
        attemptID: String?,
        enrolmentID: String? = nil,
        peer: String,
        operation: String,
        number: String,
        body: [UInt8]
    ) {
        self.attemptID = attemptID
        self.enrolmentID = enrolmentID
        self.peer = peer
        self.operation = operation
        self.number = number
        self.body = body
    }
}

/// A balanced set of entries: debits equal credits, to the fen.
package struct JournalTransaction: Sendable, Hashable {
    package enum Stage: String, Sendable {
        /// Expected, not yet certain.
        case pending
        /// Certain.
        case posted
        /// Takes back a pending transaction, entry by entry.
        case voided
    }
    package var stage: Stage
    /// Why it was written, such as `expected`, `paid` or `cash_held`.
    package var reason: String
    package var entries: [JournalEntry]

    package init(stage: Stage, reason: String, entries: [JournalEntry]) {
        let debit = entries.map(\.debit).total()
        let credit = entries.map(\.credit).total()
        precondition(debit == credit, "journal transaction \(reason) does not balance")
        self.stage = stage
        self.reason = reason
        self.entries = entries
    }
}

/// One line of a journal transaction; one of the two sides is zero, neither is negative.
package struct JournalEntry: Sendable, Hashable {
    /// `fund:310`, `account:310`, `hospital_share`, `channel:wechat`, `drawer:<shift>`,
    /// `patient:<settlement>`, `revenue`, `rounding`.
    package var account: String
    package var debit: Money
    package var credit: Money

    package init(account: String, debit: Money = .zero, credit: Money = .zero) {
        precondition(!debit.isNegative && !credit.isNegative, "a journal side is negative")
        precondition(debit.isZero || credit.isZero, "a journal entry has two sides")
        self.account = account
        self.debit = debit
        self.credit = credit
    }
}

/// An effect that is owed to another system after payment, delivered at least once.
package struct OutboxEffect: Sendable, Hashable {
    package enum Kind: String, Sendable, CaseIterable {
        /// Tell the hospital system that the lines are paid.
        case hospitalRelease = "hospital_release"
    }
    /// The idempotency key that the consumer sees.
    package var key: String
    package var kind: Kind
    package var settlementID: String

    package init(key: String, kind: Kind, settlementID: String) {
        self.key = key
        self.kind = kind
        self.settlementID = settlementID
    }
}

/// One audited act; the store adds sequence, time and chain.
package struct AuditEvent: Sendable, Hashable {
    /// A fact in the past tense: `settlement.confirmed`, `payment.unknown`.
    package var action: String
    /// Who or what acted: an operator's or console's id.
    package var actor: String
    /// The settlement, bill or other thing it was done to.
    package var subject: String
    /// Ids and amounts only, never personal data.
    package var detail: String

    package init(action: String, actor: String, subject: String, detail: String = "") {
        self.action = action
        self.actor = actor
        self.subject = subject
        self.detail = detail
    }
}

/// Why the ledger did not do what it was asked.
package enum StoreError: Error, Sendable, Equatable {
    /// Another console or task changed the record first; read again and decide anew.
    case versionConflict
    /// The bill already has a settlement that holds it; the id is given.
    case billHeld(settlement: String)
    /// The ledger refused a change that its tables forbid; a defect, never a peer's doing.
    case forbidden(String)
    /// The disk is full, failing or read-only; nothing was written.
    case notWritable(String)
    /// The file is damaged, from a newer version, or its key does not fit.
    case unusable(String)
}

/// The hospital system: what must learn that lines are paid.
package protocol HospitalSystem: Sendable {
    /// Marks the bill's lines as paid under the effect's key; a repeat changes nothing. Returns
    /// whether the hospital system acknowledged.
    func release(key: String, billID: String) async throws -> Bool
}

/// Randomness, given in so that a run can be repeated.
package protocol RandomSource: Sendable {
    /// `count` unpredictable bytes (or seeded ones, in simulation).
    func bytes(_ count: Int) -> [UInt8]
}
