import FoundationEssentials

/// China standard time (UTC+8, no summer time) as the platform writes it.
struct InsurerTime: Equatable, Sendable {
    /// Milliseconds since 1970 in UTC.
    private var milliseconds: Int64

    init(_ date: Date) {
        milliseconds = Int64((date.timeIntervalSince1970 * 1000).rounded(.down))
    }

    /// Whole seconds since 1970.
    var unixSeconds: Int64 { milliseconds / 1000 }

    private var local: Int64 { milliseconds + 8 * 3_600_000 }

    /// Days since 1970-01-01 in China.
    var dayNumber: Int { Int(local / 86_400_000) }

    private func clock(_ separator: String) -> String {
        let ofDay = Int(local % 86_400_000) / 1000
        return [ofDay / 3600, ofDay / 60 % 60, ofDay % 60]
            .map { Self.padded($0, to: 2) }.joined(separator: separator)
    }

    /// `yyyy-MM-dd`.
    var date: String { Self.date(ofDay: dayNumber, separator: "-") }

    /// `yyyy-MM-dd HH:mm:ss`.
    var text: String { "\(date) \(clock(":"))" }

    /// `yyyyMMddHHmmss`.
    var compact: String { Self.date(ofDay: dayNumber, separator: "") + clock("") }

    /// `yyyyMMddHHmmssSSS`.
    var compactMilliseconds: String {
        compact + Self.padded(Int(local % 1000), to: 3)
    }

    /// The year in China.
    var year: Int { Self.civil(ofDay: dayNumber).year }

    /// The calendar date of a day number, the parts joined by `separator`.
    static func date(ofDay day: Int, separator: String) -> String {
        let (year, month, day) = civil(ofDay: day)
        return [padded(year, to: 4), padded(month, to: 2), padded(day, to: 2)]
            .joined(separator: separator)
    }

    /// The Gregorian date of a day number (era arithmetic, valid for all years used here).
    static func civil(ofDay number: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = number + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let ofEra = shifted - era * 146_097
        let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * ofYear + 2) / 153
        let day = ofYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    /// The day number of a Gregorian date; the inverse of `civil(ofDay:)`.
    static func dayNumber(year: Int, month: Int, day: Int) -> Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let ofEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + ofYear
        return era * 146_097 + ofEra - 719_468
    }

    /// Full years between two `yyyy-MM-dd` dates; 0 when either is not a date.
    static func age(born: String, on day: String) -> Int {
        guard let from = Int(born.prefix(4)), let to = Int(day.prefix(4)) else { return 0 }
        return max(0, to - from - (day.suffix(5) < born.suffix(5) ? 1 : 0))
    }

    /// A number with leading zeros.
    static func padded(_ number: Int, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
