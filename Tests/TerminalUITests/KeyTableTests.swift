import TerminalUI
import Testing

private enum Place { case sale, list }
private enum Verb { case settle, cash, mixed, register, refund, hold, drop, find, swap, doubt }

@Suite("Key table, hint bar and help card")
struct KeyTableTests {
    private let table = KeyTable<Place, Verb>([
        KeyBinding(.sale, .enter, .settle, Label("确认", "Confirm"), rank: 0),
        KeyBinding(.sale, .function(2), .cash, Label("现金", "Cash"), rank: 0),
        KeyBinding(.sale, .function(3), .mixed, Label("混合", "Mixed")),
        KeyBinding(.sale, .function(5), .refund, Label("退费", "Refund"), alternates: [.alt("5")]),
        KeyBinding(.sale, .delete, .drop, Label("放弃", "Give up"), rank: 20),
        KeyBinding(.list, .function(2), .cash, Label("现金", "Cash")),
    ])

    @Test("a key is found in its own context only")
    func lookUp() {
        #expect(table.binding(for: .function(2), in: .sale)?.command == .cash)
        #expect(table.binding(for: .alt("5"), in: .sale)?.command == .refund)
        #expect(table.binding(for: .enter, in: .list) == nil)
        #expect(table.bindings(in: .list).map(\.command) == [.cash])
        #expect(table.meanings()[.function(2)] == [.cash])
    }

    @Test("a sound table has no faults")
    func sound() { #expect(table.faults().isEmpty) }

    @Test("a key bound twice in one context is a fault, also by an alternate")
    func twice() {
        let faulty = KeyTable<Place, Verb>([
            KeyBinding(.sale, .enter, .settle, Label("确认", "Confirm")),
            KeyBinding(.sale, .function(2), .cash, Label("现金", "Cash"), alternates: [.enter]),
        ])
        #expect(faulty.faults().count == 1)
        #expect(faulty.faults().first?.contains("Enter") == true)
        #expect(faulty.binding(for: .enter, in: .sale)?.command == .settle)
    }

    @Test("a missing word is a fault")
    func wordless() {
        let faulty = KeyTable<Place, Verb>([
            KeyBinding(.sale, .enter, .settle, Label("确认", ""))
        ])
        #expect(faulty.faults().count == 1)
    }

    private func text(_ lines: [[Span]]) -> [String] {
        lines.map { $0.map(\.text).joined() }
    }

    @Test("the hint bar fills two lines in table order")
    func bar() {
        let words = [
            ("Enter", "确认"), ("F2", "现金"), ("F3", "混合"), ("F4", "挂号"), ("F5", "退费"),
            ("F6", "挂起"), ("Del", "放弃"), ("F7", "查找"), ("F8", "换单"), ("F9", "待确认"),
            ("F10", "交班"), ("F1", "帮助"), ("Esc", "返回"),
        ]
        let hints = words.map { Hint(key: $0.0, label: $0.1, help: $0.1) }
        #expect(
            text(HintBar.lines(hints, width: 80)) == [
                " Enter 确认  F2 现金  F3 混合  F4 挂号  F5 退费  F6 挂起  Del 放弃  F7 查找",
                " F8 换单  F9 待确认  F10 交班  F1 帮助  Esc 返回",
            ]
        )
    }

    @Test("what does not fit goes by rank, rank 0 stays, a disabled key stays and says so")
    func narrow() {
        let hints = table.hints(in: .sale, language: .chinese) {
            $0 == .refund ? "没有可退的单" : nil
        }
        #expect(
            text(HintBar.lines(hints, width: 40, rows: 2))
                == [" Enter 确认  F2 现金  F3 混合  F5-退费", " Del 放弃"]
        )
        #expect(
            text(HintBar.lines(hints, width: 30, rows: 1)) == [" Enter 确认  F2 现金  Del 放弃"]
        )
        #expect(text(HintBar.lines(hints, width: 22, rows: 1)) == [" Enter 确认  F2 现金"])
        #expect(text(HintBar.lines(hints, width: 12, rows: 1)) == [" Enter 确认"])
    }

    @Test("the help card names key, meaning and reason")
    func card() {
        var frame = Frame(columns: 60, rows: 12)
        let hints = table.hints(in: .sale, language: .english) {
            $0 == .refund ? "nothing to refund" : nil
        }
        HelpCard.draw(hints, title: "Help", footer: "Esc closes", on: &frame)
        let text = frame.text()
        #expect(text.contains("┌─ Help ─"))
        #expect(text.contains("Enter  Confirm"))
        #expect(text.contains("F5     Refund - nothing to refund"))
        #expect(text.contains("Esc closes"))
    }

    @Test("a card with too many lines says how many are missing")
    func tallCard() {
        var frame = Frame(columns: 40, rows: 8)
        let inside = frame.drawCard(
            title: "T",
            lines: (1...20).map { [Span("line \($0)")] },
            footer: "end"
        )
        #expect(inside.height == 4)
        let text = frame.text()
        #expect(text.contains("line 3") && !text.contains("line 4"))
        #expect(text.contains("+17 …") && text.contains("end"))
    }

    @Test("a terminal under the minimum is told which size it needs", arguments: Language.allCases)
    func tooSmall(language: Language) {
        for size in [Size(columns: 40, rows: 10), Size(columns: 12, rows: 3)] {
            let text = SizeNotice.frame(size: size, language: language).text()
            #expect(text.contains("80x24"))
            #expect(!size.fits(.minimum))
        }
        #expect(SizeNotice.frame(size: Size(columns: 0, rows: 0), language: language).text() == "")
        #expect(Size(columns: 80, rows: 24).fits(.minimum))
    }
}
