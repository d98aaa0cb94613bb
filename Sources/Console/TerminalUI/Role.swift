/// What a cell means; the theme says how that looks.
///
/// Colour never carries a meaning alone: a screen that uses `inDoubt` or `danger` also writes the
/// word or the sign.
package enum Role: UInt8, Sendable, Hashable, CaseIterable {
    /// Plain text.
    case normal
    /// Secondary text.
    case dim
    /// Column heads and section heads.
    case heading
    /// The top line: where we are and who works here.
    case title
    /// Money to be paid now, the one accent of the sale.
    case amountDue
    /// A payment whose outcome is not known.
    case inDoubt
    /// What must not be overlooked: wrong amounts, failed undo, lost devices.
    case danger
    /// What is slow or about to expire.
    case warning
    /// What is done.
    case success
    /// The row or item under the selection.
    case selected
    /// The words of the hint bar.
    case hint
    /// The keys of the hint bar.
    case hintKey
    /// Lines and boxes.
    case border
    /// A line of input.
    case field
    /// What cannot be chosen now.
    case disabled
    /// The face of an overlay card.
    case card
    /// The message line.
    case message

    /// One letter per role for `Frame.rolePlane()`; "." is `normal`.
    package var code: Character {
        switch self {
        case .normal: "."
        case .dim: "d"
        case .heading: "h"
        case .title: "T"
        case .amountDue: "A"
        case .inDoubt: "?"
        case .danger: "!"
        case .warning: "w"
        case .success: "+"
        case .selected: "S"
        case .hint: "i"
        case .hintKey: "k"
        case .border: "b"
        case .field: "f"
        case .disabled: "x"
        case .card: "c"
        case .message: "m"
        }
    }

    /// The name themes use, `amountDue`.
    package var name: String { String(describing: self) }
}
