/// A person whom the hospital treats, as the hospital system hands them over.
///
/// Everything but the identifier is personal data: stored encrypted, masked outside the
/// cashier's own screen.
package struct Patient: Sendable, Hashable {
    /// The hospital's own number for the person.
    package var id: String
    package var name: String
    /// The resident identity number, upper case; empty when unknown.
    package var identityNumber: String
    package var sex: Sex
    /// `yyyy-MM-dd`, or nil when unknown.
    package var birthDate: BusinessDate?
    package var phone: String?

    package enum Sex: String, Sendable, Codable {
        case male, female, unknown
    }

    package init(
        id: String,
        name: String,
        identityNumber: String,
        sex: Sex = .unknown,
        birthDate: BusinessDate? = nil,
        phone: String? = nil
    ) {
        self.id = id
        self.name = name
        self.identityNumber = identityNumber
        self.sex = sex
        self.birthDate = birthDate
        self.phone = phone
    }

    /// The name for screens that others can see: the first character, the rest starred but the last.
    package var maskedName: String { Masking.name(name) }

    /// The identity number for screens: the last four characters.
    package var identityTail: String { String(identityNumber.suffix(4)) }

    /// Full years of age on a day, or nil when the birth date is unknown.
    package func age(on date: BusinessDate) -> Int? {
        guard let birthDate, birthDate <= date, let born = Int(birthDate.text.prefix(4)),
            let year = Int(date.text.prefix(4))
        else { return nil }
        return year - born - (date.text.suffix(5) < birthDate.text.suffix(5) ? 1 : 0)
    }
}

/// How personal data is shortened before it reaches a shared screen, a log or a slip.
package enum Masking {
    /// 张建国 → 张*国, 吴敏 → 吴*, a single character stays.
    package static func name(_ name: String) -> String {
        let characters = Array(name)
        switch characters.count {
        case 0, 1: return name
        case 2: return "\(characters[0])*"
        default:
            let stars = String(repeating: "*", count: characters.count - 2)
            return "\(characters[0])\(stars)\(characters[characters.count - 1])"
        }
    }

    /// An identity number with its first three and last four characters: `110***********1234`.
    package static func identity(_ number: String) -> String {
        guard number.count > 7 else { return String(repeating: "*", count: number.count) }
        let stars = String(repeating: "*", count: number.count - 7)
        return "\(number.prefix(3))\(stars)\(number.suffix(4))"
    }

    /// A code or card number: only its last four characters, and none of a short one.
    package static func code(_ code: String) -> String {
        code.count < 8 ? "****" : "****\(code.suffix(4))"
    }
}
