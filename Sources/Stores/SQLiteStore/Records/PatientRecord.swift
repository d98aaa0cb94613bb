import Billing
import FoundationEssentials
import GRDB
import Settlement

/// Patients in the ledger: everything but the number is sealed.
struct PatientRecord {
    let sealer: FieldSealer

    /// Writes a new or changed patient; an unchanged one costs no write.
    func save(_ patient: Patient, in database: Database) throws -> Bool {
        let before = try find(patient.id, in: database)
        guard before != patient else { return false }
        let values: StatementArguments = [
            try seal(patient.name, "name", patient.id),
            try seal(patient.identityNumber, "id_no", patient.id),
            try seal(patient.sex.rawValue, "sex", patient.id),
            try patient.birthDate.map { try seal($0.text, "birth_date", patient.id) },
            try patient.phone.map { try seal($0, "phone", patient.id) },
            sealer.identityIndex(patient.identityNumber),
            patient.id,
        ]
        let sql =
            before == nil
            ? """
            INSERT INTO patient (name, id_no, sex, birth_date, phone, id_no_index, id)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """
            : """
            UPDATE patient SET name = ?, id_no = ?, sex = ?, birth_date = ?, phone = ?,
                id_no_index = ?
            WHERE id = ?
            """
        try database.run(sql, values)
        return true
    }

    /// The patient of a number.
    func find(_ id: String, in database: Database) throws -> Patient? {
        try database.row("SELECT * FROM patient WHERE id = ?", [id]).map(read)
    }

    /// The patient of an identity number; of several registrations the newest.
    func find(identityNumber: String, in database: Database) throws -> Patient? {
        guard let index = sealer.identityIndex(identityNumber) else { return nil }
        return try database.row(
            "SELECT * FROM patient WHERE id_no_index = ? ORDER BY rowid DESC LIMIT 1",
            [index]
        ).map(read)
    }

    private func read(_ row: Row) throws -> Patient {
        let columns = Columns(row)
        let id = columns.text("id")
        func text(_ column: String) throws -> String? {
            try columns.bytesOrNil(column).map {
                try sealer.text($0, table: "patient", column: column, row: id)
            }
        }
        return Patient(
            id: id,
            name: try text("name") ?? "",
            identityNumber: try text("id_no") ?? "",
            sex: try stored(try text("sex") ?? "", "sex"),
            birthDate: try text("birth_date").flatMap { BusinessDate($0) },
            phone: try text("phone")
        )
    }

    private func seal(_ text: String, _ column: String, _ id: String) throws -> Data {
        try sealer.seal(text, table: "patient", column: column, row: id)
    }
}
