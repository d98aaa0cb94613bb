/// A key as the terminal reports it.
package enum Key: Sendable, Hashable {
    /// A character that was typed, as one grapheme without control characters.
    case character(Character)
    /// F1 … F12.
    case function(Int)
    /// Ctrl with a lower-case letter, `control("c")`.
    case control(Character)
    /// Alt (or a quick Esc before) with a character; never give it to a key that moves money.
    case alt(Character)
    /// The return or enter key.
    case enter
    /// Esc.
    case escape
    /// Tab.
    case tab
    /// Shift with Tab.
    case backTab
    /// The key left of Insert that rubs out.
    case backspace
    /// Del.
    case delete
    /// Ins.
    case insert
    /// The arrow up.
    case up
    /// The arrow down.
    case down
    /// The arrow left.
    case left
    /// The arrow right.
    case right
    /// Home.
    case home
    /// End.
    case end
    /// Page up.
    case pageUp
    /// Page down.
    case pageDown

    /// The name printed on the hint bar: `F2`, `Enter`, `Del`, `S`.
    package var name: String {
        switch self {
        case .character(let character):
            character == " " ? "Space" : String(character).uppercased()
        case .function(let number): "F\(number)"
        case .control(let letter): "Ctrl-\(String(letter).uppercased())"
        case .alt(let character): "Alt-\(String(character).uppercased())"
        case .enter: "Enter"
        case .escape: "Esc"
        case .tab: "Tab"
        case .backTab: "Shift-Tab"
        case .backspace: "BkSp"
        case .delete: "Del"
        case .insert: "Ins"
        case .up: "Up"
        case .down: "Down"
        case .left: "Left"
        case .right: "Right"
        case .home: "Home"
        case .end: "End"
        case .pageUp: "PgUp"
        case .pageDown: "PgDn"
        }
    }
}

/// A key and the instant its bytes were read.
///
/// Bytes of one read share an instant: a keyboard wedge's burst shows in the gaps between instants.
package struct KeyPress: Sendable, Hashable {
    /// The key.
    package let key: Key
    /// When its last byte was read.
    package let at: ContinuousClock.Instant

    /// The press of `key` read at `at`.
    package init(key: Key, at: ContinuousClock.Instant) {
        self.key = key
        self.at = at
    }
}
