import Billing
import CashierScreens
import Devices
import Settlement
import TerminalUI
import Testing

@Suite("Bad input gets one sentence")
struct InputTests {
    @Test(
        "a payment code before a person says so",
        arguments: [Fixture.weChatCode, Fixture.alipayCode]
    )
    func paymentFirst(code: String) {
        var window = Window()
        window.scan(code)
        #expect(window.requests.isEmpty)
        #expect(window.effects.contains(.bell))
        #expect(window.screen.contains("这是付款码：先扫医保码或身份证"))
    }

    @Test("an identity code on an armed bill takes the next patient and lets the quote go")
    func identityOnArmed() {
        var window = Window()
        window.arm()
        window.scan(Fixture.zhangID)
        #expect(
            window.requests == [
                .leave(settlementID: "S-1"), .identify(.residentID(Fixture.zhangID)),
            ]
        )
        #expect(window.screen.contains("已换下一位；上一单没有收款"))
    }

    @Test("an identity code on a bill under way says what to do")
    func identityUnderWay() {
        var window = Window()
        window.arm()
        window.scan(Fixture.weChatCode)
        window.scan(Fixture.insuranceCode)
        #expect(window.requests.isEmpty)
        #expect(window.screen.contains("F6 挂起或 Del 放弃后，再扫下一位"))
    }

    @Test("what is no code of ours is called that, and leaves the sale alone")
    func unknownCode() {
        var window = Window()
        window.arm()
        window.scan("HELLO-WORLD")
        #expect(window.requests.isEmpty)
        #expect(window.screen.contains("不认识这个码"))
        #expect(window.screen.contains("张建国"))
    }

    @Test("two possible families are asked about, and the number chooses")
    func ambiguous() {
        // An identity number of the north has the shape of a WeChat code.
        var window = Window()
        window.arm()
        window.scan("130102199003070003")
        #expect(window.requests.isEmpty)
        #expect(window.screen.contains("这是什么码？"))
        window.press(.character("1"))
        #expect(window.settles.count == 1)

        var other = Window()
        other.arm()
        other.scan("130102199003070003")
        other.press(.character("2"))
        #expect(
            other.requests == [
                .leave(settlementID: "S-1"), .identify(.residentID("130102199003070003")),
            ]
        )
    }

    @Test(
        "bytes that are no scan have a sentence each",
        arguments: [
            (ScanRejection.tooLong(limit: 512), "太长"), (.controlCharacter, "控制字符"),
            (.notASCII, "不是文字码"), (.halfFrame, "只扫到半个码"), (.cutOff, "扫码枪断开"),
            (.repeated, "连扫了两次"), (.flood, "乱发数据"),
        ]
    )
    func rejections(rejection: ScanRejection, word: String) {
        var window = Window()
        window.arm()
        window.send(
            .device(
                DeviceEvent(
                    source: DeviceID("scanner"),
                    instant: window.instant,
                    kind: .rejected(rejection)
                )
            )
        )
        #expect(window.screen.contains(word))
        #expect(window.screen.contains("张建国"))
    }

    @Test(
        "every problem of the desk has a sentence",
        arguments: [
            (DeskProblem.insurerRefused("待遇冻结"), "待遇冻结"), (.insurerSilent("timeout"), "timeout"),
            (.credentialStale("已失效"), "已失效"), (.unknownPatient, "没有建档"),
            (.noUnpaidBill, "没有待缴"),
        ]
    )
    func identifyProblems(problem: DeskProblem, word: String) {
        var window = Window()
        window.scan(Fixture.insuranceCode)
        window.desk(.identifyFailed(problem))
        #expect(window.screen.contains(word))
        window.scan(Fixture.insuranceCode)
        #expect(window.requests.count == 1)
    }

    @Test("a person without a bill is told, and the next scan is the next patient")
    func noBill() {
        var window = Window()
        window.scan(Fixture.insuranceCode)
        window.desk(
            .identified(
                Identified(patient: Fixture.patient(), insured: Fixture.insured, bills: [])
            )
        )
        #expect(window.screen.contains("张建国 没有待缴的单"))
        window.scan(Fixture.insuranceCode)
        #expect(window.requests.count == 1)
    }

    @Test("a bill paid elsewhere meanwhile is taken off")
    func billPaid() {
        var window = Window()
        window.scan(Fixture.insuranceCode)
        window.desk(
            .identified(
                Identified(
                    patient: Fixture.patient(),
                    insured: Fixture.insured,
                    bills: [Fixture.bill()]
                )
            )
        )
        window.desk(.quoteFailed(billID: Fixture.bill().id, .billPaid))
        #expect(window.screen.contains("这张单已在别处缴清。"))
        #expect(window.screen.contains("等待扫码"))
    }

    @Test("Enter tries a failed quote again")
    func retry() {
        var window = Window()
        window.scan(Fixture.insuranceCode)
        window.desk(
            .identified(
                Identified(
                    patient: Fixture.patient(),
                    insured: Fixture.insured,
                    bills: [Fixture.bill()]
                )
            )
        )
        window.desk(.quoteFailed(billID: Fixture.bill().id, .insurerSilent("timeout")))
        window.press(.enter)
        #expect(
            window.requests == [.quote(billID: Fixture.bill().id, person: Fixture.insured)]
        )
    }

    @Test(
        "amounts that cannot be taken get a sentence and send nothing",
        arguments: [
            ("200", Key.function(2), "收到 200.00，少于应付 243.50"),
            ("12.", .function(2), "金额 12. 不对"), ("0", .function(2), "金额 0 不对"),
            ("", .function(3), "先打现金金额再按 F3"), ("300", .function(3), "按 F2 全收现金"),
            ("250", .escape, "已打金额 250 还在"),
        ]
    )
    func amounts(typed: String, key: Key, sentence: String) {
        var window = Window()
        window.arm()
        window.type(typed)
        window.press(key)
        #expect(window.settles.isEmpty)
        #expect(window.screen.contains(sentence))
        #expect(window.screen.contains("张建国"))
    }

    @Test("keys of later versions are there and say that they come later")
    func later() {
        var window = Window()
        for key in [Key.function(4), .function(5), .function(7), .function(10)] {
            window.press(key)
            #expect(window.requests.isEmpty)
            #expect(window.screen.contains("以后的版本才有"))
        }
    }

    @Test("a terminal under 80x24 gets the notice, and the state stays")
    func tooSmall() {
        var window = Window()
        window.arm()
        #expect(draw(window.state, size: Size(columns: 79, rows: 24)).text().contains("窗口太小"))
        #expect(window.screen.contains("张建国"))
    }

    @Test("the samples list emits scans through the device path")
    func samples() {
        var window = Window()
        window.press(.function(12))
        window.press(.down)
        window.press(.enter)
        #expect(window.effects == [.mintScan(person: "E2", kind: .insurance)])
        window.press(.function(12))
        window.press(.character("i"))
        #expect(window.effects == [.emitScan("310101199003070043")])
    }
}
