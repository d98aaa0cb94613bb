import Billing
import FoundationEssentials
import GRDB
import Settlement

/// Applies one change inside the group's transaction, step by step so that the guards see every
/// pair of states.
struct LedgerCommit: Sendable {
    let change: LedgerChange
    let sealer: FieldSealer
    let chain: AuditChain

    func apply(in database: Database) throws {
        if let enrolment = change.enrolment {
            try apply(enrolment, in: database)
        }
        if let settlement = change.settlement {
            try apply(settlement, in: database)
            try applyAttempts(of: settlement, in: database)
        }
        try insertSends(in: database)
        try insertEvidence(in: database)
        try insertJournal(in: database)
        try applyOutbox(in: database)
        try wipeBodies(in: database)
        try chain.append(change.audit, at: change.at.wall, in: database)
    }

    // MARK: Enrolment

    private func apply(_ enrolment: Enrolment, in database: Database) throws {
        let rows = EnrolmentRow(sealer: sealer)
        var state: Enrolment.State
        if let expected = change.expectedEnrolmentVersion {
            let row = try database.row(
                "SELECT version, state FROM enrolment WHERE id = ?",
                [enrolment.id]
            )
            guard let row, Columns(row).number("version") == Int64(expected) else {
                throw StoreError.versionConflict
            }
            state = try stored(Columns(row).text("state"), "enrolment state")
        } else {
            state = change.enrolmentStates.first ?? enrolment.state
            try rows.insert(enrolment, state: state, in: database)
        }
        for next in try steps(change.enrolmentStates, from: state, to: enrolment.state) {
            try rows.move(enrolment.id, to: next, in: database)
            state = next
        }
        let version = raised(enrolment.version, over: change.expectedEnrolmentVersion)
        try rows.update(enrolment, version: version, in: database)
    }

    // MARK: Settlement

    private func apply(_ settlement: SettlementRecord, in database: Database) throws {
        let phase: SettlementPhase
        if let expected = change.expectedVersion {
            let row = try database.row(
                "SELECT version, phase FROM settlement WHERE id = ?",
                [settlement.id]
            )
            guard let row, Columns(row).number("version") == Int64(expected) else {
                throw StoreError.versionConflict
            }
            phase = try stored(Columns(row).text("phase"), "phase")
        } else {
            phase = change.phases.first ?? settlement.phase
            try claimingBill(settlement.billID, in: database) {
                try SettlementRow.insert(settlement, phase: phase, in: database)
            }
        }
        let version = raised(settlement.version, over: change.expectedVersion)
        try SettlementRow.update(settlement, version: version, in: database)
        for next in try steps(change.phases, from: phase, to: settlement.phase) {
            try claimingBill(settlement.billID, in: database) {
                try SettlementRow.move(settlement.id, to: next, in: database)
            }
        }
    }

    /// Says which settlement holds the bill when the unique index refuses a second one.
    private func claimingBill(
        _ billID: String,
        in database: Database,
        _ body: () throws -> Void
    ) throws {
        do {
            try body()
        } catch let error as DatabaseError
            where error.extendedResultCode == .SQLITE_CONSTRAINT_UNIQUE
            && error.message?.contains("settlement.bill_id") == true
        {
            guard let holder = try BillRecord.holder(of: billID, in: database) else { throw error }
            throw StoreError.billHeld(settlement: holder)
        }
    }

    // MARK: Attempts

    /// Payments move before the insurer's leg, and new attempts come last: so an undo of the
    /// insurer sees no payment that ends in the same change, and a payment sees the insurer done.
    private func applyAttempts(
        of settlement: SettlementRecord,
        in database: Database
    ) throws {
        var known: [String: LegState] = [:]
        for row in try database.rows(
            "SELECT id, state FROM attempt WHERE settlement_id = ?",
            [settlement.id]
        ) {
            let columns = Columns(row)
            known[columns.text("id")] = try stored(columns.text("state"), "attempt state")
        }
        let old = settlement.attempts.filter { known[$0.id] != nil }
        guard old.count == known.count else {
            throw StoreError.forbidden("an attempt of \(settlement.id) was left out")
        }
        let payments = old.filter { $0.role != .insurance }
        for attempt in payments + old.filter({ $0.role == .insurance }) {
            try move(attempt, from: known[attempt.id] ?? attempt.state, in: database)
        }
        for attempt in settlement.attempts where known[attempt.id] == nil {
            let first = change.attemptStates[attempt.id]?.first ?? attempt.state
            try AttemptRecord.insert(
                attempt,
                state: first,
                settlementID: settlement.id,
                in: database
            )
            try move(attempt, from: first, in: database)
        }
    }

    private func move(
        _ attempt: Attempt,
        from state: LegState,
        in database: Database
    ) throws {
        let path = change.attemptStates[attempt.id] ?? []
        for next in try steps(path, from: state, to: attempt.state) {
            try AttemptRecord.move(attempt.id, to: next, in: database)
        }
        try AttemptRecord.update(attempt, in: database)
    }

    // MARK: What goes with it

    private func insertSends(in database: Database) throws {
        for send in change.sends {
            let place = "\(send.peer)/\(send.operation)/\(send.number)"
            try database.run(
                """
                INSERT INTO send (attempt_id, enrolment_id, peer, operation, number, body,
                    body_mac, at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    send.attemptID, send.enrolmentID, send.peer, send.operation, send.number,
                    try sealer.seal(send.body, table: "send", column: "body", row: place),
                    sealer.bodyCode(send.body), change.at.wall,
                ]
            )
        }
    }

    private func insertEvidence(in database: Database) throws {
        for evidence in change.evidence {
            let at = MomentColumns(evidence.at)
            try database.run(
                """
                INSERT INTO evidence (settlement_id, enrolment_id, operation, number, at,
                    at_clock, verdict, http_status, body_hash, redacted_body, milliseconds)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    change.settlement?.id, change.enrolment?.id, evidence.operation,
                    evidence.number, at.wall, at.clock, evidence.verdict, evidence.httpStatus,
                    evidence.bodyHash, evidence.redactedBody, evidence.milliseconds,
                ]
            )
        }
    }

    /// Postings carry the day of the evidence: the day of the change in China.
    private func insertJournal(in database: Database) throws {
        guard !change.journal.isEmpty else { return }
        guard let settlement = change.settlement else {
            throw StoreError.forbidden("a posting belongs to a settlement")
        }
        var seq = try database.number("SELECT ifnull(max(seq), 0) FROM journal_transaction") ?? 0
        for transaction in change.journal {
            seq += 1
            for (position, entry) in transaction.entries.enumerated() {
                try database.run(
                    """
                    INSERT INTO journal_entry (transaction_seq, position, account, debit, credit)
                    VALUES (?, ?, ?, ?, ?)
                    """,
                    [seq, position, entry.account, entry.debit.fen, entry.credit.fen]
                )
            }
            try database.run(
                """
                INSERT INTO journal_transaction (seq, settlement_id, stage, reason, date, at)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
                [
                    seq, settlement.id, transaction.stage.rawValue, transaction.reason,
                    change.at.china.businessDate.text, change.at.wall,
                ]
            )
        }
    }

    private func applyOutbox(in database: Database) throws {
        for effect in change.outbox {
            try database.run(
                "INSERT INTO outbox (key, kind, settlement_id, created) VALUES (?, ?, ?, ?)",
                [effect.key, effect.kind.rawValue, effect.settlementID, change.at.wall]
            )
        }
        for key in change.acknowledged {
            try database.run(
                "UPDATE outbox SET acknowledged = ? WHERE key = ? AND acknowledged IS NULL",
                [change.at.wall, key]
            )
        }
    }

    /// Codes and tokens do not outlive the step that needed them; the keyed digest stays.
    private func wipeBodies(in database: Database) throws {
        for attempt in change.settlement?.attempts ?? []
        where !attempt.state.isLive || attempt.state == .done {
            try database.run(
                "UPDATE send SET body = NULL WHERE attempt_id = ? AND body IS NOT NULL",
                [attempt.id]
            )
        }
        var finished: [String] = []
        if let enrolment = change.enrolment, enrolment.state == .cancelled {
            finished.append(enrolment.id)
        }
        if let settlement = change.settlement, settlement.phase == .paid,
            let enrolmentID = settlement.enrolmentID
        {
            finished.append(enrolmentID)
        }
        for enrolmentID in finished {
            try database.run(
                "UPDATE send SET body = NULL WHERE enrolment_id = ? AND body IS NOT NULL",
                [enrolmentID]
            )
        }
    }

    // MARK: Paths

    /// The moves of a path that begins with the stored state and ends with the wanted one.
    private func steps<State: RawRepresentable<String> & Equatable>(
        _ path: [State],
        from start: State,
        to end: State
    ) throws -> [State] {
        guard let first = path.first, let last = path.last else {
            guard start == end else {
                throw StoreError.forbidden("\(start.rawValue) became \(end.rawValue) by no path")
            }
            return []
        }
        guard first == start, last == end else {
            throw StoreError.forbidden(
                "the path \(path.map(\.rawValue)) does not lead from \(start.rawValue) to "
                    + end.rawValue
            )
        }
        return Array(path.dropFirst())
    }

    /// A version above the one that was seen.
    private func raised(_ version: Int, over expected: Int?) -> Int {
        guard let expected else { return version }
        return max(version, expected + 1)
    }
}
