import TerminalUI

/// Where keys are looked up.
enum KeyContext: Sendable, Hashable, CaseIterable {
    case sale
    case doubt
    case samples
    case giveUp
    case confirmCode
    case choose
    case help
}

/// What a key means, the same on every screen.
enum ConsoleCommand: Sendable, Hashable {
    case proceed
    case cash
    case mixed
    case register
    case refund
    case park
    case find
    case nextBill
    case doubt
    case closeShift
    case samples
    case giveUp
    case cashReturned
    case supervisor
    case help
    case back
    case scroll
    case quit
    case choose(Int)
    case sampleWeChat
    case sampleAlipay
    case sampleIdentity
}

/// The key table, from which hint bar, F1 card and tests come.
///
/// Terminals take some function keys for themselves, so each has a second key. Those of money are
/// letters (the pinyin of the word): a letter goes through the wedge recogniser, so that no scanned
/// text can press it, and it is never produced by half an escape sequence as Alt would be.
enum ConsoleKeys {
    typealias Binding = KeyBinding<KeyContext, ConsoleCommand>

    /// All bindings of the console.
    static let table = KeyTable(sale + doubt + samples + questions)

    private static let help = Label("本页按键说明", "this card")

    private static let sale: [Binding] = [
        Binding(
            .sale,
            .enter,
            .proceed,
            Label("确认", "OK"),
            help: Label("做提示行说的事；从不收现金", "do what the prompt says; never takes cash"),
            rank: 0
        ),
        Binding(
            .sale,
            .function(2),
            .cash,
            Label("现金", "Cash"),
            help: Label(
                "收现金 (X)：先打金额算找零，不打为正好",
                "take cash (X): amount first for change, none for exact"
            ),
            alternates: [.character("x")],
            rank: 1
        ),
        Binding(
            .sale,
            .function(3),
            .mixed,
            Label("混合", "Mix"),
            help: Label(
                "先收一部分现金 (H)：金额 F3，余额扫码",
                "part in cash (H): amount F3, the rest by code"
            ),
            alternates: [.character("h")],
            rank: 2
        ),
        Binding(
            .sale,
            .function(4),
            .register,
            Label("挂号", "Reg"),
            help: Label("挂号 (Alt-4)", "registration (Alt-4)"),
            alternates: [.alt("4")],
            rank: 70
        ),
        Binding(
            .sale,
            .function(5),
            .refund,
            Label("退费", "Refund"),
            help: Label("退费 (Alt-5)", "refund (Alt-5)"),
            alternates: [.alt("5")],
            rank: 71
        ),
        Binding(
            .sale,
            .function(6),
            .park,
            Label("挂起", "Park"),
            help: Label(
                "放到后台，接待下一位 (Alt-6)",
                "leave it to the background, serve the next (Alt-6)"
            ),
            alternates: [.alt("6")],
            rank: 5
        ),
        Binding(
            .sale,
            .delete,
            .giveUp,
            Label("放弃", "Give up"),
            help: Label("放弃本单，先问并列出金额", "give the bill up; asks first, with the amounts"),
            rank: 3
        ),
        Binding(
            .sale,
            .character("g"),
            .cashReturned,
            Label("已退现金", "Cash back"),
            help: Label("屏上的现金已退还患者", "the cash on the screen was handed back"),
            rank: 85
        ),
        Binding(
            .sale,
            .function(7),
            .find,
            Label("查找", "Find"),
            help: Label("查找患者 (Alt-7)", "find a patient (Alt-7)"),
            alternates: [.alt("7")],
            rank: 72
        ),
        Binding(
            .sale,
            .function(8),
            .nextBill,
            Label("换单", "Next"),
            help: Label("换到下一张待缴单 (Alt-8)", "the next unpaid bill (Alt-8)"),
            alternates: [.alt("8")],
            rank: 30
        ),
        Binding(
            .sale,
            .function(9),
            .doubt,
            Label("待确认", "Doubt"),
            help: Label("待确认与异常 (Alt-9)", "in doubt and exceptions (Alt-9)"),
            alternates: [.alt("9")],
            rank: 4
        ),
        Binding(
            .sale,
            .function(10),
            .closeShift,
            Label("交班", "Shift"),
            help: Label("交班 (Alt-0)", "close the shift (Alt-0)"),
            alternates: [.alt("0")],
            rank: 73
        ),
        Binding(
            .sale,
            .function(12),
            .samples,
            Label("示例", "Demo"),
            help: Label("示例患者 (Ctrl-P)", "sample patients (Ctrl-P)"),
            alternates: [.control("p")],
            rank: 40
        ),
        Binding(
            .sale,
            .function(1),
            .help,
            Label("帮助", "Help"),
            help: help,
            alternates: [.character("?")],
            rank: 0
        ),
        Binding(
            .sale,
            .escape,
            .back,
            Label("返回", "Back"),
            help: Label("退一步；从不收款，不丢已打金额", "one step back; never pays, never loses typed money"),
            rank: 1
        ),
        Binding(
            .sale,
            .up,
            .scroll,
            Label("滚动", "Scroll"),
            help: Label("滚动明细 (↑↓ PgUp PgDn)", "scroll the lines (arrows, PgUp, PgDn)"),
            alternates: [.down, .pageUp, .pageDown, .home, .end],
            rank: 90
        ),
        Binding(
            .sale,
            .control("q"),
            .quit,
            Label("退出", "Quit"),
            help: Label("退出程序", "leave the program"),
            rank: 80
        ),
    ]

    private static let doubt: [Binding] = [
        Binding(
            .doubt,
            .enter,
            .proceed,
            Label("处理", "Act"),
            help: Label(
                "做本行建议的一步：再问，或接着收款",
                "the recommended step: ask again, or take it up"
            ),
            rank: 0
        ),
        Binding(
            .doubt,
            .delete,
            .giveUp,
            Label("撤销", "Undo"),
            help: Label("放弃本单，先问并列出金额", "give the bill up; asks first, with the amounts"),
            rank: 1
        ),
        Binding(
            .doubt,
            .character("g"),
            .cashReturned,
            Label("已退现金", "Cash back"),
            help: Label("本行的现金已退还患者", "this row's cash was handed back"),
            rank: 2
        ),
        Binding(
            .doubt,
            .character("s"),
            .supervisor,
            Label("交主管", "Supervisor"),
            help: Label("交给主管处理", "hand it to the supervisor"),
            rank: 3
        ),
        Binding(
            .doubt,
            .up,
            .scroll,
            Label("选择", "Select"),
            help: Label("选择一行 (↑↓ PgUp PgDn)", "select a row (arrows, PgUp, PgDn)"),
            alternates: [.down, .pageUp, .pageDown, .home, .end],
            rank: 20
        ),
        Binding(
            .doubt,
            .function(1),
            .help,
            Label("帮助", "Help"),
            help: help,
            alternates: [.character("?")],
            rank: 0
        ),
        Binding(
            .doubt,
            .escape,
            .back,
            Label("返回收费", "Back to sale"),
            help: Label("回到收费，后台继续", "back to the sale; the work goes on"),
            rank: 0
        ),
    ]

    private static let samples: [Binding] = [
        Binding(
            .samples,
            .enter,
            .proceed,
            Label("扫医保码", "Insurance code"),
            help: Label("扫此人的医保码", "scan the person's insurance code"),
            rank: 0
        ),
        Binding(
            .samples,
            .character("w"),
            .sampleWeChat,
            Label("扫微信付款码", "WeChat code"),
            rank: 1
        ),
        Binding(
            .samples,
            .character("a"),
            .sampleAlipay,
            Label("扫支付宝付款码", "Alipay code"),
            rank: 1
        ),
        Binding(
            .samples,
            .character("i"),
            .sampleIdentity,
            Label("扫身份证", "Identity number"),
            rank: 2
        ),
        Binding(
            .samples,
            .up,
            .scroll,
            Label("选择", "Select"),
            alternates: [.down, .pageUp, .pageDown, .home, .end],
            rank: 20
        ),
        Binding(
            .samples,
            .function(1),
            .help,
            Label("帮助", "Help"),
            help: help,
            alternates: [.character("?")],
            rank: 0
        ),
        Binding(.samples, .escape, .back, Label("返回收费", "Back to sale"), rank: 0),
    ]

    private static let questions: [Binding] = [
        Binding(.giveUp, .delete, .giveUp, Label("确实放弃", "Give up indeed"), rank: 0),
        Binding(.giveUp, .escape, .back, Label("不放弃", "Keep it"), rank: 0),
        Binding(.confirmCode, .enter, .proceed, Label("确认收款", "Charge it"), rank: 0),
        Binding(.confirmCode, .escape, .back, Label("不用此码", "Drop the code"), rank: 0),
        Binding(.choose, .character("1"), .choose(0), Label("第一种", "The first"), rank: 0),
        Binding(.choose, .character("2"), .choose(1), Label("第二种", "The second"), rank: 0),
        Binding(.choose, .character("3"), .choose(2), Label("第三种", "The third"), rank: 9),
        Binding(.choose, .escape, .back, Label("都不是", "None of them"), rank: 0),
        Binding(.help, .escape, .back, Label("关闭", "Close"), rank: 0),
        Binding(
            .help,
            .function(1),
            .help,
            Label("关闭", "Close"),
            alternates: [.character("?")],
            rank: 1
        ),
    ]
}
