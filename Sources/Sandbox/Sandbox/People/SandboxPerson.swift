/// One invented person of the sandbox.
package struct SandboxPerson: Sendable, Equatable {
    /// How the hospital side spells a sex.
    package enum Sex: String, Sendable, Codable {
        case male, female

        /// 1 male, 2 female.
        package var wireCode: String { self == .male ? "1" : "2" }
    }

    /// The sandbox's short name (`E1`, `P000001`), also the hospital's patient number.
    package var key: String
    package var name: String
    package var idNumber: String
    package var sex: Sex
    /// `yyyy-MM-dd`.
    package var birthDate: String
    package var phone: String
    /// What the insurer knows; nil for a person without insurance.
    var coverage: InsuranceCoverage?

    /// Whether the insurer knows the person.
    package var isInsured: Bool { coverage != nil }
}

/// One row of `GET /_sandbox/persons`.
package struct SandboxPersonRow: Sendable, Equatable, Encodable {
    package var person: String
    package var name: String
    package var id_no: String
    package var insured: Bool
    /// Visit numbers of the bills that the hospital hands over.
    package var bills: [String]
}
