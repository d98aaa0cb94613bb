/// The shape of a family's text: pieces that follow one another.
///
/// Only the last piece may vary in length, so that a shape matches in one pass.
package struct CodeShape: Hashable, Sendable {
    /// One piece of a shape.
    package enum Piece: Hashable, Sendable {
        /// One of these texts, all of the same length.
        case oneOf([String])
        /// So many decimal digits.
        case digits(ClosedRange<Int>)
        /// So many hexadecimal digits, letters in upper case.
        case upperHex(ClosedRange<Int>)
        /// So many printable characters.
        case visible(ClosedRange<Int>)
    }

    private let pieces: [Piece]

    /// Makes a shape; a piece of varying length anywhere but at the end is a mistake of the caller.
    package init(_ pieces: Piece...) {
        for piece in pieces.dropLast() {
            precondition(piece.hasFixedLength, "only the last piece may vary in length")
        }
        self.pieces = pieces
    }

    /// Whether the whole text has this shape.
    package func matches(_ text: String) -> Bool {
        var rest = Substring(text)
        for (index, piece) in pieces.enumerated() {
            let isLast = index == pieces.count - 1
            let length = isLast ? rest.utf8.count : piece.length.lowerBound
            guard length <= rest.utf8.count, piece.matches(rest.prefix(length)) else {
                return false
            }
            rest = rest.dropFirst(length)
        }
        return rest.isEmpty
    }
}

extension CodeShape.Piece {
    fileprivate var length: ClosedRange<Int> {
        switch self {
        case .oneOf(let texts):
            (texts.map(\.utf8.count).min() ?? 0)...(texts.map(\.utf8.count).max() ?? 0)
        case .digits(let length), .upperHex(let length), .visible(let length): length
        }
    }

    fileprivate var hasFixedLength: Bool { length.lowerBound == length.upperBound }

    fileprivate func matches(_ text: Substring) -> Bool {
        guard length.contains(text.utf8.count) else { return false }
        switch self {
        case .oneOf(let texts):
            return texts.contains { $0 == text }
        case .digits:
            return text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        case .upperHex:
            return text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x46).contains($0)
            }
        case .visible:
            return text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
        }
    }
}
