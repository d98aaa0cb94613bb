import Billing
import CashierScreens
import Devices
import Settlement
import TerminalUI
import Testing

@Suite("Flows A to D, counted in gestures")
struct FlowTests {
    @Test("A: a scan and Enter settle a bill that leaves nothing to pay")
    func flowA() throws {
        var window = Window()
        let record = Fixture.record(split: Fixture.covered)
        window.arm(record)
        window.press(.enter)
        let token = try #require(ConfirmationToken.of(record))
        #expect(window.requests == [.settle(token, .nothingDue)])
        #expect(window.gestures == 2)
        var paid = record
        paid.phase = .paid
        paid.version = 3
        window.desk(.paid(paid, Fixture.receipt(paid, tenders: [])))
        #expect(window.screen.contains("10:43  张建国  已完成  413.95"))
        #expect(window.screen.contains("请扫医保码或身份证"))
    }

    @Test("B: scanning the payment code is the confirmation, with no key at all")
    func flowB() throws {
        var window = Window()
        window.scan(Fixture.insuranceCode)
        #expect(window.requests == [.identify(.insuranceCode(Fixture.insuranceCode))])
        window.desk(
            .identified(
                Identified(
                    patient: Fixture.patient(),
                    insured: Fixture.insured,
                    bills: [Fixture.bill()]
                )
            )
        )
        #expect(
            window.requests == [.quote(billID: Fixture.bill().id, person: Fixture.insured)]
        )
        window.desk(.quoted(Fixture.record(), Fixture.bill()))
        window.scan(Fixture.weChatCode)
        let token = try #require(ConfirmationToken.of(Fixture.record()))
        guard
            case .settle(let sent, .code(let code, let tender, let scannedAt)) = window.requests[0]
        else {
            Issue.record("no settle request: \(window.requests.count)")
            return
        }
        #expect(sent == token)
        #expect(code == PaymentCode(Fixture.weChatCode))
        #expect(tender == .weChat)
        // Four steps of 100 ms after the clocks were read.
        #expect(scannedAt.boot == 1_000_400)
        #expect(window.gestures == 2)
    }

    @Test("C: F2 alone takes the exact cash")
    func flowCExact() throws {
        var window = Window()
        window.arm()
        window.press(.function(2))
        let token = try #require(ConfirmationToken.of(Fixture.record()))
        #expect(window.requests == [.settle(token, .cash(tendered: nil))])
        #expect(window.gestures == 2)
    }

    @Test("C: 300 F2 takes 300 and shows the change in the largest type")
    func flowCTendered() throws {
        var window = Window()
        window.arm()
        window.type("300")
        #expect(window.screen.contains("金额 300"))
        window.press(.function(2))
        let record = Fixture.record()
        let token = try #require(ConfirmationToken.of(record))
        #expect(window.requests == [.settle(token, .cash(tendered: Money(fen: 30_000)))])
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
        let digits = try #require(LargeDigits.lines(of: "56.50"))
        for line in digits {
            #expect(window.screen.contains(line.trimmingTrailingBlanks))
        }
        #expect(window.screen.contains("现金 243.50 找零 56.50"))
    }

    @Test("D: 100 F3 holds 100 in cash and a code takes the computed rest")
    func flowD() throws {
        var window = Window()
        window.arm()
        window.type("100")
        window.press(.function(3))
        let token = try #require(ConfirmationToken.of(Fixture.record()))
        #expect(window.requests == [.holdCash(token, amount: Money(fen: 10_000))])
        var held = Fixture.record(phase: .confirmed, version: 2)
        held.attempts = [
            Fixture.attempt(1, .cash, .held, 10_000, tender: .cash, tendered: 10_000)
        ]
        window.desk(.changed(held, story: []))
        #expect(window.screen.contains("已收现金 100.00"))
        let digits = try #require(LargeDigits.lines(of: "143.53"))
        #expect(window.screen.contains(digits[0].trimmingTrailingBlanks))
        window.scan(Fixture.weChatCode)
        guard case .settle(_, .code) = window.requests.first else {
            Issue.record("the rest was not charged")
            return
        }
        #expect(window.gestures == 1 + 3 + 1 + 1)
    }

    @Test("a refused payment leaves the bill armed, and cash closes it")
    func refusedThenCash() throws {
        var window = Window()
        window.arm()
        window.scan(Fixture.weChatCode)
        var charging = Fixture.record(phase: .payRun, version: 4)
        charging.settled = Fixture.split
        charging.attempts = [
            Fixture.attempt(1, .insurance, .done, 17_042),
            Fixture.attempt(2, .code, .intent, 24_353, tender: .weChat),
        ]
        window.desk(.changed(charging, story: []))
        #expect(window.screen.contains("微信扣款中"))
        window.press(.function(2))
        #expect(window.settles.isEmpty)
        var refused = charging
        refused.version = 6
        refused.phase = .insDone
        refused.attempts[1].state = .refused
        refused.attempts[1].lastWord = "余额不足。"
        window.desk(.changed(refused, story: []))
        #expect(window.screen.contains("支付被拒：余额不足。 请另扫码或收现金。"))
        #expect(window.effects.contains(.bell))
        window.press(.function(2))
        let token = try #require(ConfirmationToken.of(refused))
        #expect(window.requests == [.settle(token, .cash(tendered: nil))])
    }

    @Test("the next unpaid bill arms itself when one is paid and Enter goes on")
    func nextBillArms() {
        var window = Window()
        let second = Fixture.bill("B-2", at: "2026-11-21 10:00:00")
        window.scan(Fixture.insuranceCode)
        window.desk(
            .identified(
                Identified(
                    patient: Fixture.patient(),
                    insured: Fixture.insured,
                    bills: [second, Fixture.bill()]
                )
            )
        )
        // The older visit comes first, whatever the order of the answer.
        #expect(
            window.requests == [.quote(billID: Fixture.bill().id, person: Fixture.insured)]
        )
        window.desk(.quoted(Fixture.record(), Fixture.bill()))
        window.press(.function(8))
        #expect(
            window.requests == [
                .leave(settlementID: "S-1"), .quote(billID: "B-2", person: Fixture.insured),
            ]
        )
        window.press(.function(8))
        window.desk(.quoted(Fixture.record(version: 2), Fixture.bill()))
        let paid = Fixture.record(phase: .paid, version: 5)
        window.desk(.paid(paid, Fixture.receipt(paid)))
        #expect(window.requests.isEmpty)
        #expect(window.screen.contains("还有 1 单：Enter 接着收"))
        window.press(.enter)
        // B-2 was asked for before and not answered: it is not asked for twice.
        #expect(window.requests.isEmpty)
        window.desk(.quoted(Fixture.record("S-2", second), second))
        #expect(window.screen.contains("请扫付款码，或 F2 收现金"))
    }
}

extension String {
    /// The text without blanks at its end.
    var trimmingTrailingBlanks: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
