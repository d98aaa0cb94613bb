import Billing
import GRDB
import Settlement

/// The bills of a person that nobody has paid, and the freezing of those that are not bills yet.
enum UnpaidBills {
    /// What a look at a person's unpaid lines gives.
    struct Found: Sendable {
        var bills: [Bill]
        /// Visits with unpaid lines that no bill holds yet.
        var unfrozenVisits: [String]
    }

    /// The unpaid bills, oldest visit first; writes nothing.
    static func look(ofPatient patientID: String, in database: Database) throws -> Found {
        let rows = try database.rows(
            """
            SELECT visit.id AS visit_id, charge_line.bill_id AS bill_id
            FROM visit JOIN charge_line ON charge_line.visit_id = visit.id
            WHERE visit.patient_id = ? AND charge_line.billing = 'unpaid'
            GROUP BY visit.at, visit.id, charge_line.bill_id
            ORDER BY visit.at, visit.id, charge_line.bill_id
            """,
            [patientID]
        )
        var found = Found(bills: [], unfrozenVisits: [])
        for row in rows {
            let columns = Columns(row)
            if let id = columns.textOrNil("bill_id") {
                guard let bill = try BillRecord.find(id, in: database) else { continue }
                found.bills.append(bill)
            } else {
                found.unfrozenVisits.append(columns.text("visit_id"))
            }
        }
        return found
    }

    /// Freezes all unpaid lines of a visit that no settlement holds into one bill.
    static func freeze(visitID: String, at moment: Moment, in database: Database) throws {
        guard let visit = try VisitRecord.find(visitID, in: database) else { return }
        try supersede(visitID: visitID, at: moment.wall, in: database)
        let lines = try ChargeLineRecord.ofVisit(visitID, in: database)
            .filter { $0.billing == .unpaid && $0.billID == nil }
            .map(\.line)
        guard !lines.isEmpty else { return }
        let digest = Bill(id: "", visit: visit, lines: lines).digest
        let number: String
        if let known = try BillRecord.number(ofDigest: digest, in: database) {
            number = known
            try database.run("UPDATE bill SET superseded = NULL WHERE id = ?", [number])
        } else {
            number = try nextNumber(of: visit, at: moment, in: database)
            try BillRecord.insert(
                Bill(id: number, visit: visit, lines: lines),
                at: moment.wall,
                in: database
            )
        }
        for line in lines {
            try database.run("UPDATE charge_line SET bill_id = ? WHERE id = ?", [number, line.id])
        }
    }

    /// Lets go of the visit's bills that no settlement holds, so that their lines can be frozen
    /// anew.
    static func supersede(visitID: String, at: Int64, in database: Database) throws {
        let bills = try database.rows(
            "SELECT id FROM bill WHERE visit_id = ? AND superseded IS NULL",
            [visitID]
        ).map { Columns($0).text("id") }
        for bill in bills where try !BillRecord.isHeld(bill, in: database) {
            try database.run("UPDATE bill SET superseded = ? WHERE id = ?", [at, bill])
            try database.run("UPDATE charge_line SET bill_id = NULL WHERE bill_id = ?", [bill])
        }
    }

    /// `B-20261121-0187`: the day of the visit and a number of that day.
    private static func nextNumber(
        of visit: Visit,
        at moment: Moment,
        in database: Database
    ) throws -> String {
        let date = BusinessDate(String(visit.at.prefix(10))) ?? moment.china.businessDate
        let value = try NumberSeries.reserve(
            "bill:\(date.compact)",
            count: 1,
            in: database
        ).lowerBound
        let digits = String(value)
        let padding = String(repeating: "0", count: max(0, 4 - digits.count))
        return "B-\(date.compact)-\(padding)\(digits)"
    }
}
