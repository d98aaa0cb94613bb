/// The check of a resident identity number, GB 11643: place, birth date, check character.
package enum ResidentIDCheck {
    /// Place codes of the provinces, and of residence permits for Hong Kong, Macau and Taiwan.
    ///
    /// 99 is no place: all invented people live there, so that no example is anybody's number.
    private static let provinces: Set<String> = [
        "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37",
        "41", "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64",
        "65", "71", "81", "82", "83", "99",
    ]

    private static let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    private static let checkCharacters = Array("10X98765432".utf8)

    /// Whether the text is a valid number of a person born from 1900 to today.
    ///
    /// The last character may be a small `x`. A foreigner's card begins with 9 and has the
    /// province in its second and third digit.
    package static func accepts(_ text: String, today: CalendarDay) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 18 else { return false }
        let digits = bytes.prefix(17).map { Int($0) - 0x30 }
        guard digits.allSatisfy({ (0...9).contains($0) }) else { return false }
        let place = digits[0] == 9 ? digits[1...2] : digits[0...1]
        guard
            provinces.contains(place.map(String.init).joined()),
            let birth = CalendarDay(
                year: number(digits[6..<10]),
                month: number(digits[10..<12]),
                day: number(digits[12..<14])
            ),
            birth.year >= 1900, birth <= today
        else { return false }
        let sum = zip(digits, weights).reduce(0) { $0 + $1.0 * $1.1 }
        let last = bytes[17] == UInt8(ascii: "x") ? UInt8(ascii: "X") : bytes[17]
        return checkCharacters[sum % 11] == last
    }

    private static func number(_ digits: ArraySlice<Int>) -> Int {
        digits.reduce(0) { $0 * 10 + $1 }
    }
}
