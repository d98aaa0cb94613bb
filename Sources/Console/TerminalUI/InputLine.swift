/// A line of typed input: digits, an amount or text.
package struct InputLine: Sendable, Hashable {
    /// What may be typed.
    package enum Kind: Sendable, Hashable {
        /// ASCII digits.
        case digits
        /// Yuan with at most two decimals.
        case amount
        /// Any printable text.
        case text
    }

    /// What may be typed.
    package let kind: Kind
    /// The most characters it takes.
    package let limit: Int
    /// What has been typed.
    package private(set) var text = ""

    /// An empty line of at most `limit` characters.
    package init(_ kind: Kind, limit: Int) {
        self.kind = kind
        self.limit = limit
    }

    /// Whether nothing has been typed.
    package var isEmpty: Bool { text.isEmpty }

    /// Takes a character or Backspace; false when the key means nothing here or does not fit.
    package mutating func handle(_ key: Key) -> Bool {
        switch key {
        case .character(let character): return append(character)
        case .backspace:
            guard !text.isEmpty else { return false }
            text.removeLast()
            return true
        case .function, .control, .alt, .enter, .escape, .tab, .backTab, .delete, .insert, .up,
            .down, .left, .right, .home, .end, .pageUp, .pageDown:
            return false
        }
    }

    /// Takes what of a pasted text is allowed, up to the limit; control characters are left out.
    package mutating func paste(_ pasted: String) {
        for character in pasted { _ = append(character) }
    }

    /// Empties the line.
    package mutating func clear() { text = "" }

    /// Draws the line into `width` cells, its end in sight, with the cursor behind it.
    package func draw(
        x: Int,
        y: Int,
        width: Int,
        on frame: inout Frame,
        showsCursor: Bool = true
    ) {
        guard width > 1 else { return }
        var shown = text
        while TextWidth.of(shown) > width - 1 { shown.removeFirst() }
        frame.draw(shown, x: x, y: y, width: width, role: .field)
        if showsCursor {
            frame.cursor = Point(x: x + TextWidth.of(shown), y: y)
        }
    }

    private mutating func append(_ character: Character) -> Bool {
        guard text.count < limit, accepts(character) else { return false }
        text.append(character)
        return true
    }

    private func accepts(_ character: Character) -> Bool {
        switch kind {
        case .digits: return isDigit(character)
        case .amount:
            guard let point = text.firstIndex(of: ".") else {
                return isDigit(character) || (character == "." && !text.isEmpty)
            }
            let decimals = text.distance(from: point, to: text.endIndex) - 1
            return isDigit(character) && decimals < 2
        case .text:
            return character.unicodeScalars.allSatisfy {
                SafeText.replacement(for: $0) == $0 && $0 != SafeText.mark
            }
        }
    }

    private func isDigit(_ character: Character) -> Bool {
        "0"..."9" ~= character && character.isASCII
    }
}
