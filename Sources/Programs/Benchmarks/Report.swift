import FoundationEssentials

/// One measured figure with its quantiles, or a single value where there is one sample.
struct Figure: Encodable {
    var name: String
    var unit: String
    var samples: Int
    var median: Double
    var p95: Double
    var worst: Double
    /// What the figure must not exceed, in its unit; nil for information.
    var bar: Double?
    /// Which quantile the bar is about.
    var barOf: Quantile

    /// The quantile that a bar is about.
    enum Quantile: String, Encodable {
        case median, p95, worst
    }

    /// A figure of samples in the figure's unit; there must be one.
    init(
        _ name: String,
        _ unit: String,
        _ samples: [Double],
        bar: Double? = nil,
        of barOf: Quantile = .p95
    ) {
        precondition(!samples.isEmpty, "a figure needs a sample")
        let sorted = samples.sorted()
        // Nearest rank: a quantile is always a value that was measured.
        func quantile(_ share: Double) -> Double {
            sorted[max(0, Int((share * Double(sorted.count)).rounded(.up)) - 1)]
        }
        self.name = name
        self.unit = unit
        self.samples = sorted.count
        median = quantile(0.5)
        p95 = quantile(0.95)
        worst = quantile(1)
        self.bar = bar
        self.barOf = barOf
    }

    /// A figure of durations, in milliseconds.
    init(
        _ name: String,
        _ samples: [Duration],
        bar: Double? = nil,
        of barOf: Quantile = .p95
    ) {
        self.init(name, "ms", samples.map(\.inMilliseconds), bar: bar, of: barOf)
    }

    /// Whether the bar is kept; nil without a bar.
    var isKept: Bool? {
        guard let bar else { return nil }
        return switch barOf {
        case .median: median <= bar
        case .p95: p95 <= bar
        case .worst: worst <= bar
        }
    }
}

/// All figures of a run, with what must be known to read them.
struct Report: Encodable {
    private(set) var figures: [Figure] = []
    private(set) var notes: [String] = []

    /// Takes a figure in.
    mutating func add(_ figure: Figure) {
        figures.append(figure)
        Progress.say("  \(Self.row(figure).joined(separator: "  "))")
    }

    /// Takes a remark in.
    mutating func note(_ text: String) { notes.append(text) }

    /// The figures as an aligned table, and the notes.
    var table: String {
        let heading = ["figure", "n", "p50", "p95", "max", "unit", "bar", ""]
        let rows = [heading] + figures.map(Self.row)
        let widths = heading.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        let lines = rows.map { row in
            var line = ""
            for (column, text) in row.enumerated() {
                let padding = String(repeating: " ", count: widths[column] - text.count)
                line += (1...4).contains(column) ? padding + text + "  " : text + padding + "  "
            }
            while line.last == " " { line.removeLast() }
            return line
        }
        return (lines + [""] + notes.map { "- \($0)" }).joined(separator: "\n")
    }

    private static func row(_ figure: Figure) -> [String] {
        func text(_ value: Double) -> String { number(value, places: value < 10 ? 2 : 1) }
        return [
            figure.name, "\(figure.samples)", text(figure.median), text(figure.p95),
            text(figure.worst), figure.unit,
            figure.bar.map { "\(figure.barOf.rawValue) ≤ \(number($0, places: 1))" } ?? "",
            figure.isKept.map { $0 ? "ok" : "MISSED" } ?? "",
        ]
    }

    /// A number with so many decimals.
    static func number(_ value: Double, places: Int) -> String {
        var power = 1.0
        for _ in 0..<places { power *= 10 }
        let scaled = Int64((value.magnitude * power).rounded())
        let whole = "\(scaled / Int64(power))"
        let sign = value < 0 ? "-" : ""
        guard places > 0 else { return sign + whole }
        let digits = "\(scaled % Int64(power))"
        return sign + whole + "." + String(repeating: "0", count: places - digits.count) + digits
    }

    /// Writes figures and notes as one JSON document.
    func write(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try encoder.encode(self).write(to: URL(filePath: path))
    }
}

extension Duration {
    /// The duration in milliseconds, with its fraction.
    var inMilliseconds: Double {
        Double(components.seconds) * 1e3 + Double(components.attoseconds) / 1e15
    }
}
