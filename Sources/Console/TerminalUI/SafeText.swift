/// Makes foreign text harmless on a terminal.
///
/// Names, messages of peers and scanned codes may carry control characters, escape sequences or
/// direction overrides. Every draw call runs its text through here, so that nothing but printable
/// scalars ever reaches a cell.
package enum SafeText {
    /// The mark that stands for a scalar that cannot be shown.
    package static let mark: Unicode.Scalar = "\u{FFFD}"

    /// The text with control and direction characters replaced by visible marks and invisible
    /// formatting dropped.
    package static func clean(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if let safe = replacement(for: scalar) { scalars.append(safe) }
        }
        return String(scalars)
    }

    /// The scalar to draw in place of `scalar`, or nil when it leaves no trace.
    static func replacement(for scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar.value {
        case 0x20..<0x7F, 0xA0..<0xAD, 0xAE..<0x300, 0x4E00...0x9FFF: scalar
        case 0x09: " "
        case 0x00..<0x20: Unicode.Scalar(0x2400 + scalar.value)
        case 0x7F: "\u{2421}"
        case 0x80..<0xA0: mark
        case 0xAD: "-"
        case 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: mark
        case 0x180B...0x180F, 0x200B...0x200D, 0x2060...0x2065, 0x206A...0x206F: nil
        case 0xFE00...0xFE0F, 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE0FFF: nil
        case 0x2500...0x259F, 0x3000...0x303F, 0xFF01...0xFF60: scalar
        default: isPrintable(scalar) ? scalar : mark
        }
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .unassigned, .privateUse, .surrogate, .control, .format, .lineSeparator,
            .paragraphSeparator:
            false
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .letterNumber,
            .otherNumber, .connectorPunctuation, .dashPunctuation, .openPunctuation,
            .closePunctuation, .initialPunctuation, .finalPunctuation, .otherPunctuation,
            .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol, .spaceSeparator:
            true
        @unknown default: false
        }
    }
}
