package import Billing
import GRDB
package import Settlement

extension SQLiteStore: SettlementStore {
    package func commit(_ change: LedgerChange) async throws {
        let work = LedgerCommit(change: change, sealer: sealer, chain: chain)
        try await write { try work.apply(in: $0) }
    }

    package func settlement(_ id: String) async throws -> SettlementRecord? {
        try await read { try SettlementRow.find(id, in: $0) }
    }

    package func settlements(on date: BusinessDate?) async throws -> [SettlementRecord] {
        try await read { database in
            guard let date else {
                return try SettlementRow.all(
                    "SELECT * FROM settlement ORDER BY created, seq",
                    in: database
                )
            }
            return try SettlementRow.all(
                "SELECT * FROM settlement WHERE day = ? ORDER BY created, seq",
                [date.text],
                in: database
            )
        }
    }

    package func openSettlements() async throws -> [SettlementRecord] {
        try await read { try SettlementRow.all(SQLiteStore.openSettlementsSQL, in: $0) }
    }

    static let openSettlementsSQL =
        """
        SELECT * FROM settlement WHERE phase IN (\(Schema.openPhases))
        UNION
        SELECT * FROM settlement
        WHERE id IN (SELECT settlement_id FROM attempt WHERE state = 'return_owed')
        ORDER BY seq
        """

    package func settlement(
        holdingBill billID: String
    ) async throws -> SettlementRecord? {
        try await read { database in
            guard let id = try BillRecord.holder(of: billID, in: database) else { return nil }
            return try SettlementRow.find(id, in: database)
        }
    }

    package func enrolment(_ id: String) async throws -> Enrolment? {
        let rows = EnrolmentRow(sealer: sealer)
        return try await read { try rows.find(id, in: $0) }
    }

    package func enrolment(ofBill billID: String) async throws -> Enrolment? {
        let rows = EnrolmentRow(sealer: sealer)
        return try await read { database in
            try rows.all(
                """
                SELECT * FROM enrolment WHERE bill_id = ? AND state <> 'cancelled'
                ORDER BY seq DESC LIMIT 1
                """,
                [billID],
                in: database
            ).first
        }
    }

    package func releasedEnrolments() async throws -> [Enrolment] {
        let rows = EnrolmentRow(sealer: sealer)
        return try await read { try rows.all(SQLiteStore.releasedEnrolmentsSQL, in: $0) }
    }

    /// Enrolments whose settlement was paid are used up, not released.
    static let releasedEnrolmentsSQL = """
        SELECT * FROM enrolment WHERE state <> 'cancelled' AND is_settled = 0
        AND NOT EXISTS (
            SELECT 1 FROM settlement WHERE enrolment_id = enrolment.id
            AND phase IN (\(Schema.openPhases)))
        ORDER BY seq
        """

    package func reserve(series: String, count: Int64) async throws -> Range<Int64> {
        guard count > 0 else { throw StoreError.forbidden("a reservation is of at least one") }
        return try await write { try NumberSeries.reserve(series, count: count, in: $0) }
    }

    package func evidence(ofSettlement id: String) async throws -> [Evidence] {
        try await read { database in
            try database.rows(
                "SELECT * FROM evidence WHERE settlement_id = ? ORDER BY seq",
                [id]
            ).map { row in
                let columns = Columns(row)
                return Evidence(
                    operation: columns.text("operation"),
                    number: columns.text("number"),
                    at: try MomentColumns.readAlways(columns, "at"),
                    verdict: columns.text("verdict"),
                    httpStatus: columns.numberOrNil("http_status").map { Int($0) },
                    bodyHash: columns.text("body_hash"),
                    redactedBody: columns.text("redacted_body"),
                    milliseconds: columns.number("milliseconds")
                )
            }
        }
    }

    package func openEffects(ofSettlement id: String) async throws -> [OutboxEffect] {
        try await read { database in
            try database.rows(
                """
                SELECT * FROM outbox WHERE settlement_id = ? AND acknowledged IS NULL
                ORDER BY seq
                """,
                [id]
            ).map { row in
                let columns = Columns(row)
                return OutboxEffect(
                    key: columns.text("key"),
                    kind: try stored(columns.text("kind"), "effect"),
                    settlementID: columns.text("settlement_id")
                )
            }
        }
    }

    package func patient(_ id: String) async throws -> Patient? {
        let rows = PatientRecord(sealer: sealer)
        return try await read { try rows.find(id, in: $0) }
    }

    package func patient(identityNumber: String) async throws -> Patient? {
        let rows = PatientRecord(sealer: sealer)
        return try await read { try rows.find(identityNumber: identityNumber, in: $0) }
    }

    package func bill(_ id: String) async throws -> Bill? {
        try await read { try BillRecord.find(id, in: $0) }
    }

    package func unpaidBills(ofPatient id: String) async throws -> [Bill] {
        let found = try await read { try UnpaidBills.look(ofPatient: id, in: $0) }
        guard !found.unfrozenVisits.isEmpty else { return found.bills }
        let now = clock.now()
        return try await write { database in
            // Looked at again: another console may have frozen them meanwhile.
            for visit in try UnpaidBills.look(ofPatient: id, in: database).unfrozenVisits {
                try UnpaidBills.freeze(visitID: visit, at: now, in: database)
            }
            return try UnpaidBills.look(ofPatient: id, in: database).bills
        }
    }

    package func isOwnerAlive(_ owner: String) async throws -> Bool {
        FileLock.isHeld(path: "\(files.owners)/\(OwnerLock.fileName(of: owner))")
    }
}
