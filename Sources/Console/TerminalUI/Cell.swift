/// One cell of a frame: a printable scalar with up to two combining marks, and what it means.
///
/// A wide glyph takes a lead cell of width 2 and a continuation cell of width 0 to its right.
package struct Cell: Sendable, Hashable {
    /// The scalar drawn here; 0 in the continuation of a wide glyph.
    package var scalar: UInt32
    /// The first combining mark, or 0.
    package var firstMark: UInt32 = 0
    /// The second combining mark, or 0.
    package var secondMark: UInt32 = 0
    /// 1, 2 for the lead of a wide glyph, 0 for its continuation.
    package var width: UInt8
    /// What the cell means.
    package var role: Role

    /// A blank.
    package static func blank(_ role: Role) -> Cell {
        Cell(scalar: 0x20, width: 1, role: role)
    }

    static func continuation(_ role: Role) -> Cell {
        Cell(scalar: 0, width: 0, role: role)
    }

    /// The glyph as text; empty for a continuation.
    package var text: String {
        var scalars = String.UnicodeScalarView()
        for value in [scalar, firstMark, secondMark] where value != 0 {
            if let scalar = Unicode.Scalar(value) { scalars.append(scalar) }
        }
        return String(scalars)
    }
}

/// A piece of text with one meaning.
package struct Span: Sendable, Hashable {
    /// The text.
    package var text: String
    /// What it means.
    package var role: Role

    /// `text` meaning `role`.
    package init(_ text: String, _ role: Role = .normal) {
        self.text = text
        self.role = role
    }
}
