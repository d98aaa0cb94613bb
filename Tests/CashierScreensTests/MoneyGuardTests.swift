import Billing
import CashierScreens
import Devices
import Settlement
import TerminalUI
import Testing

@Suite("Money is taken once, knowingly and in sight")
struct MoneyGuardTests {
    private static let second = Fixture.bill("B-2", at: "2026-11-21 10:00:00")

    /// The first of two bills is paid with 300 in cash, 56.50 of it change.
    private func paidFirstOfTwo() -> Window {
        var window = Window()
        window.arm(bills: [Fixture.bill(), Self.second])
        window.type("300")
        window.press(.function(2))
        var paid = Fixture.record(phase: .paid, version: 4)
        paid.attempts = [
            Fixture.attempt(1, .cash, .posted, 24_350, tender: .cash, tendered: 30_000)
        ]
        window.desk(
            .paid(
                paid,
                Fixture.receipt(
                    paid,
                    tenders: [.init(kind: .cash, amount: Money(fen: 24_350))],
                    change: 5_650
                )
            )
        )
        return window
    }

    @Test("a second F2, F3 or payment code does not settle the next bill of the same person")
    func nextBillWaits() throws {
        var window = paidFirstOfTwo()
        #expect(window.requests.isEmpty)
        for key in [Key.function(2), .character("x"), .function(3)] {
            window.press(key)
            #expect(window.requests.isEmpty)
            #expect(window.screen.contains("还有 1 单：Enter 接着收"))
        }
        window.scan(Fixture.weChatCode)
        #expect(window.requests.isEmpty)
        #expect(window.effects.contains(.bell))
        let digits = try #require(LargeDigits.lines(of: "56.50"))
        for line in digits { #expect(window.screen.contains(line.trimmingTrailingBlanks)) }
        window.press(.enter)
        #expect(window.requests == [.quote(billID: "B-2", person: Fixture.insured)])
        window.desk(.quoted(Fixture.record("S-2", Self.second), Self.second))
        #expect(window.screen.contains("上单找零 56.50"))
        window.press(.function(2))
        #expect(window.settles.count == 1)
    }

    @Test("a new identity or Esc leaves the further bills unpaid")
    func nextBillLeft() {
        var window = paidFirstOfTwo()
        window.scan(Fixture.zhangID)
        #expect(window.requests == [.identify(.residentID(Fixture.zhangID))])
        #expect(!window.screen.contains("还有 1 单"))

        var left = paidFirstOfTwo()
        left.press(.escape)
        #expect(left.screen.contains("其余 1 单仍待缴"))
        left.press(.enter)
        #expect(left.requests.isEmpty)
    }

    @Test("an Enter from before the receipt came does not take up the next bill")
    func earlyEnter() {
        var window = paidFirstOfTwo()
        window.send(.key(KeyPress(key: .enter, at: window.instant - .milliseconds(50))))
        #expect(window.requests.isEmpty)
    }

    @Test(
        "nothing acts while only the size notice is drawn",
        arguments: [Size(columns: 79, rows: 24), Size(columns: 80, rows: 23)]
    )
    func tooSmall(size: Size) {
        var window = Window()
        window.arm()
        window.send(.resized(size))
        for key in [Key.function(2), .function(3), .enter, .delete, .character("x")] {
            window.press(key)
            #expect(window.requests.isEmpty)
            #expect(window.effects.contains(.bell))
        }
        window.scan(Fixture.weChatCode)
        #expect(window.requests.isEmpty)
        #expect(window.effects.contains(.bell))
        window.send(.resized(.minimum))
        #expect(!window.screen.contains("放弃 张建国"))
        // Read while the amount was out of sight, taken in after it.
        window.send(.key(KeyPress(key: .function(2), at: window.instant - .milliseconds(1))))
        #expect(window.settles.isEmpty)
        window.press(.function(2))
        #expect(window.settles.count == 1)
    }

    @Test("the cash due stands beside the amount due where rounding changes it")
    func cashDue() {
        var window = Window()
        window.arm()
        #expect(window.screen.contains("现金 243.50"))
        var options = Fixture.options()
        options.cashRounding = .none
        var exact = Window(options)
        exact.arm()
        #expect(!exact.screen.contains("现金 243.5"))
    }

    @Test(
        "a part that covers the rounded cash due is no part",
        arguments: [("243.51", true), ("243.50", true), ("243.49", false)]
    )
    func mixedLimit(typed: String, isRefused: Bool) {
        var window = Window()
        window.arm()
        window.type(typed)
        window.press(.function(3))
        #expect(window.settles.isEmpty == isRefused)
        #expect(window.screen.contains("不少于应付 243.50") == isRefused)
    }

    @Test("an unusually large change is asked about once")
    func largeChange() {
        var window = Window()
        window.arm()
        window.type("1000")
        window.press(.function(2))
        #expect(window.settles.isEmpty)
        #expect(window.screen.contains("找零 756.50，确认再按 F2"))
        window.press(.function(2))
        #expect(window.settles.count == 1)

        var burst = Window()
        burst.arm()
        burst.type("1000")
        burst.press(.function(2))
        let asked = burst.instant - .milliseconds(100)
        // Two presses that were read at once are one gesture.
        burst.send(.key(KeyPress(key: .function(2), at: asked)))
        #expect(burst.settles.isEmpty)

        var corrected = Window()
        corrected.arm()
        corrected.type("1000")
        corrected.press(.function(2))
        // The digit begins a new amount, about which nothing was asked.
        corrected.type("900")
        #expect(corrected.screen.contains("金额 900"))
        corrected.press(.function(2))
        #expect(corrected.settles.isEmpty)
    }

    @Test("after a refused amount the next digit begins a new one, Backspace corrects it")
    func newAmount() {
        var window = Window()
        window.arm()
        window.type("200")
        window.press(.function(2))
        window.type("300")
        #expect(window.screen.contains("金额 300"))
        window.press(.function(2))
        #expect(window.settles.count == 1)

        var corrected = Window()
        corrected.arm()
        corrected.type("24")
        corrected.press(.function(2))
        corrected.press(.backspace)
        corrected.type("50")
        #expect(corrected.screen.contains("金额 250"))
    }

    @Test("fen in cash and a third decimal are refused with a sentence")
    func fen() {
        var window = Window()
        window.arm()
        window.type("243.55")
        window.press(.function(2))
        #expect(window.settles.isEmpty)
        #expect(window.screen.contains("现金不收分：243.55"))
        window.type("250.123")
        #expect(window.screen.contains("金额 250.12 后面不能再加"))
        #expect(window.effects.contains(.bell))

        var options = Fixture.options()
        options.cashRounding = .none
        var exact = Window(options)
        exact.arm()
        exact.type("243.55")
        exact.press(.function(2))
        #expect(exact.settles.count == 1)
    }
}
