import Billing
import CashierScreens
import Devices
import Settlement
import TerminalUI
import Testing

@Suite("The in-doubt list")
struct DoubtTests {
    @Test("Enter asks again, and the sentence says where the money is")
    func askNow() {
        var window = Scene.doubt.window(Fixture.options(), .minimum)
        #expect(window.screen.contains("微信 243.53 可能已付，也可能没有。不要再收款。"))
        #expect(window.screen.contains("基金与账户 170.42 已付"))
        window.press(.enter)
        #expect(window.requests == [.askNow(settlementID: "S-1")])
    }

    @Test("cash that is owed is returned from the list by its own key")
    func cashFromList() {
        var window = Scene.doubt.window(Fixture.options(), .minimum)
        window.press(.down)
        window.press(.down)
        window.press(.enter)
        #expect(window.requests.isEmpty)
        #expect(window.screen.contains("退还现金 100.00 后按 G"))
        window.press(.character("g"))
        #expect(
            window.requests == [.cashReturned(settlementID: "S-3", amount: Money(fen: 10_000))]
        )
    }

    @Test("handing over to the supervisor says that it comes later")
    func supervisor() {
        var window = Scene.doubt.window(Fixture.options(), .minimum)
        window.press(.character("s"))
        #expect(window.requests.isEmpty)
        #expect(window.screen.contains("主管台以后才有"))
    }

    @Test("a payment code does not pay while the sale is not on the screen")
    func noPaymentFromList() {
        var window = Window()
        window.arm()
        window.press(.function(9))
        window.scan(Fixture.weChatCode)
        #expect(window.settles.isEmpty)
        #expect(window.screen.contains("先按 Esc 回到收费"))
    }

    @Test("a payment code does not pay while a card covers the amount")
    func noPaymentUnderCard() {
        var window = Window()
        window.arm()
        window.press(.function(1))
        window.scan(Fixture.weChatCode)
        #expect(window.settles.isEmpty)
        window.scan(Fixture.weChatCode)
        #expect(window.settles.count == 1)

        var asked = Window()
        asked.arm()
        asked.press(.delete)
        asked.scan(Fixture.weChatCode)
        #expect(asked.settles.isEmpty)
        #expect(asked.screen.contains("屏上有问题没答"))
    }

    @Test("a parked bill that awaits a tender is taken up again with Enter")
    func takeUp() {
        var window = Window()
        window.arm()
        window.scan(Fixture.weChatCode)
        var waiting = Fixture.record(phase: .insDone, version: 6)
        waiting.settled = Fixture.split
        waiting.attempts = [
            Fixture.attempt(1, .insurance, .done, 17_042),
            Fixture.attempt(2, .code, .refused, 24_353, tender: .weChat),
        ]
        window.desk(.changed(waiting, story: []))
        window.press(.function(6))
        #expect(window.screen.contains("等待扫码"))
        window.press(.function(9))
        #expect(window.screen.contains("Enter 接着收"))
        window.press(.enter)
        #expect(window.screen.contains("请扫付款码，或 F2 收现金"))
        window.press(.function(2))
        #expect(window.settles.count == 1)
    }
}
