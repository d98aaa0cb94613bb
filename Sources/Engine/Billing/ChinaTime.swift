/// A calendar day in China (UTC+8), as business dates are kept.
package struct BusinessDate: Sendable, Hashable, Comparable, Codable {
    /// The day as `yyyy-MM-dd`.
    package let text: String

    /// Accepts a real calendar day written `yyyy-MM-dd`, or nothing.
    package init?(_ text: String) {
        let fields = text.split(separator: "-", omittingEmptySubsequences: false)
        guard fields.map(\.count) == [4, 2, 2],
            fields.allSatisfy({ $0.allSatisfy(\.isASCIIDigit) }),
            let year = Int(fields[0]), let month = Int(fields[1]), let day = Int(fields[2]),
            (1...12).contains(month), day >= 1
        else { return nil }
        let rebuilt = ChinaTime(daysSinceEpoch: ChinaTime.days(year: year, month: month, day: day))
        guard rebuilt.month == month, rebuilt.day == day else { return nil }
        self.text = text
    }

    fileprivate init(unchecked text: String) {
        self.text = text
    }

    package static func < (left: BusinessDate, right: BusinessDate) -> Bool {
        left.text < right.text
    }

    /// The day as `yyyyMMdd`, the form of document numbers.
    package var compact: String { text.filter { $0 != "-" } }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let date = BusinessDate(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not a yyyy-MM-dd day")
            )
        }
        self = date
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// The civil date and time in China (fixed UTC+8, no summer time) of a UTC instant.
package struct ChinaTime: Sendable, Hashable {
    package let year: Int
    package let month: Int
    package let day: Int
    package let hour: Int
    package let minute: Int
    package let second: Int
    package let millisecond: Int

    /// - Parameter utcMilliseconds: milliseconds since 1970-01-01T00:00:00Z.
    package init(utcMilliseconds: Int64) {
        let local = utcMilliseconds + 8 * 3_600_000
        let days = local >= 0 ? local / 86_400_000 : (local - 86_399_999) / 86_400_000
        let rest = Int(local - days * 86_400_000)
        let date = ChinaTime.civil(days: days)
        (year, month, day) = (date.year, date.month, date.day)
        hour = rest / 3_600_000
        minute = rest / 60_000 % 60
        second = rest / 1_000 % 60
        millisecond = rest % 1_000
    }

    fileprivate init(daysSinceEpoch: Int64) {
        self.init(utcMilliseconds: daysSinceEpoch * 86_400_000 - 8 * 3_600_000)
    }

    /// Reads `yyyy-MM-dd HH:mm:ss` (a `T` between date and time is allowed) as China time.
    package static func utcMilliseconds(of text: String) -> Int64? {
        let halves = text.split(whereSeparator: { $0 == " " || $0 == "T" })
        guard halves.count == 2, let date = BusinessDate(String(halves[0])) else { return nil }
        let clock = halves[1].split(separator: ":", omittingEmptySubsequences: false)
        guard clock.map(\.count) == [2, 2, 2],
            let hour = Int(clock[0]), let minute = Int(clock[1]), let second = Int(clock[2]),
            (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second)
        else { return nil }
        let fields = date.text.split(separator: "-").compactMap { Int($0) }
        let days = days(year: fields[0], month: fields[1], day: fields[2])
        let seconds = Int64(hour * 3_600 + minute * 60 + second)
        return (days * 86_400 + seconds - 8 * 3_600) * 1_000
    }

    package var businessDate: BusinessDate {
        BusinessDate(unchecked: "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))")
    }

    /// `HH:mm:ss`.
    package var clock: String {
        "\(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2))"
    }

    /// `yyyy-MM-dd HH:mm:ss`, the insurer's and the channels' date-time.
    package var dateTime: String { "\(businessDate.text) \(clock)" }

    /// `yyyyMMddHHmmss`, the form inside a message number.
    package var compact: String {
        businessDate.compact + padded(hour, 2) + padded(minute, 2) + padded(second, 2)
    }

    private func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// Days since 1970-01-01 of a civil date, by Hinnant's algorithm.
    fileprivate static func days(year: Int, month: Int, day: Int) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return Int64(era * 146_097 + dayOfEra - 719_468)
    }

    private static func civil(days: Int64) -> (year: Int, month: Int, day: Int) {
        let shifted = Int(days) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthIndex = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthIndex + 2) / 5 + 1
        let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}

extension Character {
    /// Whether the character is one of the ten ASCII digits.
    package var isASCIIDigit: Bool { ("0"..."9").contains(self) && isASCII }
}
