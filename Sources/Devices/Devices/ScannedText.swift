/// The text of one scan: printable ASCII, at most 512 characters.
///
/// Its content may be a one-time payment code or an identity number, so every way of printing it,
/// reflection included, shows the masked form.
package struct ScannedText: Hashable, Sendable {
    /// The longest text, in characters.
    package static let lengthMax = 512

    /// The whole text, to be sent to a peer and never to a log.
    package let value: String
    /// The AIM symbology identifier that came before the text, such as `]Q1`.
    package let symbology: String?

    /// Wraps a text; nil when it is empty, too long, or not all printable ASCII.
    package init?(_ value: String, symbology: String? = nil) {
        self.init(bytes: Array(value.utf8.prefix(Self.lengthMax + 1)), symbology: symbology)
    }

    /// Wraps the bytes of a frame, under the same conditions.
    init?(bytes: [UInt8], symbology: String? = nil) {
        guard
            !bytes.isEmpty, bytes.count <= Self.lengthMax,
            bytes.allSatisfy({ (0x20...0x7E).contains($0) })
        else { return nil }
        value = String(decoding: bytes, as: UTF8.self)
        self.symbology = symbology
    }

    /// Reads a frame: an AIM identifier (`]`, letter, letter or digit) is split off the front.
    static func reading(frame: [UInt8]) -> ScannedText? {
        guard
            frame.count > 3, frame[0] == UInt8(ascii: "]"), isLetter(frame[1]),
            isLetter(frame[2]) || isDigit(frame[2])
        else { return ScannedText(bytes: frame) }
        return ScannedText(
            bytes: Array(frame[3...]),
            symbology: String(decoding: frame[..<3], as: UTF8.self)
        )
    }

    /// The length and, of a long text, the last four characters.
    package var masked: String {
        Self.mask(value)
    }

    /// Masks any code text in the one form that logs and screens use.
    static func mask(_ text: String) -> String {
        let count = text.utf8.count
        return count < 12 ? "…(\(count))" : "…\(text.suffix(4))(\(count))"
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte & 0xDF)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

extension ScannedText: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The masked form.
    package var description: String { masked }
    /// The masked form.
    package var debugDescription: String { masked }
    /// A mirror without the text.
    package var customMirror: Mirror {
        Mirror(self, children: ["masked": masked])
    }
}
