import Billing
import CashierScreens
import Devices
import Settlement
import TerminalUI
import Testing

@Suite("What must not happen")
struct SafetyTests {
    @Test("a key typed before the split arrived confirms nothing")
    func typeAhead() {
        var window = Window()
        window.scan(Fixture.insuranceCode)
        window.press(.function(2))
        #expect(window.settles.isEmpty)
        window.desk(
            .identified(
                Identified(
                    patient: Fixture.patient(),
                    insured: Fixture.insured,
                    bills: [Fixture.bill()]
                )
            )
        )
        window.press(.function(2))
        window.press(.enter)
        #expect(window.settles.isEmpty)
        let early = window.instant
        window.desk(.quoted(Fixture.record(), Fixture.bill()))
        // Read from the line before the split came, taken in after it.
        window.send(.key(KeyPress(key: .function(2), at: early)))
        #expect(window.settles.isEmpty)
        #expect(window.screen.contains("这个键按在结果出来之前"))
        window.press(.function(2))
        #expect(window.settles.count == 1)
    }

    @Test("a code scanned before the split arrived charges nothing")
    func scanAhead() throws {
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
        let early = window.instant
        window.desk(.quoted(Fixture.record(), Fixture.bill()))
        let text = try #require(ScannedText(Fixture.weChatCode))
        window.send(
            .device(
                DeviceEvent(source: DeviceID("scanner"), instant: early, kind: .scanned(text))
            )
        )
        #expect(window.settles.isEmpty)
        #expect(window.screen.contains("再扫一次付款码"))
    }

    @Test("Enter never takes money that is due")
    func enterTakesNothing() {
        var window = Window()
        window.arm()
        window.press(.enter)
        window.type("300")
        window.press(.enter)
        #expect(window.settles.isEmpty)
    }

    @Test("a wedge scanner's code and its Enter are one scan and no key")
    func wedge() {
        var window = Window()
        window.arm(Fixture.record(split: Fixture.covered))
        for character in Fixture.weChatCode {
            window.wait(.milliseconds(5))
            window.send(.key(KeyPress(key: .character(character), at: window.instant)))
            #expect(window.settles.isEmpty)
        }
        window.wait(.milliseconds(5))
        window.send(.key(KeyPress(key: .enter, at: window.instant)))
        // Nothing is due here: had the terminator become Enter, it would have settled.
        #expect(window.settles.isEmpty)
        #expect(window.screen.contains("无需付款，按 Enter 结算"))
    }

    @Test("a wedge scan pays like any other scan")
    func wedgePays() {
        var window = Window()
        window.arm()
        for character in Fixture.weChatCode {
            window.wait(.milliseconds(5))
            window.send(.key(KeyPress(key: .character(character), at: window.instant)))
        }
        window.send(.key(KeyPress(key: .enter, at: window.instant)))
        #expect(window.settles.count == 1)
    }

    @Test("a second gesture while a request is unanswered sends nothing")
    func oneRequest() {
        var window = Window()
        window.arm()
        window.press(.function(2))
        #expect(window.settles.count == 1)
        window.press(.function(2))
        #expect(window.settles.isEmpty)
        window.scan(Fixture.weChatCode)
        #expect(window.settles.isEmpty)
        window.desk(.refused(settlementID: "S-1", .ledgerUnwritable("disk full")))
        #expect(window.screen.contains("账本写不进去"))
        window.press(.function(2))
        #expect(window.settles.count == 1)
    }

    @Test("above the limit a scanned code waits for Enter, and for 20 seconds at most")
    func limit() {
        var options = Fixture.options()
        options.confirmLimit = Money(fen: 20_000)
        var window = Window(options)
        window.arm()
        window.scan(Fixture.weChatCode)
        #expect(window.settles.isEmpty)
        #expect(window.screen.contains("确认收款 243.53？"))
        window.press(.enter)
        #expect(window.settles.count == 1)

        var late = Window(options)
        late.arm()
        late.scan(Fixture.weChatCode)
        late.wait(.seconds(21))
        late.tick()
        #expect(late.screen.contains("付款码过了 20 秒"))
        late.press(.enter)
        #expect(late.settles.isEmpty)
    }

    @Test("a pasted payment code waits for Enter whatever the amount")
    func paste() {
        var window = Window()
        window.arm()
        window.wait(.milliseconds(100))
        window.send(.paste(Fixture.weChatCode, at: window.instant))
        #expect(window.settles.isEmpty)
        window.press(.enter)
        #expect(window.settles.count == 1)
    }

    @Test("an amount that changed under the question closes it")
    func questionCloses() {
        var options = Fixture.options()
        options.confirmLimit = .zero
        var window = Window(options)
        window.arm()
        window.scan(Fixture.weChatCode)
        var changed = Fixture.record(version: 2)
        changed.settled = Fixture.covered
        window.desk(.changed(changed, story: []))
        window.press(.enter)
        #expect(
            !window.settles.contains { if case .settle(_, .code) = $0 { true } else { false } }
        )
    }

    @Test("giving up asks first, with the amounts, and only a second Del does it")
    func giveUp() {
        var window = Window()
        window.arm()
        var record = Fixture.record(phase: .insDone, version: 5)
        record.settled = Fixture.split
        record.attempts = [
            Fixture.attempt(1, .insurance, .done, 17_042),
            Fixture.attempt(2, .cash, .held, 10_000, tender: .cash, tendered: 10_000),
        ]
        window.desk(.changed(record, story: []))
        window.press(.delete)
        #expect(window.requests.isEmpty)
        #expect(window.screen.contains("撤销医保结算：基金与账户 170.42 退回"))
        #expect(window.screen.contains("退还现金 100.00"))
        window.press(.escape)
        window.press(.delete)
        window.press(.enter)
        #expect(window.requests.isEmpty)
        window.press(.delete)
        #expect(window.requests == [.giveUp(settlementID: "S-1")])
    }

    @Test("owed cash is closed by the key bound to its amount, and by nothing else")
    func owedCash() {
        var window = Window()
        window.arm()
        var record = Fixture.record(phase: .aborted, version: 7)
        record.isGivenUp = true
        record.attempts = [
            Fixture.attempt(1, .cash, .returnOwed, 10_000, tender: .cash, tendered: 10_000)
        ]
        window.desk(.changed(record, story: []))
        #expect(window.screen.contains("退还现金 100.00"))
        window.press(.enter)
        #expect(window.requests.isEmpty)
        window.scan(Fixture.insuranceCode)
        #expect(window.requests.isEmpty)
        #expect(window.screen.contains("先退还现金 100.00 并按 G"))
        window.press(.character("g"))
        #expect(
            window.requests == [.cashReturned(settlementID: "S-1", amount: Money(fen: 10_000))]
        )
        record.version = 8
        record.attempts[0].state = .returned
        window.desk(.changed(record, story: []))
        #expect(window.screen.contains("现金 100.00 已退还并登账。"))
        window.scan(Fixture.insuranceCode)
        #expect(window.requests.count == 1)
    }

    @Test("a parked settlement goes on behind and never touches the next patient's sale")
    func background() {
        var window = Window()
        window.arm()
        window.scan(Fixture.weChatCode)
        var charging = Fixture.record(phase: .payRun, version: 4)
        charging.settled = Fixture.split
        charging.attempts = [
            Fixture.attempt(1, .insurance, .done, 17_042),
            Fixture.attempt(2, .code, .unknown, 24_353, tender: .weChat),
        ]
        window.desk(.changed(charging, story: []))
        #expect(window.screen.contains("? 待确认 0:00"))
        window.press(.function(6))
        #expect(window.requests == [.leave(settlementID: "S-1"), .listOpen])
        #expect(window.screen.contains("? 待确认 1  F9"))

        let next = Fixture.bill("B-9")
        window.scan(Fixture.insuranceCode)
        window.desk(
            .identified(
                Identified(
                    patient: Fixture.patient("周立国", id: "P2"),
                    insured: Fixture.insured,
                    bills: [next]
                )
            )
        )
        window.desk(.quoted(Fixture.record("S-9", next), next))
        let before = window.screen
        charging.version = 6
        charging.phase = .paid
        charging.attempts[1].state = .done
        window.desk(.paid(charging, Fixture.receipt(charging)))
        #expect(window.requests.isEmpty)
        let after = window.screen
        let rows = zip(before.split(separator: "\n"), after.split(separator: "\n")).enumerated()
        for (row, pair) in rows where row < 18 {
            #expect(pair.0 == pair.1, "row \(row) of the sale changed")
        }
        #expect(after.contains("张建国 的单已在后台完成。"))
        #expect(!after.contains("待确认 1"))
        window.press(.function(2))
        #expect(
            window.settles.contains {
                if case .settle(let token, _) = $0 { token.settlementID == "S-9" } else { false }
            }
        )
    }

    @Test("the answer to a look-up that was dropped is thrown away, and the next one asked")
    func droppedLookUp() {
        var window = Window()
        window.scan(Fixture.insuranceCode)
        window.scan(Fixture.zhangID)
        #expect(window.requests.isEmpty)
        window.desk(
            .identified(
                Identified(
                    patient: Fixture.patient("甲"),
                    insured: Fixture.insured,
                    bills: [Fixture.bill()]
                )
            )
        )
        #expect(window.requests == [.identify(.residentID(Fixture.zhangID))])
        #expect(!window.screen.contains("甲"))
        window.press(.escape)
        window.desk(
            .identified(
                Identified(
                    patient: Fixture.patient("乙"),
                    insured: Fixture.insured,
                    bills: [Fixture.bill()]
                )
            )
        )
        #expect(window.requests.isEmpty)
    }

    @Test("a quote that comes when nobody looks any more is let go")
    func lateQuote() {
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
        window.press(.escape)
        window.desk(.quoted(Fixture.record(), Fixture.bill()))
        #expect(window.requests == [.leave(settlementID: "S-1")])
        #expect(!window.screen.contains("张建国"))
    }

    @Test("an older version of a record does not overwrite a newer one")
    func olderVersion() {
        var window = Window()
        window.arm()
        var held = Fixture.record(phase: .confirmed, version: 5)
        held.attempts = [
            Fixture.attempt(1, .cash, .held, 10_000, tender: .cash, tendered: 10_000)
        ]
        window.desk(.changed(held, story: []))
        window.desk(.changed(Fixture.record(version: 2), story: []))
        #expect(window.screen.contains("已收现金 100.00"))
    }
}
