import Billing
import CashierScreens
import Devices
import Settlement
import TerminalUI
import Testing

@Suite("What is under way is told as it is")
struct UnderWayTests {
    private func charging(_ state: LegState, version: Int = 4, polls: Int = 0) -> SettlementRecord {
        var record = Fixture.record(phase: .payRun, version: version)
        record.settled = Fixture.split
        record.attempts = [
            Fixture.attempt(1, .insurance, .done, 17_042),
            Fixture.attempt(2, .code, state, 24_353, tender: .weChat),
        ]
        record.attempts[1].polls = polls
        return record
    }

    private func item(_ record: SettlementRecord) -> OpenItem {
        OpenItem(
            record: record,
            patientName: "刘*英",
            waitingMilliseconds: 1_000,
            nextActionMilliseconds: nil
        )
    }

    @Test("a poll leaves the give-up question open, a change of what it shows closes it")
    func pollsKeepQuestion() {
        var window = Window()
        window.arm()
        window.scan(Fixture.weChatCode)
        window.desk(.changed(charging(.unknown), story: []))
        window.press(.delete)
        #expect(window.screen.contains("撤销微信 243.53：如已付，退回付款人"))
        window.desk(.changed(charging(.unknown, version: 5, polls: 3), story: []))
        #expect(window.screen.contains("放弃 张建国 的单"))
        window.desk(.changed(charging(.done, version: 6), story: []))
        #expect(!window.screen.contains("放弃 张建国 的单"))
        #expect(window.screen.contains("情况刚刚变了"))
    }

    @Test("the second Del after polls gives up")
    func giveUpAfterPolls() {
        var window = Window()
        window.arm()
        window.scan(Fixture.weChatCode)
        window.desk(.changed(charging(.pending), story: []))
        window.press(.delete)
        for version in 5..<9 {
            window.desk(.changed(charging(.pending, version: version, polls: version), story: []))
        }
        window.press(.delete)
        #expect(window.requests == [.giveUp(settlementID: "S-1")])
    }

    @Test("an amount that fell and a code that was not charged are told at the end")
    func fellAtTheEnd() {
        var window = Window()
        window.arm()
        window.scan(Fixture.weChatCode)
        var paid = Fixture.record(phase: .paid, version: 5)
        paid.settled = Fixture.covered
        window.desk(.changed(paid, story: []))
        window.desk(.paid(paid, Fixture.receipt(paid, tenders: [])))
        #expect(window.screen.contains("医保结算后应付从 243.53 降为 0.00。"))
        #expect(window.screen.contains("扫到的微信付款码没有扣款。"))

        var plain = Window()
        plain.arm()
        plain.scan(Fixture.weChatCode)
        let usual = Fixture.record(phase: .paid, version: 5)
        plain.desk(.paid(usual, Fixture.receipt(usual)))
        #expect(!plain.screen.contains("降为"))
        #expect(!plain.screen.contains("没有扣款"))
    }

    @Test("a parked bill tells too what came otherwise than confirmed")
    func fellBehind() {
        var window = Window()
        window.arm()
        window.scan(Fixture.weChatCode)
        window.desk(.changed(Fixture.record(phase: .insRun, version: 3), story: []))
        window.press(.function(6))
        var paid = Fixture.record(phase: .paid, version: 5)
        paid.settled = Fixture.covered
        window.desk(.paid(paid, Fixture.receipt(paid, tenders: [])))
        #expect(window.screen.contains("张建国 的单已在后台完成。"))
        #expect(window.screen.contains("降为 0.00"))
        #expect(window.screen.contains("没有扣款"))
    }

    @Test("leaving says once how many are under way")
    func quit() {
        var window = Window()
        window.arm()
        window.scan(Fixture.weChatCode)
        window.desk(.changed(charging(.unknown), story: []))
        window.press(.function(6))
        window.press(.control("q"))
        #expect(!window.effects.contains(.quit))
        #expect(window.screen.contains("还有 1 单在办"))
        window.press(.function(1))
        window.press(.escape)
        window.press(.control("q"))
        #expect(!window.effects.contains(.quit))
        window.press(.control("q"))
        #expect(window.effects.contains(.quit))
    }

    @Test("another console's settlement neither keeps this one from leaving nor is asked about")
    func foreign() {
        var options = Fixture.options()
        options.ownerID = "window-05"
        var window = Window(options)
        window.desk(.open([item(charging(.unknown))]))
        window.press(.function(9))
        window.press(.enter)
        #expect(window.requests.isEmpty)
        #expect(window.screen.contains("本单在 window-3 办理"))
        window.press(.escape)
        window.press(.control("q"))
        #expect(window.effects.contains(.quit))

        options.ownerID = "window-3"
        var own = Window(options)
        own.desk(.open([item(charging(.unknown))]))
        own.press(.function(9))
        own.press(.enter)
        #expect(own.requests == [.askNow(settlementID: "S-1")])
    }

    @Test("a payer who is still confirming is no doubt about a payment")
    func pendingPayer() {
        var window = Window()
        window.desk(.open([item(charging(.pending))]))
        window.press(.function(9))
        #expect(window.screen.contains("微信 243.53 等待付款人确认"))
        #expect(!window.screen.contains("可能已付"))
    }

    @Test("a give-up from the list ends with its result and not with its beginning")
    func giveUpEnds() {
        var window = Window()
        window.desk(.open([item(charging(.unknown))]))
        window.press(.function(9))
        window.press(.delete)
        window.press(.delete)
        #expect(window.screen.contains("正在放弃本单"))
        var aborted = charging(.undone, version: 7)
        aborted.phase = .aborted
        aborted.isGivenUp = true
        aborted.attempts[0].state = .undone
        window.desk(.changed(aborted, story: []))
        #expect(!window.screen.contains("正在放弃本单"))
        #expect(window.screen.contains("刘*英 的单已在后台撤销，没有收款"))
    }

    @Test("keys typed faster than a hand are called that, not a broken scanner")
    func tooFast() {
        var window = Window()
        window.arm()
        window.wait(.milliseconds(100))
        for character in "1000.50" {
            window.send(.key(KeyPress(key: .character(character), at: window.instant)))
        }
        window.send(.key(KeyPress(key: .function(3), at: window.instant)))
        #expect(window.requests.isEmpty)
        #expect(window.screen.contains("输入太快，请重按"))
    }

    @Test("the samples' numbers are shown whole")
    func sampleIDs() {
        var options = Fixture.options()
        options.samples[0].id = "P0000123"
        var window = Window(options)
        window.press(.function(12))
        #expect(window.screen.contains("P0000123"))
    }
}
