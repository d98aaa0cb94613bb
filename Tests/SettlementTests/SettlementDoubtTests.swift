import Billing
import Settlement
import TestSupport
import Testing

private let refusal = PaymentOutcome.refused(Refusal(code: "NOTENOUGH", text: "余额不足"))
private let silence = PaymentOutcome.unknown(Doubt(kind: .timeout, detail: "5 s"))
private let insurerSilence = InsuranceOutcome.unknown(Doubt(kind: .timeout, detail: "60 s"))

@Suite("Settlement, the hard courses", .timeLimit(.minutes(1)))
struct SettlementDoubtTests {
    @Test("a refused payment leaves the insurer leg and takes cash instead")
    func refusedThenCash() async throws {
        try await Desk(weChat: { _, _ in refusal }).run { desk in
            let quoted = try await desk.quote()
            await desk.engine.perform(.settle(try desk.token(quoted), desk.code()))
            let waiting = await desk.settled(quoted.id) {
                $0.phase == .insDone && $0.attempts.last?.state == .refused
            }
            #expect(waiting.attempts.last?.lastWord == "余额不足")
            await desk.engine.perform(.settle(try desk.token(waiting), .cash(tendered: nil)))
            let record = await desk.completed(quoted.id)
            #expect(record.attempts.map(\.state) == [.done, .refused, .posted])
            #expect(desk.insurer.operations.filter { $0 == "2207A" }.count == 1)
        }
    }

    @Test("a refused payment and giving up reverses the insurer leg by itself")
    func refusedThenGiveUp() async throws {
        try await Desk(weChat: { _, _ in refusal }).run { desk in
            let quoted = try await desk.quote()
            await desk.engine.perform(.settle(try desk.token(quoted), desk.code()))
            _ = await desk.settled(quoted.id) {
                $0.phase == .insDone && $0.attempts.last?.state == .refused
            }
            await desk.engine.perform(.giveUp(settlementID: quoted.id))
            let record = await desk.settled(quoted.id) { $0.phase == .aborted }
            #expect(record.attempts.map(\.state) == [.undone, .refused])
            #expect(desk.insurer.operations.suffix(2) == ["2208", "5203"])
            #expect(await desk.ledger.balances([.pending, .posted, .voided]).isEmpty)
        }
    }

    @Test("without a tender the deadline reverses the insurer leg")
    func deadline() async throws {
        var limits = EngineLimits()
        limits.housekeeping = .seconds(90_000)
        try await Desk(limits: limits, weChat: { _, _ in refusal }).run { desk in
            let quoted = try await desk.quote()
            await desk.engine.perform(.settle(try desk.token(quoted), desk.code()))
            let record = await desk.settled(quoted.id) { $0.phase == .aborted }
            #expect(record.attempts.first?.state == .undone)
            #expect(desk.clock.now().boot >= 600_000)
        }
    }

    @Test("an answer lost on 2207 is found by the probe and the code is charged once")
    func lostSettleAnswer() async throws {
        let desk = Desk(insurer: { request, before in
            switch request {
            case .settle: insurerSilence
            case .queryLines(let input):
                .answered(
                    .lines(input.lineSerials.map { .init(serial: $0, settlementID: "SETL9") })
                )
            default: nil
            }
        })
        try await desk.run { desk in
            let quoted = try await desk.quote()
            await desk.engine.perform(.settle(try desk.token(quoted), desk.code()))
            let record = await desk.completed(quoted.id)
            #expect(record.insurance?.peerNumber == "SETL9")
            #expect(desk.insurer.operations.filter { $0 == "2207A" }.count == 1)
            #expect(desk.weChat.operations == ["charge"])
        }
    }

    @Test("a 2207 that never landed is fenced before the bill is free again")
    func fence() async throws {
        let fenced = Flag()
        let gone = Desk(
            insurer: { request, _ in
                switch request {
                case .settle: return insurerSilence
                case .reverse: return .refused(Refusal(code: "-1", text: "被冲正交易不存在"))
                case .cancelLines:
                    fenced.raise()
                    return nil
                case .queryLines where fenced.isRaised: return .answered(.lines([]))
                default: return nil
                }
            })
        try await gone.run { desk in
            let quoted = try await desk.quote()
            await desk.engine.perform(.settle(try desk.token(quoted), desk.code()))
            let record = await desk.settled(quoted.id) { $0.phase == .aborted }
            #expect(record.insurance?.state == .undone)
            #expect(
                desk.insurer.operations.suffix(5).filter { $0 != "5204" } == ["2601", "2205"]
            )
            #expect(desk.insurer.operations.last == "5204")
            // Two probes said "not settled" before the fence, the last after the horizon of 60 s.
            let probes = desk.insurer.operations.prefix { $0 != "2601" }.count { $0 == "5204" }
            #expect(probes >= 2)
            #expect(desk.clock.now().boot >= 60_000)
            #expect(desk.weChat.operations.isEmpty)
            #expect(await desk.ledger.balances([.pending, .posted, .voided]).isEmpty)
            #expect(await desk.ledger.enrolments.values.map(\.state) == [.registered])
        }
    }

    @Test("a 2207 that lands late, after 2601 was refused, counts as done")
    func landsLate() async throws {
        let fenced = Flag()
        let desk = Desk(insurer: { request, _ in
            switch request {
            case .settle: return insurerSilence
            case .reverse:
                fenced.raise()
                return .refused(Refusal(code: "-1", text: "被冲正交易不存在"))
            case .cancelLines: return .refused(Refusal(code: "-1", text: "该就诊已结算"))
            case .queryLines(let input) where fenced.isRaised:
                return .answered(
                    .lines(input.lineSerials.map { .init(serial: $0, settlementID: "SETL9") })
                )
            default: return nil
            }
        })
        try await desk.run { desk in
            let quoted = try await desk.quote()
            await desk.engine.perform(.settle(try desk.token(quoted), desk.code()))
            let record = await desk.settled(quoted.id) { $0.insurance?.state == .done }
            #expect(record.phase == .insDone)
            // The code is long stale: it was never charged, another tender is asked for.
            #expect(desk.weChat.operations.isEmpty)
            #expect(desk.problems.contains(.codeStale))
        }
    }

    @Test("a 2207 that lands although 2601 was accepted is cancelled by a 2208")
    func landsAfterReversal() async throws {
        let fenced = Flag()
        let desk = Desk(insurer: { request, _ in
            switch request {
            case .settle: return insurerSilence
            case .reverse:
                fenced.raise()
                return nil
            case .cancelLines: return .refused(Refusal(code: "-1", text: "该就诊已结算"))
            case .queryLines(let input) where fenced.isRaised:
                return .answered(
                    .lines(input.lineSerials.map { .init(serial: $0, settlementID: "SETL9") })
                )
            default: return nil
            }
        })
        try await desk.run { desk in
            let quoted = try await desk.quote()
            await desk.engine.perform(.settle(try desk.token(quoted), desk.code()))
            let record = await desk.settled(quoted.id) { $0.phase == .aborted }
            #expect(record.insurance?.state == .undone)
            #expect(record.insurance?.undo == .cancelSettlement)
            #expect(desk.weChat.operations.isEmpty)
        }
    }

    @Test("an insurer's refusal counts only after a probe shows no effect")
    func weakRefusal() async throws {
        let desk = Desk(insurer: { request, _ in
            if case .settle = request { return .refused(Refusal(code: "-1", text: "余额不足")) }
            return nil
        })
        try await desk.run { desk in
            let quoted = try await desk.quote()
            await desk.engine.perform(.settle(try desk.token(quoted), desk.code()))
            let record = await desk.settled(quoted.id) { $0.phase == .aborted }
            #expect(record.insurance?.state == .refused)
            #expect(desk.insurer.operations.suffix(2) == ["2207A", "5204"])
        }
    }

    @Test("a refusal that hides a settlement is found out by the probe")
    func lyingRefusal() async throws {
        let desk = Desk(insurer: { request, _ in
            switch request {
            case .settle: .refused(Refusal(code: "-1", text: "系统错误"))
            case .queryLines(let input):
                .answered(
                    .lines(input.lineSerials.map { .init(serial: $0, settlementID: "SETL9") })
                )
            default: nil
            }
        })
        try await desk.run { desk in
            let quoted = try await desk.quote()
            await desk.engine.perform(.settle(try desk.token(quoted), desk.code()))
            let record = await desk.completed(quoted.id)
            #expect(record.insurance?.state == .done)
        }
    }

    @Test("a settle answer above what was confirmed is confirmed again before any charge")
    func dearerSettle() async throws {
        let dearer = TestPeople.split(fund: 13_000)
        let clock = EagerClock()
        let helper = ScriptedInsurer(split: dearer, clock: clock)
        let desk = Desk(
            clock: clock,
            insurer: { request, _ in
                guard case .settle(let input, _, _) = request else { return nil }
                return .answered(.settlement(helper.settlement(input, id: "SETL1", number: nil)))
            }
        )
        try await desk.run { desk in
            let quoted = try await desk.quote()
            await desk.engine.perform(.settle(try desk.token(quoted), desk.code()))
            let waiting = await desk.settled(quoted.id) { $0.phase == .insDone }
            #expect(desk.weChat.operations.isEmpty)
            #expect(waiting.currentSplit?.selfPay.fen == 24_835)
            await desk.engine.perform(.settle(try desk.token(quoted), desk.code()))
            #expect(desk.problems.last == .amountsChanged)
            await desk.engine.perform(.settle(try desk.token(waiting), desk.code()))
            _ = await desk.completed(quoted.id)
            guard case .charge(_, let amount, _, _) = desk.weChat.requests.last else {
                Issue.record("not a charge")
                return
            }
            #expect(amount.fen == 24_835)
        }
    }

    @Test("an answer lost on the payment is resolved by query and charged once")
    func lostPaymentAnswer() async throws {
        let desk = Desk(weChat: { request, before in
            switch request {
            case .charge: silence
            case .query: before < 2 ? .notFound : .paid(peerNumber: "T7")
            default: nil
            }
        })
        try await desk.run { desk in
            let quoted = try await desk.quote()
            await desk.engine.perform(.settle(try desk.token(quoted), desk.code()))
            let record = await desk.completed(quoted.id)
            #expect(desk.weChat.operations == ["charge", "query", "query", "query"])
            #expect(record.attempts.last?.peerNumber == "T7")
        }
    }

    @Test("a payment that stays unknown is cancelled after the window, then confirmed undone")
    func unknownThenCancel() async throws {
        let desk = Desk(weChat: { request, _ in
            switch request {
            case .charge: silence
            case .query: .notFound
            case .cancel: .undoAccepted
            default: nil
            }
        })
        try await desk.run { desk in
            let quoted = try await desk.quote()
            await desk.engine.perform(.settle(try desk.token(quoted), desk.code()))
            let waiting = await desk.settled(quoted.id) {
                $0.phase == .insDone && $0.attempts.last?.state == .undone
            }
            let sent = try #require(desk.weChat.first("charge"))
            let cancelled = try #require(desk.weChat.first("cancel"))
            #expect(cancelled.elapsed(since: sent) >= .seconds(45))
            // "Not found" counts only after the channel's horizon of 120 s.
            #expect(desk.clock.now().elapsed(since: sent) >= .seconds(120))
            #expect(waiting.insurance?.state == .done)
        }
    }

    @Test("giving up while the payer types cancels not before the channel allows it")
    func giveUpWhilePending() async throws {
        let done = Desk(
            weChat: { request, before in
                switch request {
                case .charge: .pending
                case .query: before < 3 ? .pending : .closed
                case .cancel: .undoAccepted
                default: nil
                }
            })
        try await done.run { desk in
            let quoted = try await desk.quote()
            await desk.engine.perform(.settle(try desk.token(quoted), desk.code()))
            _ = await desk.settled(quoted.id) { $0.phase == .payRun }
            await desk.engine.perform(.giveUp(settlementID: quoted.id))
            let record = await desk.settled(quoted.id) { $0.phase == .aborted }
            #expect(record.attempts.allSatisfy { $0.state == .undone || $0.state == .refused })
            if let cancelled = desk.weChat.first("cancel"), let sent = desk.weChat.first("charge") {
                #expect(cancelled.elapsed(since: sent) >= .seconds(15))
            }
        }
    }

    @Test("success with another amount, twice by query, goes to a person")
    func amountMismatch() async throws {
        let desk = Desk(weChat: { request, _ in
            switch request {
            case .charge: silence
            case .query: .mismatch(Doubt(kind: .mismatch, detail: "total_fee"))
            default: nil
            }
        })
        try await desk.run { desk in
            let quoted = try await desk.quote()
            await desk.engine.perform(.settle(try desk.token(quoted), desk.code()))
            let record = await desk.settled(quoted.id) { $0.phase == .suspense }
            #expect(record.attempts.last?.state == .conflict)
            #expect(record.publicState == "suspense")
        }
    }

    @Test("held cash of a given-up mixed payment is owed back, and closed only by its amount")
    func owedCash() async throws {
        try await Desk(weChat: { _, _ in refusal }).run { desk in
            let quoted = try await desk.quote()
            await desk.engine.perform(.holdCash(try desk.token(quoted), amount: Money(fen: 10_000)))
            let held = await desk.settled(quoted.id) { $0.phase == .confirmed }
            await desk.engine.perform(.settle(try desk.token(held), desk.code()))
            _ = await desk.settled(quoted.id) {
                $0.phase == .insDone && $0.attempts.last?.state == .refused
            }
            await desk.engine.perform(.giveUp(settlementID: quoted.id))
            let record = await desk.settled(quoted.id) { $0.phase == .aborted }
            #expect(record.owedCash.fen == 10_000)
            await desk.engine.perform(
                .cashReturned(settlementID: quoted.id, amount: Money(fen: 9_999))
            )
            #expect(desk.problems.last == .amountsChanged)
            await desk.engine.perform(
                .cashReturned(settlementID: quoted.id, amount: Money(fen: 10_000))
            )
            let closed = await desk.settled(quoted.id) {
                $0.owedCash.isZero && $0.phase == .aborted
            }
            #expect(closed.attempts.first?.state == .returned)
            #expect(await desk.ledger.balances([.pending, .posted, .voided]).isEmpty)
        }
    }

    @Test("a 2208 refused again and again becomes a person's case, and stays owed")
    func undoRefused() async throws {
        let clock = EagerClock()
        let helper = ScriptedInsurer(split: TestPeople.split(), clock: clock)
        // The friendly 5203 calls a settlement cancelled once a 2208 was asked: it must not here.
        let stubborn = Desk(
            clock: clock,
            insurer: { request, _ in
                switch request {
                case .cancelSettlement: .refused(Refusal(code: "-1", text: "不允许撤销"))
                case .querySettlement(let input, let id):
                    .answered(.settlement(helper.settlement(input, id: id, number: nil)))
                default: nil
                }
            },
            weChat: { _, _ in refusal }
        )
        try await stubborn.run { desk in
            let quoted = try await desk.quote()
            await desk.engine.perform(.settle(try desk.token(quoted), desk.code()))
            _ = await desk.settled(quoted.id) {
                $0.phase == .insDone && $0.attempts.last?.state == .refused
            }
            await desk.engine.perform(.giveUp(settlementID: quoted.id))
            let record = await desk.settled(quoted.id) { $0.phase == .suspense }
            #expect(record.insurance?.state == .done)
            let numbers = desk.insurer.numbers(of: "2208")
            #expect(numbers.count == 4)
            #expect(Set(numbers).count == 4)
        }
    }

    @Test("after a crash an intent is asked about, never sent again")
    func crashAfterIntent() async throws {
        let first = Desk(owner: "console-1")
        try await first.run { desk in
            let quoted = try await desk.quote()
            // The commits after the 2207's intent fail, as they would after a kill.
            await desk.ledger.fail(afterCommits: 1)
            await desk.engine.perform(.settle(try desk.token(quoted), desk.code()))
            while !desk.problems.contains(where: {
                if case .ledgerUnwritable = $0 { true } else { false }
            }) {
                await Task.yield()
            }
            await desk.ledger.fail(afterCommits: nil)
            await desk.ledger.bury("console-1")
        }
        let open = try await first.ledger.openSettlements()
        #expect(open.map(\.phase) == [.insRun])
        #expect(first.weChat.operations.isEmpty)
        let number = try #require(first.insurer.numbers(of: "2207A").first)
        let second = Desk(
            owner: "console-2",
            ledger: first.ledger,
            clock: first.clock,
            insurer: { request, before in
                switch request {
                case .queryLines(let input):
                    .answered(
                        .lines(input.lineSerials.map { .init(serial: $0, settlementID: "SETL1") })
                    )
                case .querySettlement(let input, let id):
                    .answered(
                        .settlement(
                            InsurerSettlement(
                                settlementID: id,
                                visitID: input.visitID,
                                personNumber: "N1",
                                messageNumber: number,
                                split: TestPeople.split(),
                                isCancelled: false
                            )
                        )
                    )
                default: nil
                }
            }
        )
        try await second.run { desk in
            let taken = try await desk.engine.recover()
            #expect(taken == 1)
            let record = await desk.settled(open[0].id) { $0.phase == .insDone }
            #expect(record.owner == "console-2")
            #expect(!desk.insurer.operations.contains("2207A"))
        }
    }
}
