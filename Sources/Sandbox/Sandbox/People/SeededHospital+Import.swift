package import FoundationEssentials

// The hospital's hand-over of visits and lines, in the format of `cashier import`.
extension SeededHospital {
    /// A department with what it treats.
    struct Department: Sendable {
        var code: String
        var name: String
        var doctors: [(code: String, name: String)]
        var diagnoses: [(code: String, name: String)]
        var consultation = "诊察费"
        var medicalType = "11"
    }

    /// The departments; the worked examples name the first four.
    static let departments: [Department] = [
        Department(
            code: "A03.04",
            name: "心血管内科",
            doctors: [("D999900000101", "示例医师一"), ("D999900000102", "示例医师二")],
            diagnoses: [("I10.x00", "特发性高血压"), ("E78.500", "高脂血症")]
        ),
        Department(
            code: "A03.01",
            name: "老年病科",
            doctors: [("D999900000201", "示例医师三")],
            diagnoses: [("I25.103", "冠状动脉粥样硬化性心脏病"), ("I10.x00", "特发性高血压")]
        ),
        Department(
            code: "A20",
            name: "急诊医学科",
            doctors: [("D999900000301", "示例医师四")],
            diagnoses: [("J11.100", "流行性感冒"), ("R50.900", "发热")],
            consultation: "急诊诊察费",
            medicalType: "13"
        ),
        Department(
            code: "A03.07",
            name: "内分泌科",
            doctors: [("D999900000401", "示例医师五"), ("D999900000402", "示例医师六")],
            diagnoses: [("E11.900", "2型糖尿病"), ("E04.900", "甲状腺结节")]
        ),
        Department(
            code: "A03.02",
            name: "呼吸内科",
            doctors: [("D999900000501", "示例医师七")],
            diagnoses: [("J06.900", "急性上呼吸道感染"), ("J20.900", "急性支气管炎")]
        ),
        Department(
            code: "A03.03",
            name: "消化内科",
            doctors: [("D999900000601", "示例医师八")],
            diagnoses: [("K29.500", "慢性胃炎"), ("K21.900", "胃食管反流病")],
            consultation: "专家诊察费"
        ),
        Department(
            code: "A04.03",
            name: "骨科",
            doctors: [("D999900000701", "示例医师九")],
            diagnoses: [("M54.500", "腰痛"), ("S93.400", "踝关节扭伤")]
        ),
    ]

    // MARK: Visits

    /// The numbers of a person's visits: `MZ` and 14 digits, stable for a seed.
    func visitIDs(_ index: Int) -> [String] {
        guard index >= WorkedExamples.count else { return [Self.exampleVisitID(index)] }
        let first = index - WorkedExamples.count
        return stride(from: first, to: bills, by: max(1, patients)).map(visitID)
    }

    private static func exampleVisitID(_ index: Int) -> String {
        "MZ9999" + InsurerTime.padded(index + 1, to: 10)
    }

    /// The seed's last digits keep two seeded hospitals in one ledger apart.
    private func visitID(bill: Int) -> String {
        "MZ" + InsurerTime.padded(Int(seed % 9999), to: 4) + InsurerTime.padded(bill + 1, to: 10)
    }

    /// One JSON line a visit, without the line feed: the worked examples, then the seeded bills.
    ///
    /// Lines are made one at a time as the sequence is read.
    ///
    /// - Parameter now: the instant that the visits lie some hours before.
    package func importLines(now: Date) -> some Sequence<[UInt8]> {
        let count = WorkedExamples.count
        return (0..<(count + bills)).lazy.map { number in
            number < count
                ? exampleLine(number, now: now) : billLine(number - count, now: now)
        }
    }

    private func exampleLine(_ index: Int, now: Date) -> [UInt8] {
        let example = WorkedExamples.all[index]
        let rows = example.items.compactMap { name, quantity in
            InsurerCatalogue.row(named: name).map { ($0, quantity) }
        }
        return Self.handOver(
            patient: example.person,
            visit: Self.visit(
                id: Self.exampleVisitID(index),
                department: example.department,
                doctor: example.department.doctors[0],
                diagnosis: example.department.diagnoses[0],
                medicalType: example.medicalType,
                disease: example.disease,
                at: now.addingTimeInterval(-600)
            ),
            rows: rows
        )
    }

    private func billLine(_ bill: Int, now: Date) -> [UInt8] {
        let person = person(at: bill % patients + WorkedExamples.count)
        var random = random(.visit, bill)
        let department = Self.departments.pick(&random)
        let registered = person.coverage?.diseases.first.flatMap(BenefitPolicy.disease)
        let isChronic = random.next() % 5 < 2 && department.medicalType == "11"
        let disease = isChronic ? registered : nil
        var rows: [(InsurerCatalogue.Row, Int)] = []
        if let consultation = InsurerCatalogue.row(named: department.consultation) {
            rows.append((consultation, 1))
        }
        var taken: Set = [department.consultation]
        for _ in 0..<(1 + random.next() % 6) {
            let row = InsurerCatalogue.rows.pick(&random)
            guard !row.item.name.hasSuffix("诊察费"), taken.insert(row.item.name).inserted else {
                continue
            }
            rows.append((row, 1 + Int(random.next() % UInt64(row.quantityMax))))
        }
        let minutes = 15 + random.next() % 420
        return Self.handOver(
            patient: person,
            visit: Self.visit(
                id: visitID(bill: bill),
                department: department,
                doctor: department.doctors.pick(&random),
                diagnosis: department.diagnoses.pick(&random),
                medicalType: disease == nil ? department.medicalType : "14",
                disease: disease,
                at: now.addingTimeInterval(-60 * TimeInterval(minutes))
            ),
            rows: rows
        )
    }

    private static func visit(
        id: String,
        department: Department,
        doctor: (code: String, name: String),
        diagnosis: (code: String, name: String),
        medicalType: String,
        disease: BenefitPolicy.Disease?,
        at: Date
    ) -> InsurerJSON {
        let diseaseNode: InsurerJSON? = disease.map {
            ["code": .text($0.code), "name": .text($0.name)]
        }
        return [
            "id": .text(id), "department": .text(department.name),
            "department_code": .text(department.code), "doctor": .text(doctor.name),
            "doctor_code": .text(doctor.code), "med_type": .text(medicalType),
            "hospital_level": 3,
            "diagnoses": [["code": .text(diagnosis.code), "name": .text(diagnosis.name)]],
            "disease": diseaseNode ?? .null, "at": .text(InsurerTime(at).text),
        ]
    }

    private static func handOver(
        patient: SandboxPerson,
        visit: InsurerJSON,
        rows: [(InsurerCatalogue.Row, Int)]
    ) -> [UInt8] {
        let lines = rows.enumerated().map { index, entry -> InsurerJSON in
            let (row, quantity) = entry
            let limit = row.item.priceLimitMicro.map { InsurerJSON.number(String($0 / 10_000)) }
            return [
                "code": .text(row.item.code), "no": .number(String(index + 1)),
                "name": .text(row.item.name), "class": .text(row.item.level.letter),
                "unit_price_fen": .number(String(row.priceFen)),
                "quantity": .text(String(quantity)),
                "first_pay_share": .text(
                    FixedPoint.text(Int64(row.item.firstShare), places: 4)
                ),
                "price_limit_fen": limit ?? .null,
            ]
        }
        let hand: InsurerJSON = [
            "patient": [
                "id": .text(patient.key), "name": .text(patient.name),
                "id_no": .text(patient.idNumber), "sex": .text(patient.sex.rawValue),
                "birth_date": .text(patient.birthDate), "phone": .text(patient.phone),
            ],
            "visit": visit, "lines": .list(lines),
        ]
        return hand.bytes
    }
}
