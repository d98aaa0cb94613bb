/// The large digits of the amount due: half blocks, three rows.
package enum LargeDigits {
    /// The rows a large number takes.
    package static let rows = 3

    /// The columns of `text`, or nil when it holds a character that has no large form.
    package static func width(of text: String) -> Int? {
        lines(of: text)?.first?.count
    }

    /// The three rows of `text`, equally long; nil when a character has no large form.
    package static func lines(of text: String) -> [String]? {
        var lines = Array(repeating: "", count: rows)
        for (position, character) in text.enumerated() {
            guard let pixels = pixels[character] else { return nil }
            for row in 0..<rows {
                if position > 0 { lines[row] += " " }
                lines[row] += glyphs(upper: pixels[2 * row], lower: pixels[2 * row + 1])
            }
        }
        return text.isEmpty ? nil : lines
    }

    private static func glyphs(upper: String, lower: String) -> String {
        String(
            zip(upper, lower).map { pair -> Character in
                switch (pair.0 == "#", pair.1 == "#") {
                case (true, true): "█"
                case (true, false): "▀"
                case (false, true): "▄"
                case (false, false): " "
                }
            }
        )
    }

    /// Six rows of pixels a character; the digits leave the last one free, the point uses it.
    private static let pixels: [Character: [String]] = [
        "0": ["###", "#.#", "#.#", "#.#", "###", "..."],
        "1": [".#.", "##.", ".#.", ".#.", "###", "..."],
        "2": ["###", "..#", "###", "#..", "###", "..."],
        "3": ["###", "..#", ".##", "..#", "###", "..."],
        "4": ["#.#", "#.#", "###", "..#", "..#", "..."],
        "5": ["###", "#..", "###", "..#", "###", "..."],
        "6": ["###", "#..", "###", "#.#", "###", "..."],
        "7": ["###", "..#", "..#", "..#", "..#", "..."],
        "8": ["###", "#.#", "###", "#.#", "###", "..."],
        "9": ["###", "#.#", "###", "..#", "###", "..."],
        ".": [".", ".", ".", ".", ".", "#"],
        "-": ["..", "..", "##", "..", "..", ".."],
    ]
}

extension Frame {
    /// Draws an amount in large digits at the top of `rect`; too narrow or too low, as plain text.
    ///
    /// An amount that does not even fit as plain text ends in "…", so that it cannot be misread.
    package mutating func drawLargeAmount(
        _ text: String,
        in rect: Rect,
        alignment: Alignment = .trailing,
        role: Role = .amountDue
    ) {
        guard let lines = LargeDigits.lines(of: text), let width = lines.first?.count,
            width <= rect.width, rect.height >= LargeDigits.rows
        else {
            draw(text, x: rect.x, y: rect.y, width: rect.width, role: role, alignment: alignment)
            return
        }
        let x = rect.x + alignment.leading(slack: rect.width - width)
        for (row, line) in lines.enumerated() {
            draw(line, x: x, y: rect.y + row, role: role)
        }
    }
}
