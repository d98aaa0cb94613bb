/// Resident identity numbers of invented people: 18 characters with a right check digit, in a
/// region code that no real person has (999900).
enum ResidentNumber {
    /// The region of every invented person.
    static let region = "999900"

    private static let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    private static let checks = Array("10X98765432")

    /// Builds a number from a birth day (days since 1970) and a sequence of 0…999.
    static func make(birthDay: Int, sequence: Int) -> String {
        let body =
            region + InsurerTime.date(ofDay: birthDay, separator: "")
            + InsurerTime.padded(sequence, to: 3)
        return body + String(check(of: body))
    }

    /// The check character of 17 digits.
    static func check(of body: String) -> Character {
        let sum = zip(body.utf8, weights).reduce(0) { $0 + (Int($1.0) - 48) * $1.1 }
        return checks[sum % 11]
    }

    /// The sex in a number's sequence; male for anything that is no such number.
    static func sex(of number: String) -> SandboxPerson.Sex {
        guard number.count == 18, let last = Int(number.dropFirst(16).prefix(1)) else {
            return .male
        }
        return last % 2 == 1 ? .male : .female
    }

    /// The birth date in a number as `yyyy-MM-dd`; empty for anything that is no such number.
    static func birthDate(of number: String) -> String {
        let digits = number.dropFirst(6).prefix(8)
        guard number.count == 18, digits.allSatisfy(\.isNumber) else { return "" }
        return "\(digits.prefix(4))-\(digits.dropFirst(4).prefix(2))-\(digits.suffix(2))"
    }
}
