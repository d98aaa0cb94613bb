import Billing
import GRDB
import Settlement

/// Settlements in the ledger, loaded and written whole.
enum SettlementRow {
    static func find(_ id: String, in database: Database) throws -> SettlementRecord? {
        try database.row("SELECT * FROM settlement WHERE id = ?", [id])
            .map { try read(Columns($0), in: database) }
    }

    /// The settlements of a query over `settlement`, each with splits and attempts.
    static func all(
        _ sql: String,
        _ arguments: StatementArguments = [],
        in database: Database
    ) throws -> [SettlementRecord] {
        try database.rows(sql, arguments).map { try read(Columns($0), in: database) }
    }

    /// Inserts the fixed columns in the first phase; `update` writes the rest.
    static func insert(
        _ record: SettlementRecord,
        phase: SettlementPhase,
        in database: Database
    ) throws {
        let created = MomentColumns(record.createdAt)
        try database.run(
            """
            INSERT INTO settlement (id, bill_id, bill_digest, patient_id, total, is_insured,
                created, created_clock, day, phase, version, is_given_up, rounding)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0)
            """,
            [
                record.id, record.billID, record.billDigest, record.patientID, record.total.fen,
                record.isInsured, created.wall, created.clock, day(of: record), phase.rawValue,
            ]
        )
    }

    /// Moves a settlement one step; the database refuses a step that the table does not have.
    static func move(_ id: String, to phase: SettlementPhase, in database: Database) throws {
        try database.run("UPDATE settlement SET phase = ? WHERE id = ?", [phase.rawValue, id])
    }

    /// Writes everything that may change but the phase.
    static func update(
        _ record: SettlementRecord,
        version: Int,
        in database: Database
    ) throws {
        let tenderless = MomentColumns(record.tenderlessSince)
        let finished = MomentColumns(record.finishedAt)
        try database.run(
            """
            UPDATE settlement SET version = ?, owner = ?, enrolment_id = ?, business_date = ?,
                day = ?, shift_id = ?, tenderless = ?, tenderless_clock = ?, is_given_up = ?,
                rounding = ?, suspense_reason = ?, finished = ?, finished_clock = ?
            WHERE id = ?
            """,
            [
                version, record.owner, record.enrolmentID, record.businessDate?.text,
                day(of: record), record.shiftID, tenderless.wall, tenderless.clock,
                record.isGivenUp, record.rounding.fen, record.suspenseReason, finished.wall,
                finished.clock, record.id,
            ]
        )
        try SplitRecord.save(
            record.quote,
            kind: "quote",
            settlementID: record.id,
            in: database
        )
        try SplitRecord.save(
            record.confirmed,
            kind: "confirmed",
            settlementID: record.id,
            in: database
        )
        try SplitRecord.save(
            record.settled,
            kind: "settled",
            settlementID: record.id,
            in: database
        )
    }

    /// The business date, or the day of creation in China while there is none.
    private static func day(of record: SettlementRecord) -> String {
        (record.businessDate ?? record.createdAt.china.businessDate).text
    }

    private static func read(
        _ columns: Columns,
        in database: Database
    ) throws -> SettlementRecord {
        let id = columns.text("id")
        var record = SettlementRecord(
            id: id,
            billID: columns.text("bill_id"),
            billDigest: columns.text("bill_digest"),
            patientID: columns.text("patient_id"),
            total: Money(fen: columns.number("total")),
            isInsured: columns.flag("is_insured"),
            createdAt: try MomentColumns.readAlways(columns, "created"),
            phase: try stored(columns.text("phase"), "phase"),
            version: Int(columns.number("version"))
        )
        record.owner = columns.textOrNil("owner")
        record.enrolmentID = columns.textOrNil("enrolment_id")
        record.businessDate = columns.textOrNil("business_date").flatMap { BusinessDate($0) }
        record.shiftID = columns.textOrNil("shift_id")
        record.tenderlessSince = try MomentColumns.read(columns, "tenderless")
        record.isGivenUp = columns.flag("is_given_up")
        record.rounding = Money(fen: columns.number("rounding"))
        record.suspenseReason = columns.textOrNil("suspense_reason")
        record.finishedAt = try MomentColumns.read(columns, "finished")
        let splits = try SplitRecord.ofSettlement(id, in: database)
        record.quote = splits["quote"]
        record.confirmed = splits["confirmed"]
        record.settled = splits["settled"]
        record.attempts = try AttemptRecord.ofSettlement(id, in: database)
        return record
    }
}
