/// The share, deductible and caps that hold for one person and one visit (region 999900, 2025 on).
struct BenefitPolicy: Sendable, Equatable {
    /// Yearly deductible of ordinary outpatient care.
    var deductible: InsurerFen
    /// The pool's share in ten-thousandths.
    var poolShare: Int
    /// Yearly cap of the pool's pay, of the disease where one is charged.
    var poolCap: InsurerFen
    /// The civil-servant subsidy's share of the co-pay in ten-thousandths; nil when there is none.
    var civilShare: Int?
    /// Yearly cap of the subsidy.
    var civilCap: InsurerFen
    /// Whether the scheme has a personal account.
    var hasAccount: Bool

    /// The insurance kinds this region knows.
    enum Scheme: String, Sendable, Codable {
        case employee = "310"
        case resident = "390"
    }

    /// A disease whose outpatient care is paid after registration (慢特病).
    struct Disease: Sendable, Equatable {
        var code: String
        var name: String
        /// Yearly cap of the employee scheme; residents have half.
        var cap: InsurerFen
    }

    /// The diseases of this region.
    static let diseases = [
        Disease(code: "M03900", name: "高血压", cap: InsurerFen(300_000)),
        Disease(code: "M01600", name: "糖尿病", cap: InsurerFen(400_000)),
        Disease(code: "M00500", name: "恶性肿瘤", cap: InsurerFen(8_000_000)),
    ]

    /// The disease of a code, or of its name where a caller has only that.
    static func disease(_ codeOrName: String) -> Disease? {
        diseases.first { $0.code == codeOrName || $0.name == codeOrName }
    }

    /// The policy of ordinary and emergency care, or of a registered disease.
    ///
    /// - Parameter level: the hospital's level, 1 to 3; other values count as 3.
    init(scheme: Scheme, retired: Bool, civilServant: Bool, level: Int, disease: Disease?) {
        let isEmployee = scheme == .employee
        hasAccount = isEmployee
        civilShare = civilServant && isEmployee ? 5000 : nil
        civilCap = InsurerFen(500_000)
        if let disease {
            deductible = .zero
            poolShare = isEmployee ? (retired ? 8500 : 8000) : 6000
            poolCap = isEmployee ? disease.cap : InsurerFen(disease.cap.fen / 2)
            return
        }
        switch scheme {
        case .employee:
            deductible = InsurerFen(retired ? 40_000 : 60_000)
            let working = level == 1 ? 8000 : level == 2 ? 7000 : 6000
            poolShare = retired ? working + 500 : working
            poolCap = InsurerFen(1_000_000)
        case .resident:
            deductible = level == 1 ? .zero : InsurerFen(10_000)
            poolShare = level == 1 ? 5000 : 3500
            poolCap = InsurerFen(150_000)
        }
    }
}
