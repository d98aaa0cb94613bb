import GRDB

/// Numbers that are given once, in order, whatever happens to the one who took them.
enum NumberSeries {
    /// Reserves the next values of a series, which begins at one.
    static func reserve(
        _ series: String,
        count: Int64,
        in database: Database
    ) throws -> Range<Int64> {
        let next = try database.number(
            "SELECT next FROM number_series WHERE name = ?",
            [series]
        )
        guard let next else {
            try database.run(
                "INSERT INTO number_series (name, next) VALUES (?, ?)",
                [series, 1 + count]
            )
            return 1..<1 + count
        }
        try database.run(
            "UPDATE number_series SET next = ? WHERE name = ?",
            [next + count, series]
        )
        return next..<next + count
    }
}
