import FoundationEssentials

/// Dates as the payment channels write them: China time, fixed at +08:00.
enum ChinaTime {
    /// `yyyyMMddHHmmss`.
    static func compact(_ date: Date) -> String {
        let parts = fields(date)
        return parts.year + parts.month + parts.day + parts.hour + parts.minute + parts.second
    }

    /// `yyyy-MM-dd HH:mm:ss`.
    static func spaced(_ date: Date) -> String {
        let parts = fields(date)
        return "\(parts.year)-\(parts.month)-\(parts.day) "
            + "\(parts.hour):\(parts.minute):\(parts.second)"
    }

    private struct Fields {
        var year, month, day, hour, minute, second: String
    }

    private static func fields(_ date: Date) -> Fields {
        let seconds = Int64(date.timeIntervalSince1970.rounded(.down)) + 8 * 3600
        let time = ((seconds % 86_400) + 86_400) % 86_400
        let civil = civilDay((seconds - time) / 86_400)
        return Fields(
            year: padded(civil.year, 4),
            month: padded(civil.month, 2),
            day: padded(civil.day, 2),
            hour: padded(time / 3600, 2),
            minute: padded(time / 60 % 60, 2),
            second: padded(time % 60, 2)
        )
    }

    /// Days since 1970-01-01 to a Gregorian day, counted in 400-year eras that begin in March.
    private static func civilDay(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
            dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        )
    }

    private static func padded(_ value: Int64, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
