/// How many cells text takes.
///
/// Wide and full-width scalars take 2, combining marks 0, everything else 1. Ambiguous scalars (box
/// drawing, "…", "“") count as 1, as in a terminal set up for anything but legacy East Asian sets.
package enum TextWidth {
    /// The cells of one scalar as it is drawn, that is after `SafeText` made it inert.
    package static func of(_ scalar: Unicode.Scalar) -> Int {
        guard let safe = SafeText.replacement(for: scalar) else { return 0 }
        return ofSafe(safe.value)
    }

    /// The cells of a text as it is drawn on one row.
    package static func of(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + of($1) }
    }

    /// The cells of a scalar that `SafeText` lets through.
    static func ofSafe(_ value: UInt32) -> Int {
        if value < 0x300 { return 1 }
        if value >= 0x4E00 && value <= 0x9FFF { return 2 }
        if value >= 0x2000 && value < 0x20D0 { return 1 }
        if contains(WidthRanges.zero, value) { return 0 }
        return contains(WidthRanges.wide, value) ? 2 : 1
    }

    private static func contains(_ ranges: [ClosedRange<UInt32>], _ value: UInt32) -> Bool {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < value {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low < ranges.count && ranges[low].lowerBound <= value
    }
}

/// Where text stands in the cells it is given.
package enum Alignment: Sendable, Hashable {
    /// At the left.
    case leading
    /// At the right, as amounts do.
    case trailing
    /// In the middle.
    case centre

    /// The blank cells before a text that leaves `slack` cells free.
    func leading(slack: Int) -> Int {
        switch self {
        case .leading: 0
        case .trailing: max(0, slack)
        case .centre: max(0, slack) / 2
        }
    }
}

extension String {
    /// The text in exactly `width` cells: clipped with "…", or padded with blanks.
    package func fitted(to width: Int, alignment: Alignment = .leading) -> String {
        guard width > 0 else { return "" }
        var frame = Frame(columns: width, rows: 1)
        frame.draw(self, x: 0, y: 0, width: width, alignment: alignment)
        return frame.text(row: 0, trimmed: false)
    }
}
