import TerminalUI
import Testing

@Suite("Lists, tables and input")
struct WidgetTests {
    @Test("the selection stays in the list and in sight")
    func list() {
        var list = ListState(count: 10)
        #expect(list.handle(.down, page: 3) == true)
        #expect(list.handle(.pageDown, page: 3) == true)
        #expect(list.selected == 4)
        list.show(height: 3)
        #expect(list.visible(height: 3) == 2..<5)
        #expect(list.handle(.up, page: 3) == true)
        #expect(list.visible(height: 3) == 2..<5)
        #expect(list.handle(.end, page: 3) == true)
        #expect(list.visible(height: 3) == 7..<10)
        list.count = 4
        #expect(list.selected == 3)
        #expect(list.visible(height: 3) == 1..<4)
        list.count = 0
        #expect(list.selected == 0 && list.visible(height: 3).isEmpty)
        #expect(list.handle(.enter, page: 3) == false)
    }

    @Test("a table aligns amounts right, paints the selection and puts the cursor there")
    func table() {
        let table = Table(columns: [
            TableColumn("#", .fixed(2)), TableColumn("项目", .share(1)),
            TableColumn("金额", .fixed(8), .trailing),
        ])
        var state = ListState(count: 3)
        _ = state.handle(.down, page: 1)
        var frame = Frame(columns: 28, rows: 4)
        table.draw(
            rows: [
                TableRow(["1", "诊察费", "25.00"]),
                TableRow(["2", "阿托伐他汀钙片 20mg", "77.45"]),
                TableRow(["3", "胸部CT平扫", "260.00"], role: .danger),
            ],
            state: state,
            in: frame.bounds,
            on: &frame
        )
        #expect(
            frame.text() == """
                #  项目                 金额
                1  诊察费              25.00
                2  阿托伐他汀钙片 …    77.45
                3  胸部CT平扫         260.00
                """
        )
        #expect(frame.role(x: 5, y: 2) == .selected && frame.role(x: 27, y: 2) == .selected)
        #expect(frame.role(x: 3, y: 3) == .danger)
        #expect(frame.cursor == Point(x: 0, y: 2))
    }

    @Test(
        "an amount takes digits, one point and two decimals",
        arguments: [
            ("200", "200"), ("12.345", "12.34"), (".5", "5"), ("1..2", "1.2"), ("1a2", "12"),
            ("１2", "2"), ("123456789", "12345678"),
        ]
    )
    func amount(typed: String, expected: String) {
        var line = InputLine(.amount, limit: 8)
        for character in typed { _ = line.handle(.character(character)) }
        #expect(line.text == expected)
    }

    @Test("Backspace rubs out, other keys are left to the screen")
    func editing() {
        var line = InputLine(.digits, limit: 4)
        #expect(line.handle(.backspace) == false)
        #expect(line.handle(.character("7")) == true)
        #expect(line.handle(.character("x")) == false)
        #expect(line.handle(.enter) == false)
        #expect(line.handle(.backspace) == true)
        #expect(line.isEmpty)
    }

    @Test("a paste brings no control character in")
    func paste() {
        var line = InputLine(.text, limit: 6)
        line.paste("张\u{1B}[2J\u{202E}三四五六七")
        #expect(line.text == "张[2J三四")
        var frame = Frame(columns: 10, rows: 1)
        line.draw(x: 0, y: 0, width: 6, on: &frame)
        #expect(frame.text() == "J三四")
        #expect(frame.cursor == Point(x: 5, y: 0))
    }
}
