import Billing
import Settlement
import TestSupport
import Testing

private let refusal = PaymentOutcome.refused(Refusal(code: "NOTENOUGH", text: "余额不足"))
private let silence = PaymentOutcome.unknown(Doubt(kind: .timeout, detail: "5 s"))
private let insurerSilence = InsuranceOutcome.unknown(Doubt(kind: .timeout, detail: "60 s"))
private let insurerDown = InsuranceOutcome.notSent(Doubt(kind: .connection, detail: "refused"))

@Suite("What is owed stays owed", .timeLimit(.minutes(1)))
struct SettlementOwedTests {
    @Test("a 2208 that never left is tried until it does, however long the insurer is down")
    func undoThroughOutage() async throws {
        let desk = Desk(
            insurer: { request, before in
                if case .cancelSettlement = request, before < 9 { return insurerDown }
                return nil
            },
            weChat: { _, _ in refusal }
        )
        try await desk.run { desk in
            let quoted = try await desk.quote()
            await desk.engine.perform(.settle(try desk.token(quoted), desk.code()))
            _ = await desk.settled(quoted.id) {
                $0.phase == .insDone && $0.attempts.last?.state == .refused
            }
            await desk.engine.perform(.giveUp(settlementID: quoted.id))
            let record = await desk.settled(quoted.id) { $0.phase == .aborted }
            #expect(record.insurance?.state == .undone)
            let numbers = desk.insurer.numbers(of: "2208")
            #expect(numbers.count == 10)
            #expect(Set(numbers).count == 10)
        }
    }

    @Test("an insurer silent for an hour ends in a fence, and held cash is owed back")
    func silenceEnds() async throws {
        let clock = EagerClock()
        let fenced = Flag()
        let desk = Desk(
            clock: clock,
            insurer: { request, _ in
                switch request {
                case .settle: return insurerSilence
                case .queryLines where clock.now().boot < 3_600_000: return insurerSilence
                case .queryLines where fenced.isRaised: return .answered(.lines([]))
                case .cancelLines:
                    fenced.raise()
                    return nil
                default: return nil
                }
            }
        )
        try await desk.run { desk in
            let quoted = try await desk.quote()
            await desk.engine.perform(
                .settle(try desk.token(quoted), .cash(tendered: Money(fen: 30_000)))
            )
            let waiting = await desk.settled(quoted.id) { $0.phase == .suspense }
            #expect(waiting.heldCash.fen == 30_000)
            let record = await desk.settled(quoted.id) { $0.phase == .aborted }
            #expect(record.owedCash.fen == 30_000)
            #expect(desk.insurer.operations.filter { $0 == "2207A" }.count == 1)
        }
    }

    @Test("a channel silent past the limit is left by the evidence that was awaited")
    func silentChannelEnds() async throws {
        let clock = EagerClock()
        var limits = EngineLimits()
        limits.tenderless = .seconds(90_000)
        limits.housekeeping = .seconds(90_000)
        // Shorter than the poll window, so that the doubt is overdue before the cancel.
        limits.doubtMax = .seconds(20)
        let desk = Desk(
            limits: limits,
            clock: clock,
            weChat: { request, _ in
                switch request {
                case .charge: return silence
                case .query where clock.now().boot < 600_000: return silence
                default: return nil
                }
            }
        )
        try await desk.run { desk in
            let quoted = try await desk.quote()
            await desk.engine.perform(.settle(try desk.token(quoted), desk.code()))
            _ = await desk.settled(quoted.id) { $0.phase == .suspense }
            let record = await desk.completed(quoted.id)
            #expect(record.suspenseReason == nil)
            #expect(desk.weChat.operations.first == "charge")
            #expect(!desk.weChat.operations.dropFirst().contains("charge"))
        }
    }

    @Test("a fenced 2207 that landed is cancelled even if the first 2208 does not get through")
    func landedAndOutage() async throws {
        let fenced = Flag()
        let landed = Slot()
        let desk = Desk(insurer: { request, before in
            switch request {
            case .settle: return insurerSilence
            case .reverse(let number, _, _):
                landed.value = number
                fenced.raise()
                return nil
            case .cancelLines: return .refused(Refusal(code: "-1", text: "该就诊已结算"))
            case .cancelSettlement where before < 2: return insurerDown
            case .queryLines(let input) where fenced.isRaised:
                return .answered(
                    .lines(input.lineSerials.map { .init(serial: $0, settlementID: "SETL9") })
                )
            case .querySettlement(let input, let id):
                // Cancelled only by the 2208 that got through.
                let helper = ScriptedInsurer(split: TestPeople.split(), clock: EagerClock())
                return before < 1
                    ? .answered(
                        .settlement(
                            helper.settlement(input, id: id, number: landed.value)
                        )
                    ) : nil
            default: return nil
            }
        })
        try await desk.run { desk in
            let quoted = try await desk.quote()
            await desk.engine.perform(.settle(try desk.token(quoted), desk.code()))
            let record = await desk.settled(quoted.id) { $0.phase == .aborted }
            #expect(record.insurance?.state == .undone)
        }
    }

    @Test("after a reboot the horizon starts again and still ends")
    func rebootInUndo() async throws {
        let clock = EagerClock()
        let first = Desk(
            owner: "console-1",
            clock: clock,
            weChat: { request, _ in
                switch request {
                case .charge: silence
                case .query: .notFound
                default: .undoAccepted
                }
            }
        )
        let id = try await first.run { desk in
            let quoted = try await desk.quote()
            await desk.engine.perform(.settle(try desk.token(quoted), desk.code()))
            _ = await desk.settled(quoted.id) { $0.attempts.last?.state == .undoIntent }
            await desk.ledger.fail(afterCommits: 0)
            return quoted.id
        }
        await first.ledger.fail(afterCommits: nil)
        await first.ledger.bury("console-1")
        clock.reboot()
        let second = Desk(
            owner: "console-2",
            ledger: first.ledger,
            clock: clock,
            weChat: { request, _ in
                if case .query = request { .notFound } else { .undoAccepted }
            }
        )
        try await second.run { desk in
            _ = try await desk.engine.recover()
            let record = await desk.settled(id) { $0.attempts.last?.state == .undone }
            #expect(record.phase == .payRun || record.phase == .insDone)
        }
    }

    @Test("a fresh credential replaces the one of an earlier visit to the window")
    func freshCredential() async throws {
        let seen = Credentials()
        let desk = Desk(insurer: { request, _ in
            if case .preSettle(let input, _) = request {
                seen.add(input.person.credential.number)
            }
            return nil
        })
        try await desk.run { desk in
            let first = try await desk.quote(code: "4240000000000000000000000001")
            await desk.engine.perform(.leave(settlementID: first.id))
            _ = try await desk.quote(code: "4240000000000000000000000002")
            #expect(
                seen.all == ["4240000000000000000000000001", "4240000000000000000000000002"]
            )
            #expect(desk.insurer.operations.filter { $0 == "2204" }.count == 1)
        }
    }

    @Test("a 2201 whose answer was lost does not lock the bill")
    func lostRegistration() async throws {
        let lost = Flag()
        let desk = Desk(insurer: { request, _ in
            switch request {
            case .register where !lost.isRaised:
                lost.raise()
                return insurerSilence
            case .queryVisits where lost.isRaised: return .answered(.visits([]))
            default: return nil
            }
        })
        try await desk.run { desk in
            await #expect(throws: DeskProblem.self) { _ = try await desk.quote() }
            desk.clock.advance(.seconds(301))
            try await desk.engine.releaseAbandoned()
            #expect(!desk.insurer.operations.contains("2202"))
            let quoted = try await desk.quote()
            #expect(quoted.phase == .quoted)
        }
    }

    @Test("asking now does not turn waiting for a tender into a busy loop")
    func askNowRests() async throws {
        try await Desk(weChat: { _, _ in refusal }).run { desk in
            let quoted = try await desk.quote()
            await desk.engine.perform(.settle(try desk.token(quoted), desk.code()))
            _ = await desk.settled(quoted.id) {
                $0.phase == .insDone && $0.attempts.last?.state == .refused
            }
            for _ in 0..<20 { await desk.engine.perform(.askNow(settlementID: quoted.id)) }
            for _ in 0..<2_000 { await Task.yield() }
            let changes = desk.events.count { event in
                if case .changed(let record, _) = event { record.phase == .insDone } else { false }
            }
            #expect(changes <= 3)
        }
    }

    @Test("a few fen in cash are rounded to nothing and the bill still settles")
    func cashRoundedAway() async throws {
        let split = TestPeople.split(total: 41_395, fund: 20_000, account: 21_391)
        try await Desk(split: split).run { desk in
            let quoted = try await desk.quote()
            await desk.engine.perform(.settle(try desk.token(quoted), .cash(tendered: nil)))
            let record = await desk.completed(quoted.id)
            #expect(record.rounding.fen == 4)
            #expect(await desk.ledger.balances([.posted])["drawer:shift-1"] == nil)
        }
    }
}
