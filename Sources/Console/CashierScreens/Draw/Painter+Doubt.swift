import Billing
import Settlement
import TerminalUI

extension Painter {
    /// What is in doubt or owed: the list, the story of the selected one, where the money is.
    mutating func drawDoubt() {
        drawTitle(strings.titleDoubt)
        let room = rows - 10
        // The list gets a third of a large screen and at least three rows; the story the rest.
        let listHeight = min(max(3, state.open.count), max(3, room / 3)) + 1
        drawOpenList(Rect(x: 1, y: 2, width: columns - 2, height: listHeight))
        let top = 2 + listHeight
        frame.horizontalLine(x: 0, y: top, width: columns)
        let story = Rect(x: 1, y: top + 1, width: columns - 2, height: rows - 6 - top)
        if let entry = state.selectedOpen {
            drawStory(entry.item, in: story)
        } else {
            frame.draw(strings.nothingOpen, x: 1, y: story.y, role: .dim)
        }
        frame.horizontalLine(x: 0, y: rows - 5, width: columns)
        frame.draw(strings.othersGoOn, x: 1, y: rows - 4, width: columns - 2, role: .dim)
    }

    private mutating func drawOpenList(_ area: Rect) {
        let table = Table(columns: [
            TableColumn("", .fixed(2)), TableColumn(strings.columnState, .fixed(10)),
            TableColumn(strings.columnAmount, .fixed(9), .trailing),
            TableColumn(strings.columnPatient, .fixed(9)),
            TableColumn(strings.columnWhat, .share(1)),
            TableColumn(strings.columnWaited, .fixed(7), .trailing),
            TableColumn(strings.columnNext, .fixed(12)),
        ])
        let rows = state.open.map { entry in
            let item = entry.item
            let kind = OpenKind(of: item.record)
            let since = (state.now - entry.listedAt).wholeMilliseconds
            return TableRow(
                [
                    kind.sign, strings.word(of: kind), kind.amount(of: item.record).yuan,
                    state.name(of: item), strings.what(item.record),
                    strings.minutes((item.waitingMilliseconds + since) / 1_000),
                    next(entry, after: since),
                ],
                role: kind.role
            )
        }
        table.draw(rows: rows, state: state.openList, in: area, on: &frame)
    }

    private func next(_ entry: OpenEntry, after elapsed: Int64) -> String {
        switch entry.item.action {
        case .handBack: return strings.nextHandBack
        case .supervisor: return strings.nextSupervisor
        case .takeUp: return strings.nextTakeUp
        case .askNow: break
        }
        guard let wait = entry.item.nextActionMilliseconds, wait > elapsed else {
            return strings.nextAutomatic
        }
        return strings.nextIn.filled("\((wait - elapsed + 999) / 1_000)")
    }

    private mutating func drawStory(_ item: OpenItem, in area: Rect) {
        let record = item.record
        let head = "\(state.name(of: item))   \(strings.billNumber.filled(record.billID))"
        frame.draw(
            "\(head)   \(record.total.yuan)",
            x: area.x,
            y: area.y,
            width: area.width,
            role: .heading
        )
        let places = strings.whereTheMoneyIs(record).flatMap {
            Painter.wrapped($0, width: area.width - 2)
        }
        let plan = Painter.wrapped(strings.plan(item.action, record), width: area.width - 2)
        let below = places + plan
        let room = max(0, area.height - 3 - below.count)
        let story = (state.stories[record.id] ?? []).suffix(room)
        var y = area.y + 2
        for line in story {
            let clock = Moment(wall: line.at, boot: 0, bootID: "").china.clock
            let words = [strings.operation(line.operation), strings.verdict(line.verdict)]
            let text = "\(clock)  \(words.joined(separator: strings.colon))   \(line.detail)"
            frame.draw(text, x: area.x + 2, y: y, width: area.width - 2)
            y += 1
        }
        if !story.isEmpty { y += 1 }
        for (row, line) in below.enumerated() where y + row < area.maxY {
            let role: Role = row < places.count ? OpenKind(of: record).role : .normal
            frame.draw(line, x: area.x + 2, y: y + row, width: area.width - 2, role: role)
        }
    }

    /// The demo's people.
    mutating func drawSamples() {
        drawTitle(strings.titleSamples)
        let widest = state.options.samples.map { TextWidth.of($0.id) }.max() ?? 0
        let table = Table(columns: [
            TableColumn("#", .fixed(min(12, max(4, widest)))),
            TableColumn(strings.columnPatient, .fixed(12)),
            TableColumn(strings.columnTry, .share(1)),
        ])
        let language = state.options.language
        let rows = state.options.samples.map { TableRow([$0.id, $0.name, $0.note[language]]) }
        table.draw(
            rows: rows,
            state: state.sampleList,
            in: Rect(x: 1, y: 2, width: columns - 2, height: frame.size.rows - 8),
            on: &frame
        )
        frame.draw(
            strings.samplesHint,
            x: 1,
            y: frame.size.rows - 5,
            width: columns - 2,
            role: .dim
        )
    }
}

/// Why a settlement is on the list: each kind has a sign, a word and a colour of its own.
enum OpenKind: Sendable, Hashable, CaseIterable {
    case doubt
    case undoOwed
    case supervisor
    case cashOwed
    case tender
    case running

    /// The kind of an open settlement.
    init(of record: SettlementRecord) {
        if !record.owedCash.isZero {
            self = .cashOwed
        } else if record.phase == .suspense
            || record.attempts.contains(where: { $0.state == .conflict })
        {
            self = .supervisor
        } else {
            switch SaleStage(of: record) {
            case .doubtful: self = record.phase == .aborting ? .undoOwed : .doubt
            case .undoing: self = .undoOwed
            case .awaitingTender: self = .tender
            case .suspense: self = .supervisor
            case .noBill, .quoting, .failed, .nothingDue, .working, .owesCash, .closed:
                self = .running
            }
        }
    }

    /// The sign that stands for the kind where there is no colour.
    var sign: String {
        switch self {
        case .doubt: "?"
        case .undoOwed: "!"
        case .supervisor: "#"
        case .cashOwed: "$"
        case .tender: ">"
        case .running: "-"
        }
    }

    var role: Role {
        switch self {
        case .doubt: .inDoubt
        case .undoOwed, .supervisor, .cashOwed: .danger
        case .tender: .warning
        case .running: .normal
        }
    }

    /// The amount that the kind is about.
    func amount(of record: SettlementRecord) -> Money {
        switch self {
        case .doubt, .undoOwed:
            record.attempts.last { $0.state.isLive && $0.state.isInDoubt }?.amount
                ?? record.attempts.last { $0.state.isLive }?.amount ?? record.total
        case .cashOwed: record.owedCash
        case .tender: (record.currentSplit?.selfPay ?? record.total) - record.heldCash
        case .supervisor, .running: record.total
        }
    }
}
