import TerminalUI
import Testing

@Suite("Frame")
struct FrameTests {
    @Test("drawing outside the frame changes nothing")
    func outside() {
        var frame = Frame(columns: 4, rows: 2)
        #expect(frame.draw("x", x: 4, y: 0) == 0)
        #expect(frame.draw("x", x: 0, y: 2) == 0)
        #expect(frame.draw("x", x: -1, y: 0) == 0)
        frame.fill(Rect(x: -3, y: -3, width: 100, height: 100), role: .normal)
        frame.horizontalLine(x: 9, y: 9, width: 4)
        frame.box(Rect(x: 10, y: 10, width: 5, height: 5))
        #expect(frame == Frame(columns: 4, rows: 2))
    }

    @Test("a wide glyph never sticks out of the last column")
    func lastColumn() {
        var frame = Frame(columns: 5, rows: 1)
        frame.draw("一二三", x: 0, y: 0)
        #expect(frame.text() == "一二…")
        #expect(frame.draw("窗", x: 4, y: 0) == 1)
        #expect(frame.text() == "一二…")
    }

    @Test("writing over one half of a wide glyph blanks the other")
    func halves() {
        var frame = Frame(columns: 6, rows: 1)
        frame.draw("一二三", x: 0, y: 0)
        frame.draw("x", x: 1, y: 0)
        #expect(frame.text() == " x二三")
        frame.draw("y", x: 2, y: 0)
        #expect(frame.text() == " xy 三")
        frame.draw("双", x: 3, y: 0)
        #expect(frame.text() == " xy双")
        for x in 0..<6 where frame.cell(x: x, y: 0).width == 2 {
            #expect(frame.cell(x: x + 1, y: 0).width == 0)
        }
    }

    @Test("combining marks stay on their base, a third is dropped")
    func marks() {
        var frame = Frame(columns: 4, rows: 1)
        #expect(frame.draw("\u{301}e\u{301}\u{302}\u{303}x", x: 0, y: 0) == 2)
        #expect(frame.cell(x: 0, y: 0).text == "e\u{301}\u{302}")
        #expect(frame.cell(x: 1, y: 0).text == "x")
    }

    @Test("spans carry their roles and share one clip")
    func spans() {
        var frame = Frame(columns: 10, rows: 1)
        frame.draw(
            [Span("应付", .heading), Span(" "), Span("12345.60", .amountDue)],
            x: 0,
            y: 0
        )
        #expect(frame.text() == "应付 1234…")
        #expect(frame.rolePlane() == "hhhh.AAAAA")
    }

    @Test("lines join where they meet")
    func lines() {
        var frame = Frame(columns: 7, rows: 4)
        frame.horizontalLine(x: 0, y: 0, width: 7)
        frame.verticalLine(x: 3, y: 0, height: 4)
        frame.horizontalLine(x: 0, y: 3, width: 7)
        frame.horizontalLine(x: 3, y: 1, width: 4)
        #expect(frame.text() == "───┬───\n   ├───\n   │\n───┴───")
        var cross = Frame(columns: 3, rows: 3)
        cross.horizontalLine(x: 0, y: 1, width: 3)
        cross.verticalLine(x: 1, y: 0, height: 3)
        #expect(cross.text() == " │\n─┼─\n │")
    }

    @Test("a box is closed and its title clipped")
    func box() {
        var frame = Frame(columns: 12, rows: 3)
        frame.box(Rect(x: 0, y: 0, width: 12, height: 3), title: "帮助 Help card")
        #expect(frame.text(row: 0) == "┌─ 帮助 H…─┐")
        #expect(frame.text(row: 2) == "└──────────┘")
    }

    @Test("the large amount is the one of the sale sketch")
    func largeAmount() {
        var frame = Frame(columns: 24, rows: 3)
        frame.drawLargeAmount("243.53", in: frame.bounds)
        #expect(
            frame.text()
                == """
                 ▀▀█ █ █ ▀▀█   █▀▀ ▀▀█
                 █▀▀ ▀▀█  ▀█   ▀▀█  ▀█
                 ▀▀▀   ▀ ▀▀▀ ▄ ▀▀▀ ▀▀▀
                """.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
        )
        #expect(frame.role(x: 4, y: 0) == .amountDue)
    }

    @Test("an amount too wide for large digits stands in plain ones")
    func largeAmountNarrow() {
        var frame = Frame(columns: 12, rows: 3)
        frame.drawLargeAmount("12345.60", in: frame.bounds)
        #expect(frame.text() == "    12345.60\n\n")
    }

    @Test("every digit has a large form of its own")
    func digits() throws {
        let forms = try (0...9).map { try #require(LargeDigits.lines(of: "\($0)")) }
        #expect(Set(forms).count == 10)
        #expect(LargeDigits.lines(of: "1,0") == nil)
        #expect(LargeDigits.lines(of: "") == nil)
        #expect(LargeDigits.width(of: "-0.05") == 2 + 1 + 3 + 1 + 1 + 1 + 3 + 1 + 3)
    }

    @Test("a rectangle is split to its last cell")
    func split() {
        let area = Rect(x: 2, y: 1, width: 31, height: 10)
        let columns = area.columns([.fixed(4), .share(2), .atLeast(6, share: 1)], gap: 1)
        #expect(columns.map(\.width) == [4, 12, 13])
        #expect(columns.map(\.x) == [2, 7, 20])
        #expect(columns.last?.maxX == area.maxX)
        #expect(area.rows([.fixed(3), .share(1)]).map(\.height) == [3, 7])
        #expect(area.rows([.fixed(8), .fixed(8)]).map(\.height) == [8, 2])
    }
}
