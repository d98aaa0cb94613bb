/// What a person is insured for, and what they have: the part of a person that the insurer keeps.
struct InsuranceCoverage: Sendable, Equatable, Codable {
    var scheme: BenefitPolicy.Scheme
    var retired = false
    var civilServant = false
    /// The hospital level that counts for this person; nil for that of the contract.
    var hospitalLevel: Int?
    /// Codes of the chronic diseases registered for this person.
    var diseases: [String] = []
    /// What was used up before the first settlement here.
    var opening = BenefitAccumulators()
    var account = InsurerFen.zero
    var usesAccount = true
    /// What each giver of mutual aid still offers, in the order of authorisation.
    var givers: [InsurerFen] = []
}

/// A person in the insurer's register.
struct InsuredPerson: Sendable, Equatable, Codable {
    /// The platform's number (`psn_no`).
    var number: String
    /// The sandbox's short name of the person (`E1`).
    var key: String
    var name: String
    var idNumber: String
    /// 1 male, 2 female.
    var sex: String
    /// `yyyy-MM-dd`, or empty.
    var birthDate: String
    var cardNumber: String
    var coverage: InsuranceCoverage
    /// Accumulators by year, once something was settled in it.
    var years: [String: BenefitAccumulators] = [:]

    /// What counts in a year; what was used before the first settlement counts in its year.
    func accumulators(year: Int) -> BenefitAccumulators {
        years[String(year)] ?? (years.isEmpty ? coverage.opening : BenefitAccumulators())
    }

    /// The person's class (`psn_type`).
    var personType: String {
        switch coverage.scheme {
        case .employee: coverage.retired ? "1201" : "1101"
        case .resident: "1401"
        }
    }
}

/// A scanned e-credential code and the token that its decoding gave.
struct InsurerCredential: Sendable, Equatable, Codable {
    var personNumber: String
    /// Unix seconds.
    var expiresAt: Int64
    var token: String?
    var tokenExpiresAt: Int64 = 0
    /// A settlement was made with it: the code cannot be decoded again.
    var isUsed = false
}

/// One visit registered by 2201.
struct InsurerVisit: Sendable, Equatable, Codable {
    var id: String
    var personNumber: String
    var hospitalNumber: String
    var insutype: String
    var begunAt: String
    var certificateType: String
    var doctorCode: String
    var doctorName: String
    var departmentCode: String
    var departmentName: String
    /// Set by 2203A.
    var medicalType: String?
    var diseaseCode = ""
    var diseaseName = ""
    var isCancelled = false
    /// A planned fault: queries do not find the visit.
    var isHidden = false
    var lines: [InsurerFeeLine] = []
    /// Serials of lines that were deleted: they are not taken again.
    var spentSerials: Set<String> = []
}

/// One uploaded fee line, classified.
struct InsurerFeeLine: Sendable, Equatable, Codable {
    var serial: String
    var batch: String
    var disease: String
    var occurredAt: String
    var code: String
    var hospitalCode: String
    /// Millionths of a yuan.
    var priceMicro: Int64
    /// Ten-thousandths.
    var quantity: Int64
    var chargedInFull: Bool
    var benefit: BenefitLine
    /// The settlement that paid the line.
    var settlement: String?
    /// A planned fault: queries do not find the line.
    var isHidden = false

    /// The insurer's view of the line's item.
    var item: CatalogueItem { InsurerCatalogue.item(code: code) }
}

/// One settlement made by 2207.
struct InsurerSettlement: Sendable, Equatable, Codable {
    var id: String
    /// The position in the books.
    var sequence: Int
    var msgid: String
    var personNumber: String
    var visit: String
    var batch: String
    var insutype: String
    var medicalType: String
    var certificateType: String
    var disease: String?
    var invoiceNumber: String
    /// The year whose accumulators moved.
    var year: Int
    /// `yyyy-MM-dd HH:mm:ss`, the insurer's clock.
    var settledAt: String
    var split: BenefitSplit
    var poolCapLeft: InsurerFen
    var balanceAfter: InsurerFen
    var state = InsurerBookRow.State.settled
    /// The cancellation (2208) in force.
    var cancellation: String?
    /// A planned fault: queries do not find the settlement.
    var isHidden = false
}

/// One cancellation made by 2208: a record of its own, with minus amounts.
struct InsurerCancellation: Sendable, Equatable, Codable {
    var id: String
    var msgid: String
    var settlement: String
    var cancelledAt: String
    var balanceAfter: InsurerFen
    /// Undone by 2601.
    var isReversed = false
    /// A planned fault: queries do not find the record.
    var isHidden = false
}

/// A sign-in of an operator.
struct InsurerSignIn: Sendable, Equatable, Codable {
    var operatorNumber: String
    var dayNumber: Int
}
