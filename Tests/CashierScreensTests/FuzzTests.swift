import Billing
@testable import CashierScreens
import Devices
import Settlement
import Synchronization
import TerminalUI
import TestEffort
import Testing

/// A small generator, so that a failing seed replays.
private struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

@Suite("Any order of gestures and answers")
struct FuzzTests {
    private static let keys: [Key] =
        (1...12).map { Key.function($0) }
        + [
            .enter, .escape, .delete, .backspace, .up, .down, .pageDown, .character("1"),
            .character("2"), .character("0"), .character("."), .character("g"), .character("x"),
            .character("s"), .character("w"), .control("q"), .alt("6"), .tab, .character("字"),
        ]
    private static let scans = [
        Fixture.insuranceCode, Fixture.zhangID, Fixture.weChatCode, Fixture.alipayCode,
        "130102199003070003", "6222020000000000000", "HELLO-1", "https://example.com/x",
    ]

    private func answer(_ generator: inout Seeded, _ version: inout Int) -> DeskEvent {
        let bill = Fixture.bill(["B-1", "B-2"].randomElement(using: &generator) ?? "B-1")
        let phase = SettlementPhase.allCases.randomElement(using: &generator) ?? .quoted
        version += 1
        var record = Fixture.record("S-\(bill.id)", bill, phase: phase, version: version)
        if Bool.random(using: &generator) { record.settled = Fixture.covered }
        let states = LegState.allCases
        record.attempts = [
            Fixture.attempt(
                1,
                .insurance,
                states.randomElement(using: &generator) ?? .done,
                17_042
            ),
            Fixture.attempt(
                2,
                .code,
                states.randomElement(using: &generator) ?? .done,
                24_353,
                tender: .weChat
            ),
            Fixture.attempt(
                3,
                .cash,
                states.randomElement(using: &generator) ?? .held,
                10_000,
                tender: .cash,
                tendered: 10_000
            ),
        ]
        switch Int.random(in: 0..<9, using: &generator) {
        case 0:
            return .identified(
                Identified(
                    patient: Fixture.patient(),
                    insured: Fixture.insured,
                    bills: [Fixture.bill("B-1"), Fixture.bill("B-2")]
                )
            )
        case 1: return .identifyFailed(.unknownPatient)
        case 2, 3: return .quoted(Fixture.record("S-\(bill.id)", bill, version: version), bill)
        case 4: return .quoteFailed(billID: bill.id, .insurerSilent("timeout"))
        case 5: return .refused(settlementID: record.id, .busy)
        case 6: return .paid(record, Fixture.receipt(record))
        case 7:
            return .open([
                OpenItem(
                    record: record,
                    patientName: "张*国",
                    waitingMilliseconds: 1,
                    nextActionMilliseconds: nil
                )
            ])
        default: return .changed(record, story: [])
        }
    }

    @Test(
        "every confirmation is of what stood on the screen, and every state can be drawn",
        arguments: [UInt64](1...8)
    )
    func fuzz(seed: UInt64) {
        var generator = Seeded(state: seed)
        var window = Window()
        var version = 1
        for step in 0..<TestEffort.count(1_500, deep: 10_000) {
            let before = window.state
            switch Int.random(in: 0..<12, using: &generator) {
            case 0..<5: window.press(Self.keys.randomElement(using: &generator) ?? .enter)
            case 5..<7: window.scan(Self.scans.randomElement(using: &generator) ?? "")
            case 7..<11: window.desk(answer(&generator, &version))
            default:
                let columns = Int.random(in: 76...90, using: &generator)
                window.send(.resized(Size(columns: columns, rows: 24)))
            }
            let couldBeSeen = before.size.fits(.minimum) && before.furtherBills == nil
            #expect(couldBeSeen || window.settles.isEmpty, "seed \(seed) step \(step)")
            #expect(window.state.sale == nil || window.state.furtherBills == nil)
            for request in window.settles {
                let shown = before.sale?.record.flatMap(ConfirmationToken.init(showing:))
                let token: ConfirmationToken? =
                    switch request {
                    case .settle(let token, _), .holdCash(let token, _): token
                    case .identify, .quote, .giveUp, .leave, .askNow, .cashReturned, .listOpen: nil
                    }
                #expect(token == shown, "seed \(seed) step \(step)")
                #expect(before.sale?.isAsking == false, "seed \(seed) step \(step)")
            }
            #expect(window.settles.count <= 1, "seed \(seed) step \(step)")
            if step % 25 == 0 {
                let size = Size(
                    columns: Int.random(in: 60...140, using: &generator),
                    rows: Int.random(in: 20...60, using: &generator)
                )
                #expect(draw(window.state, size: size).size == size)
            }
            #expect(nextDeadline(window.state) > window.state.time.instant - .seconds(120))
        }
    }

    @Test("the program hands effects out, starts with the open list, and ends on quit")
    func program() {
        let log = Log()
        let instant = ContinuousClock().now
        let time = ConsoleTime(instant: instant, moment: Fixture.moment())
        var program = ConsoleProgram(
            state: ConsoleState(options: Fixture.options(), time: time),
            now: { time },
            perform: { log.append($0) }
        )
        #expect(program.handle(.resized(.minimum)) == .redraw)
        #expect(program.frame(size: .minimum).text().contains("等待扫码"))
        let press = KeyPress(key: .control("q"), at: instant)
        #expect(program.handle(.key(press)) == .exit)
        #expect(log.effects == [.desk(.listOpen), .quit])
    }

    @Test("an amount that arrives in one piece is typing, not a scan")
    func pastedAmount() {
        var window = Window()
        window.arm()
        window.wait(.milliseconds(100))
        for character in "1234.50" {
            window.send(.key(KeyPress(key: .character(character), at: window.instant)))
        }
        window.press(.function(2))
        window.press(.function(2))
        guard case .settle(_, .cash(let tendered)) = window.settles.first else {
            Issue.record("the amount was lost")
            return
        }
        #expect(tendered == Money(fen: 123_450))
    }
}

/// Collects effects from the program's closure.
private final class Log: Sendable {
    private let store = Mutex<[ConsoleEffect]>([])

    var effects: [ConsoleEffect] { store.withLock { $0 } }

    func append(_ effect: ConsoleEffect) {
        store.withLock { $0.append(effect) }
    }
}
