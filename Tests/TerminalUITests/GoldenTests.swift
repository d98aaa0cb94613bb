import TerminalUI
import Testing

/// A sale in the grammar of the screens, drawn with this target's means alone.
private func sale() -> Frame {
    var frame = Frame(size: .minimum)
    frame.draw(" 收费 03 号窗  王芳", x: 0, y: 0, role: .title)
    frame.draw(
        "早班 0412   10:42",
        x: 50,
        y: 0,
        width: 29,
        role: .title,
        alignment: .trailing
    )
    for y in [1, 4, 18, 21] { frame.horizontalLine(x: 0, y: y, width: 80) }
    frame.verticalLine(x: 48, y: 4, height: 15)
    frame.draw([Span(" 张建国", .heading), Span("  男 46 岁   职工在职 310")], x: 0, y: 2)
    let table = Table(columns: [
        TableColumn("#", .fixed(2)), TableColumn("项目", .share(1)), TableColumn("类", .fixed(2)),
        TableColumn("数量", .fixed(6), .trailing), TableColumn("金额", .fixed(9), .trailing),
    ])
    table.draw(
        rows: [
            TableRow(["1", "诊察费", "甲", "1", "25.00"]),
            TableRow(["2", "阿托伐他汀钙片 20mg", "乙", "5", "77.45"]),
            TableRow(["3", "复方甘草酸苷注射液（进口分装，限定支付）", "乙", "5", "260.00"]),
        ],
        in: Rect(x: 1, y: 5, width: 46, height: 12),
        on: &frame
    )
    frame.draw("合计", x: 51, y: 5)
    frame.draw("413.95", x: 60, y: 5, width: 19, alignment: .trailing)
    frame.drawLargeAmount("243.53", in: Rect(x: 51, y: 7, width: 28, height: 3))
    frame.draw(" 10:41  孙秀梅  已完成", x: 0, y: 19, role: .message)
    HintBar.draw(
        [
            Hint(key: "Enter", label: "确认", help: ""), Hint(key: "F2", label: "现金", help: ""),
            Hint(key: "F5", label: "退费", help: "", disabledReason: "没有可退的单"),
            Hint(key: "Esc", label: "返回", help: ""),
        ],
        on: &frame
    )
    return frame
}

@Suite("Golden frames")
struct GoldenTests {
    @Test("the grammar of a sale at 80x24")
    func saleGolden() {
        #expect(
            sale().text() == """
                 收费 03 号窗  王芳                                           早班 0412   10:42
                ────────────────────────────────────────────────────────────────────────────────
                 张建国  男 46 岁   职工在职 310

                ────────────────────────────────────────────────┬───────────────────────────────
                 #  项目                    类   数量      金额 │  合计                  413.95
                 1  诊察费                  甲      1     25.00 │
                 2  阿托伐他汀钙片 20mg     乙      5     77.45 │         ▀▀█ █ █ ▀▀█   █▀▀ ▀▀█
                 3  复方甘草酸苷注射液（进… 乙      5    260.00 │         █▀▀ ▀▀█  ▀█   ▀▀█  ▀█
                                                                │         ▀▀▀   ▀ ▀▀▀ ▄ ▀▀▀ ▀▀▀
                                                                │
                                                                │
                                                                │
                                                                │
                                                                │
                                                                │
                                                                │
                                                                │
                ────────────────────────────────────────────────┴───────────────────────────────
                 10:41  孙秀梅  已完成

                ────────────────────────────────────────────────────────────────────────────────
                 Enter 确认  F2 现金  F5-退费  Esc 返回

                """
        )
    }

    @Test("a card over it keeps the rest and cuts no wide glyph in half")
    func cardGolden() {
        var frame = sale()
        frame.drawCard(
            title: "放弃本单？",
            lines: [[Span("张建国  413.95")], [Span("医保结算将撤销", .danger)]],
            footer: "Del 放弃  Esc 返回"
        )
        #expect(
            frame.text() == """
                 收费 03 号窗  王芳                                           早班 0412   10:42
                ────────────────────────────────────────────────────────────────────────────────
                 张建国  男 46 岁   职工在职 310

                ────────────────────────────────────────────────┬───────────────────────────────
                 #  项目                    类   数量      金额 │  合计                  413.95
                 1  诊察费                  甲      1     25.00 │
                 2  阿托伐他汀钙片 20mg     乙      5     77.45 │         ▀▀█ █ █ ▀▀█   █▀▀ ▀▀█
                 3  复方甘草酸苷注射液（进… 乙      5    260.00 │         █▀▀ ▀▀█  ▀█   ▀▀█  ▀█
                                         ┌─ 放弃本单？ ───────────────┐   ▀▀▀   ▀ ▀▀▀ ▄ ▀▀▀ ▀▀▀
                                         │ 张建国  413.95             │
                                         │ 医保结算将撤销             │
                                         │                            │
                                         │ Del 放弃  Esc 返回         │
                                         └────────────────────────────┘
                                                                │
                                                                │
                                                                │
                ────────────────────────────────────────────────┴───────────────────────────────
                 10:41  孙秀梅  已完成

                ────────────────────────────────────────────────────────────────────────────────
                 Enter 确认  F2 现金  F5-退费  Esc 返回

                """
        )
        #expect(frame.role(x: 27, y: 11) == .danger)
    }

    @Test("no row of a frame is wider or narrower than the frame")
    func rowWidths() {
        var frame = sale()
        frame.drawCard(title: "放弃", lines: [[Span("张建国  413.95")]], minimumWidth: 31)
        for y in 0..<24 {
            #expect(TextWidth.of(frame.text(row: y, trimmed: false)) == 80)
        }
    }
}
