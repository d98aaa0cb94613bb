import Billing
import GRDB
import Settlement

/// Immutable bills: the visit as it was and the lines as they were.
enum BillRecord {
    static func find(_ id: String, in database: Database) throws -> Bill? {
        guard let row = try database.row("SELECT * FROM bill WHERE id = ?", [id]) else {
            return nil
        }
        let columns = Columns(row)
        let visit = try VisitRecord.build(
            id: columns.text("visit_id"),
            patientID: columns.text("patient_id"),
            medicalType: columns.text("medical_type"),
            hospitalLevel: columns.number("hospital_level"),
            at: columns.text("visit_at"),
            detail: columns.text("visit_detail")
        )
        let lines = try database.rows(
            "SELECT * FROM bill_line WHERE bill_id = ? ORDER BY position",
            [id]
        ).map { try ChargeLineRecord.read(Columns($0), id: "line_id") }
        let bill = Bill(id: id, visit: visit, lines: lines)
        guard bill.digest == columns.text("digest"), bill.total.fen == columns.number("total")
        else { throw StoreError.unusable("the ledger is damaged: bill \(id) was changed") }
        return bill
    }

    /// The number of the snapshot with a digest.
    static func number(ofDigest digest: String, in database: Database) throws -> String? {
        try database.text("SELECT id FROM bill WHERE digest = ?", [digest])
    }

    /// Freezes a bill; its lines must belong to no other snapshot.
    static func insert(_ bill: Bill, at: Int64, in database: Database) throws {
        try database.run(
            """
            INSERT INTO bill (id, visit_id, patient_id, visit_detail, medical_type,
                hospital_level, visit_at, total, digest, created)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                bill.id, bill.visit.id, bill.visit.patientID,
                try VisitRecord.detail(of: bill.visit), bill.visit.medicalType,
                bill.visit.hospitalLevel, bill.visit.at, bill.total.fen, bill.digest, at,
            ]
        )
        for (position, line) in bill.lines.enumerated() {
            try database.run(
                """
                INSERT INTO bill_line (\(ChargeLineRecord.columnNames), bill_id, position, line_id)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                ChargeLineRecord.values(line) + [bill.id, position, line.id]
            )
        }
    }

    /// Whether a settlement holds the bill.
    static func isHeld(_ id: String, in database: Database) throws -> Bool {
        try holder(of: id, in: database) != nil
    }

    /// The settlement that holds a bill.
    static func holder(of id: String, in database: Database) throws -> String? {
        try database.text(
            """
            SELECT id FROM settlement WHERE bill_id = ? AND phase IN (\(Schema.holdingPhases))
            """,
            [id]
        )
    }
}
