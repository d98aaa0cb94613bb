/// The five fixed people whose state and bills are the worked examples of the benefit rules.
///
/// They are the same under every seed. E4 is a person in E1's state whose bill is E1's without
/// the blood count, as it stands after the partial refund.
enum WorkedExamples {
    /// One example: the person, and the bill by catalogue names and quantities.
    struct Example: Sendable {
        var person: SandboxPerson
        var medicalType = "11"
        var disease: BenefitPolicy.Disease?
        var department: SeededHospital.Department
        var items: [(name: String, quantity: Int)]
    }

    /// How many there are.
    static var count: Int { all.count }

    /// E1 to E5.
    static let all: [Example] = [e1, e2, e3, e4, e5]

    private static func person(
        _ number: Int,
        _ name: String,
        born: (Int, Int, Int),
        sequence: Int,
        _ coverage: InsuranceCoverage
    ) -> SandboxPerson {
        let day = InsurerTime.dayNumber(year: born.0, month: born.1, day: born.2)
        let id = ResidentNumber.make(birthDay: day, sequence: sequence)
        return SandboxPerson(
            key: "E\(number)",
            name: name,
            idNumber: id,
            sex: ResidentNumber.sex(of: id),
            birthDate: InsurerTime.date(ofDay: day, separator: "-"),
            phone: "1000000000\(number)",
            coverage: coverage
        )
    }

    private static let halfMet: InsuranceCoverage = {
        var coverage = InsuranceCoverage(scheme: .employee)
        coverage.hospitalLevel = 3
        coverage.opening.deductibleUsed = InsurerFen(52_000)
        coverage.account = InsurerFen(3560)
        return coverage
    }()

    private static let e1 = Example(
        person: person(1, "陈志远", born: (1985, 3, 12), sequence: 901, halfMet),
        department: SeededHospital.departments[0],
        items: [
            ("诊察费", 1), ("阿托伐他汀钙片", 5), ("血常规", 1), ("复合维生素", 1), ("胸部CT平扫", 1),
        ]
    )

    private static let e2: Example = {
        var coverage = InsuranceCoverage(scheme: .employee, retired: true, civilServant: true)
        coverage.hospitalLevel = 3
        coverage.opening.deductibleUsed = InsurerFen(40_000)
        coverage.opening.poolUsed = InsurerFen(995_000)
        coverage.account = InsurerFen(50_000)
        return Example(
            person: person(2, "周玉兰", born: (1956, 8, 23), sequence: 902, coverage),
            department: SeededHospital.departments[1],
            items: [("硝苯地平控释片", 4), ("恩格列净片", 8), ("心脏彩超", 1)]
        )
    }()

    private static let e3: Example = {
        var coverage = InsuranceCoverage(scheme: .resident)
        coverage.hospitalLevel = 3
        coverage.usesAccount = false
        coverage.givers = [InsurerFen(12_000)]
        return Example(
            person: person(3, "林小满", born: (2019, 6, 1), sequence: 903, coverage),
            medicalType: "13",
            department: SeededHospital.departments[2],
            items: [
                ("急诊诊察费", 1), ("小儿布洛芬混悬液", 1), ("头孢克肟颗粒", 3), ("C反应蛋白", 1),
                ("流感抗原检测", 1),
            ]
        )
    }()

    private static let e4 = Example(
        person: person(4, "高雅文", born: (1985, 3, 12), sequence: 904, halfMet),
        department: SeededHospital.departments[0],
        items: [("诊察费", 1), ("阿托伐他汀钙片", 5), ("复合维生素", 1), ("胸部CT平扫", 1)]
    )

    private static let e5: Example = {
        let diabetes = BenefitPolicy.disease("糖尿病")
        var coverage = InsuranceCoverage(scheme: .employee, retired: true)
        if let diabetes {
            coverage.diseases = [diabetes.code]
            coverage.opening.diseasePoolUsed = [diabetes.code: InsurerFen(388_000)]
        }
        coverage.account = InsurerFen(6000)
        return Example(
            person: person(5, "黄德胜", born: (1952, 11, 5), sequence: 905, coverage),
            medicalType: "14",
            disease: diabetes,
            department: SeededHospital.departments[3],
            items: [("盐酸二甲双胍缓释片", 3), ("达格列净片", 28), ("糖化血红蛋白", 1)]
        )
    }()
}
