import Billing
import Settlement
import TestSupport
import Testing

@Suite("Settlement, the plain courses", .timeLimit(.minutes(1)))
struct SettlementFlowTests {
    @Test("an insured bill settles by code: 2207 leaves only with the code in hand")
    func insuredByCode() async throws {
        try await Desk().run { desk in
            let quoted = try await desk.quote()
            #expect(
                desk.insurer.operations == ["1162", "1101", "2201", "2203A", "2204", "2206A"]
            )
            #expect(desk.weChat.operations.isEmpty)
            await desk.engine.perform(.settle(try desk.token(quoted), desk.code()))
            let record = await desk.completed(quoted.id)
            #expect(desk.insurer.operations.suffix(1) == ["2207A"])
            #expect(desk.weChat.operations == ["charge"])
            guard case .charge(let number, let amount, let code, _) = desk.weChat.requests[0] else {
                Issue.record("not a charge")
                return
            }
            #expect(amount.fen == 24_353)
            #expect(number.count == 29)
            #expect(code.text == "134567890123456789")
            #expect(record.businessDate?.text == "2026-11-21")
            let balances = await desk.ledger.balances([.posted])
            #expect(
                balances == [
                    "fund": 13_482, "account": 3_560, "channel:wechat": 24_353, "revenue": -41_395,
                ]
            )
            #expect(await desk.ledger.balances([.pending, .voided]).isEmpty)
            #expect(await desk.ledger.released == ["B1"])
        }
    }

    @Test("one mixed settlement costs eight durable commits")
    func commits() async throws {
        try await Desk().run { desk in
            let quoted = try await desk.quote()
            await desk.engine.perform(.settle(try desk.token(quoted), desk.code()))
            _ = await desk.completed(quoted.id)
            let phases = await desk.ledger.changes.map { $0.phases.map(\.rawValue) }
            #expect(
                phases == [
                    ["draft"], ["draft"], ["draft"], ["draft", "quoted"],
                    ["quoted", "confirmed", "ins_run"], ["ins_run", "ins_done", "pay_run"],
                    ["pay_run", "paid"], ["paid", "completed"],
                ]
            )
        }
    }

    @Test("every request has an earlier durable intent under its number")
    func intentFirst() async throws {
        try await Desk().run { desk in
            let quoted = try await desk.quote()
            await desk.engine.perform(.settle(try desk.token(quoted), desk.code()))
            _ = await desk.completed(quoted.id)
            let sends = await desk.ledger.changes.flatMap(\.sends)
            for operation in ["2201", "2203A", "2204", "2207A"] {
                let numbers = sends.filter { $0.operation == operation }.map(\.number)
                #expect(numbers == desk.insurer.numbers(of: operation))
            }
            #expect(sends.filter { $0.operation == "charge" }.count == 1)
        }
    }

    @Test("a self-pay bill never asks the insurer")
    func selfPay() async throws {
        try await Desk().run { desk in
            let quoted = try await desk.quote(insured: false)
            #expect(quoted.quote?.selfPay.fen == 41_395)
            await desk.engine.perform(.settle(try desk.token(quoted), desk.code()))
            let record = await desk.completed(quoted.id)
            #expect(desk.insurer.operations.isEmpty)
            #expect(record.attempts.map(\.role) == [.code])
        }
    }

    @Test("with nothing left to pay one key settles with the insurer alone")
    func insurerPaysAll() async throws {
        let split = TestPeople.split(total: 41_395, fund: 20_000, account: 21_395)
        try await Desk(split: split).run { desk in
            let quoted = try await desk.quote()
            await desk.engine.perform(.settle(try desk.token(quoted), .nothingDue))
            let record = await desk.completed(quoted.id)
            #expect(record.attempts.map(\.role) == [.insurance])
            #expect(desk.weChat.operations.isEmpty)
        }
    }

    @Test("exact cash is rounded to the jiao and the difference is posted")
    func exactCash() async throws {
        try await Desk().run { desk in
            let quoted = try await desk.quote()
            await desk.engine.perform(.settle(try desk.token(quoted), .cash(tendered: nil)))
            let record = await desk.completed(quoted.id)
            #expect(record.rounding.fen == 3)
            #expect(
                await desk.ledger.balances([.posted]) == [
                    "fund": 13_482, "account": 3_560, "drawer:shift-1": 24_350, "rounding": 3,
                    "revenue": -41_395,
                ]
            )
        }
    }

    @Test("cash handed over gives change, and the drawer keeps the rounded due")
    func cashWithChange() async throws {
        try await Desk().run { desk in
            let quoted = try await desk.quote()
            await desk.engine.perform(
                .settle(try desk.token(quoted), .cash(tendered: Money(fen: 30_000)))
            )
            _ = await desk.completed(quoted.id)
            let receipt = await desk.receipt()
            #expect(receipt.change.fen == 5_650)
            #expect(receipt.tenders == [.init(kind: .cash, amount: Money(fen: 24_350))])
            #expect(await desk.ledger.balances([.posted])["drawer:shift-1"] == 24_350)
        }
    }

    @Test("less cash than due is refused and nothing is written")
    func tooLittleCash() async throws {
        try await Desk().run { desk in
            let quoted = try await desk.quote()
            let before = await desk.ledger.changes.count
            await desk.engine.perform(
                .settle(try desk.token(quoted), .cash(tendered: Money(fen: 24_349)))
            )
            #expect(desk.problems == [.notEnoughCash(due: Money(fen: 24_350))])
            #expect(await desk.ledger.changes.count == before)
        }
    }

    @Test("cash and one code: the code is charged exactly the rest")
    func mixed() async throws {
        try await Desk().run { desk in
            let quoted = try await desk.quote()
            await desk.engine.perform(.holdCash(try desk.token(quoted), amount: Money(fen: 10_000)))
            let held = await desk.settled(quoted.id) { $0.phase == .confirmed }
            #expect(held.heldCash.fen == 10_000)
            await desk.engine.perform(.settle(try desk.token(held), desk.code()))
            let record = await desk.completed(quoted.id)
            #expect(record.attempts.map(\.state) == [.posted, .done, .done])
            #expect(record.rounding == .zero)
            #expect(
                await desk.ledger.balances([.posted]) == [
                    "fund": 13_482, "account": 3_560, "drawer:shift-1": 10_000,
                    "channel:wechat": 14_353, "revenue": -41_395,
                ]
            )
        }
    }

    @Test("a token of other amounts confirms nothing")
    func staleToken() async throws {
        try await Desk().run { desk in
            let quoted = try await desk.quote()
            let other = ConfirmationToken(
                settlementID: quoted.id,
                billDigest: quoted.billDigest,
                split: TestPeople.split(fund: 13_483, account: 3_559)
            )
            await desk.engine.perform(.settle(other, desk.code()))
            #expect(desk.problems == [.amountsChanged])
            #expect(!desk.insurer.operations.contains("2207A"))
        }
    }

    @Test("a payment code older than twenty seconds is not sent")
    func staleCode() async throws {
        try await Desk().run { desk in
            let quoted = try await desk.quote()
            let offer = desk.code()
            desk.clock.advance(.seconds(21))
            await desk.engine.perform(.settle(try desk.token(quoted), offer))
            #expect(desk.problems == [.codeStale])
            #expect(desk.weChat.operations.isEmpty)
        }
    }

    @Test("a quote left behind is given up, and its upload is used again")
    func reuseUpload() async throws {
        try await Desk().run { desk in
            let first = try await desk.quote()
            await desk.engine.perform(.leave(settlementID: first.id))
            let second = try await desk.quote()
            #expect(second.id != first.id)
            #expect(desk.insurer.operations.filter { $0 == "2204" }.count == 1)
            #expect(await desk.ledger.settlements[first.id]?.phase == .aborted)
        }
    }

    @Test("an abandoned quote owes 2205 and 2202 after five minutes")
    func abandoned() async throws {
        try await Desk().run { desk in
            let quoted = try await desk.quote()
            await desk.engine.perform(.leave(settlementID: quoted.id))
            try await desk.engine.releaseAbandoned()
            #expect(!desk.insurer.operations.contains("2205"))
            desk.clock.advance(.seconds(301))
            try await desk.engine.releaseAbandoned()
            #expect(desk.insurer.operations.suffix(2) == ["2205", "2202"])
            #expect(await desk.ledger.enrolments.values.map(\.state) == [.cancelled])
        }
    }

    @Test("a bill that another living console holds is refused with its name")
    func heldElsewhere() async throws {
        let first = Desk(owner: "console-1")
        try await first.run { desk in
            let quoted = try await desk.quote()
            #expect(quoted.owner == "console-1")
        }
        try await Desk(owner: "console-2", ledger: first.ledger).run { desk in
            let problem = await #expect(throws: DeskProblem.self) { try await desk.quote() }
            #expect(problem == .billHeld(owner: "console-1"))
        }
    }
}
