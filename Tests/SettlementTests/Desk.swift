import Billing
import Settlement
import Synchronization
import TestSupport
import Testing

/// One console's engine over scripted peers and a ledger in memory, with virtual time.
final class Desk: Sendable {
    let ledger: MemoryLedger
    let insurer: ScriptedInsurer
    let weChat: ScriptedChannel
    let clock: EagerClock
    let engine: SettlementEngine
    private let inbox: Inbox

    /// Collects events and lets a test wait for the one it needs.
    final class Inbox: Sendable {
        private struct State {
            var events: [DeskEvent] = []
            var waiting:
                [(matches: @Sendable (DeskEvent) -> Bool, CheckedContinuation<DeskEvent, Never>)] =
                    []
        }
        private let state = Mutex(State())

        func put(_ event: DeskEvent) {
            let ready = state.withLock { state in
                state.events.append(event)
                let ready = state.waiting.filter { $0.matches(event) }
                state.waiting.removeAll { $0.matches(event) }
                return ready.map(\.1)
            }
            for continuation in ready { continuation.resume(returning: event) }
        }

        var all: [DeskEvent] { state.withLock { $0.events } }

        /// The first event, past or coming, that matches.
        func first(_ matches: @escaping @Sendable (DeskEvent) -> Bool) async -> DeskEvent {
            await withCheckedContinuation { continuation in
                let found: DeskEvent? = state.withLock { state in
                    if let event = state.events.first(where: matches) { return event }
                    state.waiting.append((matches, continuation))
                    return nil
                }
                if let found { continuation.resume(returning: found) }
            }
        }
    }

    init(
        bill: Bill = TestPeople.bill(),
        split: Split = TestPeople.split(),
        limits: EngineLimits? = nil,
        owner: String = "console-1",
        ledger: MemoryLedger? = nil,
        clock: EagerClock = EagerClock(),
        insurer script: @escaping ScriptedInsurer.Script = { _, _ in nil },
        weChat channelScript: @escaping ScriptedChannel.Script = { _, _ in nil }
    ) {
        self.clock = clock
        self.ledger = ledger ?? MemoryLedger(patients: [TestPeople.patient], bills: [bill])
        insurer = ScriptedInsurer(split: split, clock: clock, script: script)
        weChat = ScriptedChannel(.weChat, clock: clock, profile: .weChat, script: channelScript)
        let inbox = Inbox()
        self.inbox = inbox
        var configuration = EngineConfiguration(
            owner: owner,
            shiftID: "shift-1",
            paymentSubject: "示范医院 门诊缴费"
        )
        if let limits {
            configuration.limits = limits
        } else {
            // A tender's deadline is waited out only where a test is about it.
            configuration.limits.tenderless = .seconds(90_000)
            configuration.limits.housekeeping = .seconds(90_000)
        }
        engine = SettlementEngine(
            store: self.ledger,
            insurance: insurer,
            channels: [weChat],
            hospital: self.ledger,
            clock: clock,
            random: SeededRandom(seed: 1),
            configuration: configuration,
            emit: { inbox.put($0) }
        )
    }

    var events: [DeskEvent] { inbox.all }

    /// Runs the engine beside the body and stops it afterwards.
    func run<Value: Sendable>(
        _ body: @Sendable (Desk) async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await self.engine.run() }
            let value = try await body(self)
            group.cancelAll()
            return value
        }
    }

    /// Identifies by code and quotes the first bill; the record in phase quoted.
    func quote(
        insured: Bool = true,
        code: String = "4240000000000000000000000001"
    ) async throws -> SettlementRecord {
        let before = inbox.all.count
        await engine.perform(.identify(insured ? .insuranceCode(code) : .patientNumber("P1")))
        guard
            case .identified(let found) = inbox.all.dropFirst(before).first(where: {
                if case .identified = $0 { true } else { false }
            })
        else { throw DeskProblem.notFound }
        let bill = try #require(found.bills.first)
        await engine.perform(.quote(billID: bill.id, person: found.insured))
        for event in inbox.all.reversed() {
            if case .quoted(let record, _) = event { return record }
            if case .quoteFailed(_, let problem) = event { throw problem }
        }
        throw DeskProblem.notFound
    }

    func token(_ record: SettlementRecord) throws -> ConfirmationToken {
        try #require(ConfirmationToken(showing: record))
    }

    func code(_ text: String = "134567890123456789") -> TenderOffer {
        .code(PaymentCode(text), tender: .weChat, scannedAt: clock.now())
    }

    /// Waits until the settlement's published record satisfies the condition.
    func settled(
        _ id: String,
        until condition: @escaping @Sendable (SettlementRecord) -> Bool
    ) async -> SettlementRecord {
        let event = await inbox.first {
            if case .changed(let record, _) = $0 { return record.id == id && condition(record) }
            return false
        }
        guard case .changed(let record, _) = event else {
            preconditionFailure("only changes match")
        }
        return record
    }

    func completed(_ id: String) async -> SettlementRecord {
        await settled(id) { $0.phase == .completed }
    }

    var problems: [DeskProblem] {
        inbox.all.compactMap { if case .refused(_, let problem) = $0 { problem } else { nil } }
    }

    func receipt() async -> Receipt {
        guard
            case .paid(_, let receipt) = await inbox.first({
                if case .paid = $0 { true } else { false }
            })
        else { preconditionFailure("only payments match") }
        return receipt
    }
}
