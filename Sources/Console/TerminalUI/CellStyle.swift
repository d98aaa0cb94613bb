/// How a terminal draws a cell besides its colours.
package struct CellAttributes: OptionSet, Sendable, Hashable {
    /// The bits.
    package let rawValue: UInt8

    /// The attributes of `rawValue`.
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Bold.
    package static let bold = CellAttributes(rawValue: 1)
    /// Faint.
    package static let dim = CellAttributes(rawValue: 2)
    /// Underlined.
    package static let underline = CellAttributes(rawValue: 4)
    /// Foreground and background exchanged.
    package static let reverse = CellAttributes(rawValue: 8)
    /// Italic.
    package static let italic = CellAttributes(rawValue: 16)

    static let named: [String: CellAttributes] = [
        "bold": .bold, "dim": .dim, "underline": .underline, "reverse": .reverse,
        "italic": .italic,
    ]
}

/// What a role looks like at one colour depth.
package struct CellStyle: Sendable, Hashable {
    /// The palette index of the glyph; nil is the terminal's own colour.
    package let foreground: Int?
    /// The palette index behind the glyph; nil is the terminal's own background.
    package let background: Int?
    /// Bold, reverse and so on.
    package let attributes: CellAttributes

    /// A style of its parts.
    package init(foreground: Int?, background: Int?, attributes: CellAttributes) {
        self.foreground = foreground
        self.background = background
        self.attributes = attributes
    }
}
