/// A settlement and the ledger change that is being decided for it, as one value.
///
/// Every mutation goes through a method named after what happened; phases and states move only
/// along `SettlementPhase.successors` and `LegState.successors`, and the path is kept, so that the
/// store can repeat it step by step. Nothing here does I/O or reads a clock.
package struct SettlementDraft: Sendable {
    package private(set) var record: SettlementRecord
    package private(set) var change: LedgerChange
    /// Whether anything differs from what the ledger holds.
    package private(set) var isDirty: Bool
    let actor: String

    /// A draft over a record that the ledger holds at `record.version`.
    package init(_ record: SettlementRecord, actor: String, at moment: Moment) {
        self.record = record
        self.actor = actor
        change = LedgerChange(at: moment)
        change.expectedVersion = record.version
        change.phases = [record.phase]
        isDirty = false
    }

    /// A draft that creates its settlement.
    package init(creating record: SettlementRecord, actor: String, at moment: Moment) {
        self.init(record, actor: actor, at: moment)
        change.expectedVersion = nil
        isDirty = true
    }

    /// The change to commit: the record under its next version.
    package func sealed() -> LedgerChange {
        var sealed = change
        var settlement = record
        settlement.version = record.version + 1
        sealed.settlement = settlement
        return sealed
    }

    /// The same settlement after `sealed()` was committed, with an empty change.
    package func committed(at moment: Moment) -> SettlementDraft {
        var next = record
        next.version = record.version + 1
        return SettlementDraft(next, actor: actor, at: moment)
    }

    // MARK: The moves that every event is made of

    /// Moves the phase along the table; a move that the table does not have is a defect and traps.
    mutating func move(to phase: SettlementPhase) {
        precondition(
            record.phase.successors.contains(phase),
            "phase \(record.phase.rawValue) cannot become \(phase.rawValue)"
        )
        record.phase = phase
        change.phases.append(phase)
        isDirty = true
    }

    /// Changes one attempt, its state along the table; a move that the table lacks traps.
    mutating func update(
        _ id: String,
        to state: LegState? = nil,
        _ edit: (inout Attempt) -> Void = { _ in }
    ) {
        guard let index = record.attempts.firstIndex(where: { $0.id == id }) else {
            preconditionFailure("attempt \(id) is not of settlement \(record.id)")
        }
        let old = record.attempts[index].state
        if let state, state != old {
            precondition(
                old.successors.contains(state),
                "attempt state \(old.rawValue) cannot become \(state.rawValue)"
            )
            record.attempts[index].state = state
            change.attemptStates[id, default: [old]].append(state)
        }
        edit(&record.attempts[index])
        if change.attemptStates[id] == nil {
            change.attemptStates[id] = [record.attempts[index].state]
        }
        isDirty = true
    }

    /// Adds a new attempt in its first state.
    mutating func add(_ attempt: Attempt) {
        record.attempts.append(attempt)
        change.attemptStates[attempt.id] = [attempt.state]
        isDirty = true
    }

    mutating func edit(_ body: (inout SettlementRecord) -> Void) {
        let phase = record.phase
        body(&record)
        precondition(record.phase == phase, "a phase is moved, not edited")
        isDirty = true
    }

    mutating func send(_ intent: SendIntent) {
        change.sends.append(intent)
        isDirty = true
    }

    mutating func post(_ transaction: JournalTransaction) {
        change.journal.append(transaction)
        isDirty = true
    }

    mutating func owe(_ effect: OutboxEffect) {
        change.outbox.append(effect)
        isDirty = true
    }

    mutating func audit(_ action: String, detail: String = "") {
        change.audit.append(
            AuditEvent(action: action, actor: actor, subject: record.id, detail: detail)
        )
        isDirty = true
    }

    /// Stores what a peer answered; evidence is kept even when it moves nothing.
    package mutating func learn(_ evidence: Evidence) {
        change.evidence.append(evidence)
        isDirty = true
    }

    /// Notes that an outbox effect was acknowledged.
    package mutating func acknowledge(_ key: String) {
        change.acknowledged.append(key)
        isDirty = true
    }

    /// Puts a new enrolment into the same transaction.
    package mutating func create(_ enrolment: Enrolment) {
        change.enrolment = enrolment
        change.expectedEnrolmentVersion = nil
        change.enrolmentStates = [enrolment.state]
        isDirty = true
    }

    /// Changes an enrolment in the same transaction, along its table; returns it as it shall be.
    ///
    /// Several changes of one enrolment before a commit become one, with the whole path kept.
    package mutating func change(
        _ enrolment: Enrolment,
        through states: [Enrolment.State] = [],
        _ edit: (inout Enrolment) -> Void = { _ in }
    ) -> Enrolment {
        var next = enrolment
        edit(&next)
        if change.enrolment == nil {
            change.expectedEnrolmentVersion = enrolment.version
            change.enrolmentStates = [enrolment.state]
            next.version = enrolment.version + 1
        } else {
            precondition(change.enrolment?.id == enrolment.id, "a change has one enrolment")
        }
        for state in states {
            precondition(
                next.state.successors.contains(state),
                "enrolment \(next.state.rawValue) cannot become \(state.rawValue)"
            )
            next.state = state
            change.enrolmentStates.append(state)
        }
        change.enrolment = next
        isDirty = true
        return next
    }

    /// Resets the moment of the change, when time passed while it was being decided.
    package mutating func touch(_ moment: Moment) {
        change.at = moment
    }
}
