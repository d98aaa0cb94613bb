import Billing
import Devices
import Settlement
package import TerminalUI

/// The whole screen of a state; pure, so that equal states give equal frames.
package func draw(_ state: ConsoleState, size: Size) -> Frame {
    guard size.fits(.minimum) else {
        return SizeNotice.frame(size: size, language: state.options.language)
    }
    var painter = Painter(state: state, frame: Frame(size: size))
    switch state.screen {
    case .sale: painter.drawSale()
    case .doubt: painter.drawDoubt()
    case .samples: painter.drawSamples()
    }
    painter.drawBottom()
    painter.drawOverlay()
    return painter.frame
}

/// Draws one frame: what is common to all screens.
struct Painter {
    let state: ConsoleState
    var frame: Frame

    /// Draws a state into an empty frame.
    init(state: ConsoleState, frame: Frame) {
        self.state = state
        self.frame = frame
    }

    var strings: Strings { state.strings }
    var columns: Int { frame.size.columns }
    var rows: Int { frame.size.rows }

    /// The title line and the rule below it.
    mutating func drawTitle(_ place: String) {
        frame.fill(Rect(x: 0, y: 0, width: columns, height: 1), role: .title)
        let options = state.options
        let clock = String(state.time.moment.china.clock.prefix(5))
        let right = [options.shiftText, clock].filter { !$0.isEmpty }.joined(separator: "   ")
        let left = "\(place)  \(options.operatorName)"
        let rightWidth = TextWidth.of(right)
        frame.draw(left, x: 1, y: 0, width: columns - rightWidth - 4, role: .title)
        let hospital = max(26, TextWidth.of(left) + 3)
        frame.draw(
            options.hospitalName,
            x: hospital,
            y: 0,
            width: max(0, columns - hospital - rightWidth - 3),
            role: .title
        )
        frame.draw(right, x: columns - rightWidth - 1, y: 0, role: .title)
        frame.horizontalLine(x: 0, y: 1, width: columns)
    }

    /// Draws a text at the left and one at the right of a row; the right one is kept whole.
    mutating func drawRow(_ left: [Span], _ right: [Span], y: Int) {
        let rightWidth = right.reduce(0) { $0 + TextWidth.of($1.text) }
        frame.draw(left, x: 1, y: y, width: columns - rightWidth - 3)
        frame.draw(right, x: columns - rightWidth - 1, y: y)
    }

    /// The line above the keys: a sentence if there is one, else a rule; then the keys.
    mutating func drawBottom() {
        let y = rows - 3
        if let notice = state.notice {
            // A long sentence takes the line above as well, for as long as it stands.
            let lines = Painter.wrapped(SafeText.clean(notice.text), width: columns - 2).prefix(2)
            let top = y - lines.count + 1
            frame.fill(
                Rect(x: 0, y: top, width: columns, height: lines.count),
                role: notice.role
            )
            for (row, line) in lines.enumerated() {
                frame.draw(line, x: 1, y: top + row, width: columns - 2, role: notice.role)
            }
        } else {
            frame.horizontalLine(x: 0, y: y, width: columns)
        }
        HintBar.draw(state.hints(in: state.keyContext), on: &frame)
    }

    /// The help card or the question, over the screen.
    mutating func drawOverlay() {
        if state.isHelpShown {
            let context = helpContext
            HelpCard.draw(
                state.hints(in: context),
                title: strings.helpTitle,
                footer: strings.helpFooter,
                on: &frame
            )
            return
        }
        switch state.question {
        case .giveUp(let record, let name, _):
            let lines = strings.undoLines(record).map { [Span($0)] }
            frame.drawCard(
                title: strings.giveUpTitle.filled(name, record.total.yuan),
                lines: lines,
                footer: strings.giveUpFooter,
                minimumWidth: 44
            )
        case .confirmCode(let code, _):
            drawConfirmCode(code)
        case .choose(let codes, _, _, _):
            let lines = codes.enumerated().map { index, code in
                [Span("\(index + 1)  ", .hintKey), Span(strings.name(of: code.family))]
            }
            frame.drawCard(
                title: strings.chooseTitle,
                lines: lines,
                footer: strings.chooseFooter,
                minimumWidth: 44
            )
        case nil:
            break
        }
    }

    private var helpContext: KeyContext {
        switch state.screen {
        case .sale: .sale
        case .doubt: .doubt
        case .samples: .samples
        }
    }

    private mutating func drawConfirmCode(_ code: HeldCode) {
        guard case .code(_, tender: let tender, scannedAt: _) = code.offer else { return }
        let left = HeldCode.lifetime - (state.now - code.scannedAt)
        let seconds = max(0, (left.wholeMilliseconds + 999) / 1_000)
        let due = state.sale?.due?.yuan ?? code.token.split.selfPay.yuan
        frame.drawCard(
            title: strings.confirmCodeTitle.filled(due),
            lines: [
                [Span(strings.confirmCodeLine.filled(strings.name(of: tender), "\(seconds)"))]
            ],
            footer: strings.confirmCodeFooter,
            minimumWidth: 44
        )
    }

    /// Devices and peers, one word each.
    mutating func drawStations(y: Int) {
        var spans: [Span] = []
        for device in state.devices {
            let label = state.options.deviceLabels[device.id.name]?[state.options.language]
            let (word, role) = strings.word(of: device.state)
            spans += [Span("\(label ?? device.id.name) ", .dim), Span("\(word)   ", role)]
        }
        if state.devices.isEmpty { spans.append(Span("\(strings.noDevice)   ", .dim)) }
        for peer in state.peers {
            let (word, role) = strings.word(of: peer)
            spans += [Span("\(strings.name(ofPeer: peer.peer)) ", .dim), Span("\(word)  ", role)]
        }
        frame.draw(spans, x: 1, y: y, width: columns - 2)
    }

    /// Whole seconds since an instant.
    func seconds(since instant: ContinuousClock.Instant) -> Int64 {
        max(0, (state.now - instant).components.seconds)
    }

    /// The narrow letters at the end of a row, back to a blank or a wide character.
    private static func lastWord(of row: String) -> Substring {
        var start = row.endIndex
        while start > row.startIndex {
            let before = row.index(before: start)
            guard row[before].isASCII, row[before] != " " else { break }
            start = before
        }
        return row[start...]
    }

    /// Breaks a text into rows of at most `width` cells, at blanks where there are some.
    static func wrapped(_ text: String, width: Int) -> [String] {
        var rows: [String] = []
        var row = ""
        var used = 0
        for character in text {
            let cells = TextWidth.of(String(character))
            if used + cells > width {
                // A word of narrow letters is kept whole; Chinese breaks anywhere.
                let tail = character.isASCII && character != " " ? Painter.lastWord(of: row) : ""
                if !tail.isEmpty, tail.count < width / 2 {
                    let head = row.dropLast(tail.count)
                    rows.append(String(head.last == " " ? head.dropLast() : head))
                    row = String(tail)
                } else {
                    rows.append(String(row.last == " " ? row.dropLast() : row[...]))
                    row = ""
                }
                used = TextWidth.of(row)
                if character == " ", row.isEmpty { continue }
            }
            row.append(character)
            used += cells
        }
        return row.isEmpty ? rows : rows + [row]
    }
}
