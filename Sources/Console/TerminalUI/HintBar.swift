/// The bottom two lines: which keys work here.
package enum HintBar {
    /// The hints set in `rows` lines of `width` cells.
    ///
    /// When they do not fit, the hint with the highest rank goes first, of equal ones the last. A
    /// disabled key stays, with "-" between key and word, so that it shows without colour too.
    package static func lines(_ hints: [Hint], width: Int, rows: Int = 2) -> [[Span]] {
        var kept = hints
        while true {
            let lines = wrapped(kept, width: width)
            guard lines.count > rows else { return lines }
            guard let victim = victim(of: kept) else { return Array(lines.prefix(rows)) }
            kept.remove(at: victim)
        }
    }

    /// Draws the hint bar on the bottom two rows of a frame.
    package static func draw(_ hints: [Hint], on frame: inout Frame) {
        let top = frame.size.rows - 2
        frame.fill(Rect(x: 0, y: top, width: frame.size.columns, height: 2), role: .hint)
        for (row, line) in lines(hints, width: frame.size.columns).enumerated() {
            frame.draw(line, x: 0, y: top + row)
        }
    }

    private static func victim(of hints: [Hint]) -> Int? {
        var victim: Int?
        for (index, hint) in hints.enumerated() where hint.rank > 0 {
            if let best = victim, hints[best].rank > hint.rank { continue }
            victim = index
        }
        return victim
    }

    private static func wrapped(_ hints: [Hint], width: Int) -> [[Span]] {
        var lines: [[Span]] = []
        var used = 0
        for hint in hints {
            let cells = TextWidth.of(hint.key) + 1 + TextWidth.of(hint.label)
            if lines.isEmpty || used + 2 + cells > width {
                lines.append([Span(" ", .hint)] + spans(hint))
                used = 1 + cells
            } else {
                lines[lines.count - 1] += [Span("  ", .hint)] + spans(hint)
                used += 2 + cells
            }
        }
        return lines
    }

    private static func spans(_ hint: Hint) -> [Span] {
        if hint.disabledReason != nil {
            return [Span("\(hint.key)-\(hint.label)", .disabled)]
        }
        return [Span(hint.key, .hintKey), Span(" ", .hint), Span(hint.label, .hint)]
    }
}

/// The F1 card: every key of the context, what it does, and why it does nothing now.
package enum HelpCard {
    /// Draws the card over the middle of a frame.
    package static func draw(
        _ hints: [Hint],
        title: String,
        footer: String?,
        on frame: inout Frame
    ) {
        let keyWidth = hints.reduce(0) { max($0, TextWidth.of($1.key)) }
        let lines = hints.map { hint -> [Span] in
            let key = hint.key.fitted(to: keyWidth)
            guard let reason = hint.disabledReason else {
                return [Span(key, .hintKey), Span("  \(hint.help)", .card)]
            }
            let full = "\(key)  \(hint.help) - \(reason)"
            // Why a key does nothing matters more than all that it can do.
            let fits = TextWidth.of(full) <= frame.size.columns - 4
            return [Span(fits ? full : "\(key)  \(hint.label) - \(reason)", .disabled)]
        }
        frame.drawCard(title: title, lines: lines, footer: footer)
    }
}

extension Frame {
    /// Draws a boxed card over the middle of the frame and answers the area inside its frame.
    ///
    /// Lines that do not fit are cut, and the last one that does says how many are missing.
    @discardableResult
    package mutating func drawCard(
        title: String,
        lines: [[Span]],
        footer: String? = nil,
        minimumWidth: Int = 30
    ) -> Rect {
        let texts = lines.map { line in line.reduce(0) { $0 + TextWidth.of($1.text) } }
        let widest = (texts + [TextWidth.of(title) + 2, TextWidth.of(footer ?? "")]).max() ?? 0
        let width = min(size.columns, max(minimumWidth, widest + 4))
        let extra = footer == nil ? 2 : 4
        let height = min(size.rows, lines.count + extra)
        let card = Rect(
            x: (size.columns - width) / 2,
            y: (size.rows - height) / 2,
            width: width,
            height: height
        )
        fill(card, role: .card)
        box(card, title: title, role: .card)
        let room = max(0, height - extra)
        let inside = Rect(x: card.x + 2, y: card.y + 1, width: width - 4, height: room)
        let shown = lines.count > room ? max(0, room - 1) : room
        for (row, line) in lines.prefix(shown).enumerated() {
            draw(onCard(line), x: inside.x, y: inside.y + row, width: inside.width)
        }
        if lines.count > room, room > 0 {
            draw(
                "+\(lines.count - shown) …",
                x: inside.x,
                y: inside.y + room - 1,
                width: inside.width,
                role: .card
            )
        }
        if let footer {
            draw(
                footer,
                x: inside.x,
                y: card.maxY - 2,
                width: inside.width,
                role: .card
            )
        }
        return inside
    }

    /// Plain text takes the card's face.
    private func onCard(_ line: [Span]) -> [Span] {
        line.map { $0.role == .normal ? Span($0.text, .card) : $0 }
    }
}

/// The frame of a terminal that is too small for the screens.
package enum SizeNotice {
    /// Says which size is needed and which is there; the program's state is untouched.
    package static func frame(size: Size, language: Language) -> Frame {
        var frame = Frame(size: size)
        let needed = "\(Size.minimum.columns)x\(Size.minimum.rows)"
        let found = "\(size.columns)x\(size.rows)"
        let lines =
            switch language {
            case .chinese: ["窗口太小", "需要 \(needed)", "现在 \(found)"]
            case .english: ["Window too small", "needs \(needed)", "has \(found)"]
            }
        let top = max(0, (size.rows - lines.count) / 2)
        for (row, line) in lines.enumerated() {
            frame.draw(
                line,
                x: 0,
                y: top + row,
                width: size.columns,
                role: row == 0 ? .danger : .normal,
                alignment: .centre
            )
        }
        return frame
    }
}
