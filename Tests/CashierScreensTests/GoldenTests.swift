import Billing
import CashierScreens
import Devices
import FoundationEssentials
import Settlement
import TerminalUI
import Testing

/// Compares a frame with the file of its name; with `UPDATE_GOLDENS=1` the file is written instead.
private func expectGolden(_ frame: Frame, _ name: String) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    let file = folder.appending(path: "Goldens/\(name).txt")
    if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1" {
        try Data((frame.text() + "\n").utf8).write(to: file)
        return
    }
    let golden = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    #expect(frame.text() + "\n" == golden, "\(name) has changed")
}

/// One screen of the golden files.
enum Scene: String, CaseIterable, Sendable {
    case idle
    case sale
    case doubt
    case help
    /// The first of two bills is paid, its change lies on the counter.
    case further

    func window(_ options: ConsoleOptions, _ size: Size) -> Window {
        var window = Window(options, size: size)
        window.send(
            .device(
                DeviceEvent(
                    source: DeviceID("scanner"),
                    instant: window.instant,
                    kind: .state(.ready)
                )
            )
        )
        window.desk(
            .health(PeerHealth(peer: "insurance", condition: .good, lastMilliseconds: 86))
        )
        window.desk(.health(PeerHealth(peer: "wechat", condition: .good, lastMilliseconds: 120)))
        window.desk(.health(PeerHealth(peer: "alipay", condition: .slow, lastMilliseconds: 2_140)))
        switch self {
        case .idle: break
        case .help: window.press(.function(1))
        case .further: further(&window)
        case .sale:
            finishOther(&window)
            window.arm()
        case .doubt: doubt(&window)
        }
        return window
    }

    /// A patient before, so that the receipt line is in use.
    private func finishOther(_ window: inout Window) {
        let bill = Fixture.bill("B-1")
        window.arm(Fixture.record("S-0", bill), bills: [bill])
        let paid = Fixture.record("S-0", bill, phase: .paid, version: 5)
        window.desk(
            .paid(
                paid,
                Fixture.receipt(
                    paid,
                    name: "孙秀梅",
                    tenders: [.init(kind: .cash, amount: Money(fen: 24_350))],
                    change: 5_650
                )
            )
        )
    }

    private func further(_ window: inout Window) {
        let second = Fixture.bill("B-2", at: "2026-11-21 10:00:00")
        window.arm(bills: [Fixture.bill(), second])
        var paid = Fixture.record(phase: .paid, version: 5)
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
    }

    private func doubt(_ window: inout Window) {
        window.arm()
        window.scan(Fixture.weChatCode)
        var charging = Fixture.record(phase: .payRun, version: 4)
        charging.settled = Fixture.split
        charging.attempts = [
            Fixture.attempt(1, .insurance, .done, 17_042),
            Fixture.attempt(2, .code, .unknown, 24_353, tender: .weChat),
        ]
        let story = [
            StoryLine(at: Fixture.wall + 62_000, operation: "2207A", verdict: "done", detail: ""),
            StoryLine(
                at: Fixture.wall + 68_000,
                operation: "micropay",
                verdict: "unknown:timeout",
                detail: ""
            ),
            StoryLine(
                at: Fixture.wall + 73_000,
                operation: "orderquery",
                verdict: "pending",
                detail: "HTTP 200"
            ),
        ]
        window.desk(.changed(charging, story: story))
        window.press(.function(9))
        let other = Fixture.bill("B-2")
        var owed = Fixture.record("S-2", other, phase: .aborting, version: 9)
        owed.attempts = [Fixture.attempt(1, .insurance, .undoUnknown, 13_482)]
        var cash = Fixture.record("S-3", Fixture.bill("B-3"), phase: .aborted, version: 9)
        cash.attempts = [
            Fixture.attempt(1, .cash, .returnOwed, 10_000, tender: .cash, tendered: 10_000)
        ]
        window.desk(
            .open([
                OpenItem(
                    record: charging,
                    patientName: "张*国",
                    waitingMilliseconds: 19_000,
                    nextActionMilliseconds: 3_000
                ),
                OpenItem(
                    record: owed,
                    patientName: "周*国",
                    waitingMilliseconds: 125_000,
                    nextActionMilliseconds: 40_000
                ),
                OpenItem(
                    record: cash,
                    patientName: "刘*英",
                    waitingMilliseconds: 1_600_000,
                    nextActionMilliseconds: nil
                ),
            ])
        )
    }
}

@Suite("Golden frames of the console")
struct GoldenTests {
    @Test(
        "a screen looks as its file, in both languages and both sizes",
        arguments: Scene.allCases,
        Language.allCases
    )
    func golden(scene: Scene, language: Language) throws {
        for size in [Size.minimum, Size(columns: 200, rows: 50)] {
            let window = scene.window(Fixture.options(language), size)
            try expectGolden(
                window.frame,
                "\(scene.rawValue)-\(language.rawValue)-\(size.columns)x\(size.rows)"
            )
        }
    }

    @Test("equal states give equal frames")
    func pure() {
        let window = Scene.sale.window(Fixture.options(), .minimum)
        #expect(window.frame == window.frame)
    }

    @Test("a payment code and an identity number never stand on the screen")
    func noSecrets() {
        var window = Window()
        window.arm()
        window.scan(Fixture.weChatCode)
        #expect(!window.screen.contains(Fixture.weChatCode))
        #expect(!window.screen.contains(Fixture.zhangID))
        #expect(!window.screen.contains(Fixture.insuranceCode))
        #expect(window.screen.contains("身份证尾号 002X"))
    }
}
