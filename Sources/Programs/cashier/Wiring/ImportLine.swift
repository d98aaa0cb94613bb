import Billing
import FoundationEssentials
import SQLiteStore

/// One JSON line of a hospital system's hand-over: a person, a visit and its charge lines.
struct ImportLine: Decodable {
    var patient: Person
    var visit: Encounter
    var lines: [Line]

    struct Person: Decodable {
        var id: String
        var name: String?
        var idNumber: String?
        var sex: String?
        var birthDate: String?
        var phone: String?

        enum CodingKeys: String, CodingKey {
            case id, name, sex, phone
            case idNumber = "id_no"
            case birthDate = "birth_date"
        }
    }

    struct Encounter: Decodable {
        var id: String
        var department: String?
        var departmentCode: String?
        var doctor: String?
        var doctorCode: String?
        var medicalType: String
        var hospitalLevel: Int?
        var diagnoses: [Visit.Diagnosis]?
        var disease: Visit.Diagnosis?
        var at: String

        enum CodingKeys: String, CodingKey {
            case id, department, doctor, diagnoses, disease, at
            case departmentCode = "department_code"
            case doctorCode = "doctor_code"
            case medicalType = "med_type"
            case hospitalLevel = "hospital_level"
        }
    }

    struct Line: Decodable {
        var number: Int
        var code: String?
        var name: String
        /// `A`, `B` or `C`.
        var chargeClass: String
        var unitPriceFen: Int64
        var quantity: String
        var firstPayShare: String
        var priceLimitFen: Int64?
        var category: String?

        enum CodingKeys: String, CodingKey {
            case code, name, quantity, category
            case number = "no"
            case chargeClass = "class"
            case unitPriceFen = "unit_price_fen"
            case firstPayShare = "first_pay_share"
            case priceLimitFen = "price_limit_fen"
        }
    }

    /// No unit price of an outpatient bill is higher, in fen.
    private static let unitPriceFenMax: Int64 = 100_000_000
    /// No quantity is higher, in ten-thousandths; with the highest price it still fits in 64 bits.
    private static let quantityTenThousandthsMax: Int64 = 1_000_000_000
    private static let lineTotalMax = Money(fen: 100_000_000)

    /// Why a line of the hand-over was refused: a sentence that names what is wrong.
    struct Refused: Error {
        var reason: String
    }

    /// Reads one line and checks every value that decides money.
    static func read(_ bytes: [UInt8]) throws(Refused) -> ImportedVisit {
        let line: ImportLine
        do {
            line = try JSONDecoder().decode(ImportLine.self, from: Data(bytes))
        } catch let error as DecodingError {
            throw Refused(reason: error.place)
        } catch {
            throw Refused(reason: "not a JSON object")
        }
        return try line.visitWithLines()
    }

    private func visitWithLines() throws(Refused) -> ImportedVisit {
        guard ChinaTime.utcMilliseconds(of: visit.at) != nil else {
            throw Refused(reason: "visit.at is not yyyy-MM-dd HH:mm:ss")
        }
        let birthDate = patient.birthDate.flatMap { BusinessDate($0) }
        if let text = patient.birthDate, !text.isEmpty, birthDate == nil {
            throw Refused(reason: "patient.birth_date is not yyyy-MM-dd")
        }
        guard !patient.id.isEmpty, !visit.id.isEmpty, !lines.isEmpty else {
            throw Refused(reason: "patient.id, visit.id and lines must not be empty")
        }
        guard Set(lines.map(\.number)).count == lines.count else {
            throw Refused(reason: "two lines have the same no")
        }
        var charges: [ChargeLine] = []
        for line in lines { charges.append(try charge(line)) }
        let person = Patient(
            id: patient.id,
            name: patient.name ?? "",
            identityNumber: (patient.idNumber ?? "").uppercased(),
            sex: patient.sex.flatMap { Patient.Sex(rawValue: $0) } ?? .unknown,
            birthDate: birthDate,
            phone: patient.phone
        )
        let encounter = Visit(
            id: visit.id,
            patientID: patient.id,
            department: visit.department ?? "",
            departmentCode: visit.departmentCode ?? "",
            doctor: visit.doctor ?? "",
            doctorCode: visit.doctorCode ?? "",
            medicalType: visit.medicalType,
            hospitalLevel: visit.hospitalLevel ?? 3,
            diagnoses: visit.diagnoses ?? [],
            disease: visit.disease,
            at: visit.at
        )
        return ImportedVisit(patient: person, visit: encounter, lines: charges)
    }

    private func charge(_ line: Line) throws(Refused) -> ChargeLine {
        let place = "line \(line.number)"
        guard let chargeClass = ChargeClass(rawValue: line.chargeClass) else {
            throw Refused(reason: "\(place): class must be A, B or C")
        }
        guard (0...Self.unitPriceFenMax).contains(line.unitPriceFen) else {
            throw Refused(reason: "\(place): unit_price_fen is below 0 or above 1 000 000 yuan")
        }
        guard let quantity = try? ScaledDecimal(line.quantity), quantity > .zero,
            quantity.tenThousandths <= Self.quantityTenThousandthsMax
        else {
            throw Refused(
                reason: "\(place): quantity is not a decimal above 0, at most 100 000, "
                    + "with at most four places"
            )
        }
        guard Money(fen: line.unitPriceFen).multiplied(by: quantity) <= Self.lineTotalMax else {
            throw Refused(reason: "\(place): the line is above 1 000 000 yuan")
        }
        guard let share = try? ScaledDecimal(line.firstPayShare), share <= .one else {
            throw Refused(reason: "\(place): first_pay_share is not a decimal from 0 to 1")
        }
        if let limit = line.priceLimitFen, limit < 0 {
            throw Refused(reason: "\(place): price_limit_fen is negative")
        }
        let code = line.code ?? generatedCode(line, chargeClass, share: share)
        return ChargeLine(
            id: "\(visit.id)-\(line.number)",
            code: code,
            nationalCode: code,
            name: line.name,
            chargeClass: chargeClass,
            unitPrice: Money(fen: line.unitPriceFen),
            quantity: quantity,
            firstPayShare: share,
            priceLimit: line.priceLimitFen.map { Money(fen: $0) },
            category: line.category ?? "14"
        )
    }

    /// The sandbox's generated code of a line that has none: class, share and ceiling reach the
    /// insurer by the wire alone.
    private func generatedCode(
        _ line: Line,
        _ chargeClass: ChargeClass,
        share: ScaledDecimal
    ) -> String {
        let limit = line.priceLimitFen.map { Money(fen: $0).yuan } ?? "N"
        let shareText = chargeClass == .b ? share.text : "N"
        return "SBX-\(chargeClass.rawValue)-\(shareText)-\(limit)-\(visit.id)-\(line.number)"
    }
}

extension DecodingError {
    /// Where the error is and what was expected, without any value of the data.
    var place: String {
        switch self {
        case .keyNotFound(let key, let context):
            "\(Self.path(context.codingPath + [key])) is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "\(Self.path(context.codingPath)) has the wrong type"
        case .dataCorrupted(let context):
            context.codingPath.isEmpty
                ? "not a JSON object" : "\(Self.path(context.codingPath)) is not valid"
        @unknown default: "cannot be read"
        }
    }

    private static func path(_ path: [any CodingKey]) -> String {
        path.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
    }
}
