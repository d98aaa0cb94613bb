import Billing
import FoundationEssentials
import GRDB
import Settlement

/// Visits in the ledger: what decides money in columns, the rest as one JSON document.
enum VisitRecord {
    /// What of a visit does not decide money.
    private struct Detail: Codable {
        var department: String
        var departmentCode: String
        var doctor: String
        var doctorCode: String
        var diagnoses: [Visit.Diagnosis]
        var disease: Visit.Diagnosis?
    }

    /// The visit's document; equal visits give equal text.
    static func detail(of visit: Visit) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let data = try encoder.encode(
            Detail(
                department: visit.department,
                departmentCode: visit.departmentCode,
                doctor: visit.doctor,
                doctorCode: visit.doctorCode,
                diagnoses: visit.diagnoses,
                disease: visit.disease
            )
        )
        return String(decoding: data, as: UTF8.self)
    }

    static func insert(_ visit: Visit, in database: Database) throws {
        try database.run(
            """
            INSERT INTO visit
                (id, patient_id, medical_type, hospital_level, disease_code, at, detail)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                visit.id, visit.patientID, visit.medicalType, visit.hospitalLevel,
                visit.disease?.code, visit.at, try detail(of: visit),
            ]
        )
    }

    static func update(_ visit: Visit, in database: Database) throws {
        try database.run(
            """
            UPDATE visit SET medical_type = ?, hospital_level = ?, disease_code = ?, at = ?,
                detail = ?
            WHERE id = ?
            """,
            [
                visit.medicalType, visit.hospitalLevel, visit.disease?.code, visit.at,
                try detail(of: visit), visit.id,
            ]
        )
    }

    static func find(_ id: String, in database: Database) throws -> Visit? {
        try database.row("SELECT * FROM visit WHERE id = ?", [id]).map { row in
            let columns = Columns(row)
            return try build(
                id: columns.text("id"),
                patientID: columns.text("patient_id"),
                medicalType: columns.text("medical_type"),
                hospitalLevel: columns.number("hospital_level"),
                at: columns.text("at"),
                detail: columns.text("detail")
            )
        }
    }

    /// A visit from its columns and document, as stored in `visit` and frozen in `bill`.
    static func build(
        id: String,
        patientID: String,
        medicalType: String,
        hospitalLevel: Int64,
        at: String,
        detail text: String
    ) throws -> Visit {
        guard let detail = try? JSONDecoder().decode(Detail.self, from: Data(text.utf8)) else {
            throw StoreError.unusable("the ledger is damaged: visit \(id) is unreadable")
        }
        return Visit(
            id: id,
            patientID: patientID,
            department: detail.department,
            departmentCode: detail.departmentCode,
            doctor: detail.doctor,
            doctorCode: detail.doctorCode,
            medicalType: medicalType,
            hospitalLevel: Int(hospitalLevel),
            diagnoses: detail.diagnoses,
            disease: detail.disease,
            at: at
        )
    }
}
