import FoundationEssentials
import Sandbox
import Testing

@Suite("The sandbox world") struct SandboxWorldTests {
    private func micropay(_ bench: PaymentTestBench, _ number: String) throws -> SandboxRequest {
        bench.wechatRequest(
            "/pay/micropay",
            bench.micropay(number, code: try bench.code(.wechat))
        )
    }

    /// Which transport faults leave an effect in the books.
    @Test(
        "each transport fault plays its outcome and leaves its effect",
        arguments: [
            (.loseRequest, false), (.loseAnswer, true), (.delay, true), (.hang, false),
            (.duplicate, true), (.serverError, false), (.serverErrorAfter, true),
            (.truncate, true), (.garble, true),
        ] as [(FaultPlan.Kind, Bool)]
    )
    func transport(kind: FaultPlan.Kind, hasEffect: Bool) async throws {
        let bench = try PaymentTestBench()
        bench.world.plan(FaultPlan(peer: "wechat", kind: kind, milliseconds: 250))
        let outcome = await bench.world.handle(try micropay(bench, "W000001"))
        switch (kind, outcome) {
        case (.loseRequest, .drop), (.loseAnswer, .drop): break
        case (.delay, .answer(_, let after)): #expect(after == .milliseconds(250))
        case (.hang, .hang(let duration)): #expect(duration == .milliseconds(250))
        case (.duplicate, .answer(let response, .zero)):
            let answer = PaymentTestBench.members(of: response.body)
            #expect(answer["result_code"] == "SUCCESS")
        case (.serverError, .answer(let response, .zero)),
            (.serverErrorAfter, .answer(let response, .zero)):
            #expect(response.status == 502)
        case (.truncate, .truncated(let response, let length)):
            #expect(length > 0 && length < response.body.count)
        case (.garble, .answer(let response, .zero)):
            #expect(PaymentTestBench.members(of: response.body)["return_code"] == nil)
        case (_, let other): Issue.record("\(kind) played \(other)")
        }
        #expect((bench.row("W000001")?.state == .paid) == hasEffect)
        #expect(bench.world.books.payments.count == (hasEffect ? 1 : 0))
        #expect(bench.world.requests.last?.fault == kind)
        let clean = await bench.world.handle(try micropay(bench, "W000002"))
        guard case .answer(_, .zero) = clean else {
            Issue.record("the fault played twice: \(clean)")
            return
        }
    }

    @Test("a late call is answered nothing and carried out when its time has come")
    func late() async throws {
        let bench = try PaymentTestBench()
        bench.world.plan(FaultPlan(operation: "micropay", kind: .late, milliseconds: 2_000))
        #expect(await bench.world.handle(try micropay(bench, "W000001")) == .drop)
        bench.world.advanceClock(by: 1.5)
        #expect(bench.row("W000001") == nil)
        bench.world.advanceClock(by: 1)
        #expect(bench.row("W000001")?.state == .paid)
        #expect(bench.world.requests.map(\.outcome) == ["dropped", "executed late"])
    }

    @Test(
        "after a reversal a late call is refused, or executed where the plan says so",
        arguments: [
            (nil, nil), (.refuse, nil), (.execute, .paid),
        ] as [(FaultPlan.AfterFence?, PaymentBookRow.State?)]
    )
    func fence(after: FaultPlan.AfterFence?, state: PaymentBookRow.State?) async throws {
        let bench = try PaymentTestBench()
        bench.world.plan(
            FaultPlan(operation: "micropay", kind: .late, milliseconds: 2_000, afterFence: after)
        )
        _ = await bench.world.handle(try micropay(bench, "W000001"))
        _ = try await bench.wechat("/secapi/pay/reverse", ["out_trade_no": "W000001"])
        bench.world.advanceClock(by: 2)
        #expect(bench.row("W000001")?.state == state)
    }

    @Test("the world's mark on late calls is not taken from outside")
    func mark() async throws {
        let bench = try PaymentTestBench()
        _ = try await bench.wechat("/secapi/pay/reverse", ["out_trade_no": "W000001"])
        var request = try micropay(bench, "W000001")
        request.headers.append((SandboxRequest.fenceHeader, "execute"))
        _ = await bench.world.handle(request)
        #expect(bench.row("W000001") == nil)
    }

    @Test("the log names peer, operation and number, in sequence, and no code")
    func log() async throws {
        let bench = try PaymentTestBench()
        _ = await bench.world.handle(try micropay(bench, "W000001"))
        _ = try await bench.alipay("alipay.trade.query", ["out_trade_no": "A1"])
        _ = await bench.world.handle(SandboxRequest(method: "GET", path: "/nowhere"))
        let log = bench.world.requests
        #expect(log.map(\.sequence) == [1, 2, 3])
        #expect(log.map(\.peer) == ["wechat", "alipay", "-"])
        #expect(log.map(\.operation) == ["micropay", "alipay.trade.query", "/nowhere"])
        #expect(log.map(\.number) == ["W000001", "A1", nil])
        #expect(log.map(\.outcome) == ["answered 200", "answered 200", "answered 404"])
    }

    @Test("a sandbox that was killed finds keys, books, clock, codes and late calls again")
    func restart() async throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "sandbox-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let first = try PaymentTestBench(stateFolder: folder)
        _ = await first.world.handle(try micropay(first, "W000001"))
        _ = try await first.alipay(
            "alipay.trade.pay",
            first.pay("A1", code: try first.code(.alipay))
        )
        let code = try first.code(.wechat)
        first.world.plan(FaultPlan(operation: "micropay", kind: .late, milliseconds: 5_000))
        _ = await first.world.handle(try micropay(first, "W000002"))
        first.world.advanceClock(by: 1)

        let second = try SandboxWorld(
            SandboxConfiguration(seed: 7, stateFolder: folder),
            clock: { PaymentTestBench.start }
        )
        #expect(second.keys.wechat == first.keys.wechat)
        #expect(second.keys.alipayPublicKeyPEM == first.keys.alipayPublicKeyPEM)
        #expect(second.now == PaymentTestBench.start.addingTimeInterval(1))
        #expect(second.books.payments.map(\.outTradeNo) == ["W000001", "A1"])
        #expect(second.mintCode(person: "E1", kind: .wechat)?.code != code)
        let request = first.wechatRequest("/pay/micropay", first.micropay("W000003", code: code))
        _ = await second.handle(request)
        second.advanceClock(by: 4)
        #expect(
            second.books.payments.map(\.outTradeNo) == ["W000001", "W000002", "W000003", "A1"]
        )
    }

    @Test("the insurer's log is read back, and a line that a kill cut short is left out")
    func tornLog() throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "sandbox-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let first = try PaymentTestBench(stateFolder: folder)
        var codes: [String] = []
        for person in ["E1", "E2", "E3"] {
            codes.append(try #require(first.world.mintCode(person: person, kind: .insurance)).code)
        }
        let log = folder + "/insurance.log"
        let bytes = try Data(contentsOf: URL(filePath: log))
        #expect(bytes.filter { $0 == 0x0A }.count >= 2)
        try (bytes + Data("{\"torn".utf8)).write(to: URL(filePath: log))
        for _ in 0..<2 {
            // Twice: what the first restart appends must not continue the torn line.
            let world = try SandboxWorld(
                SandboxConfiguration(seed: 7, stateFolder: folder),
                clock: { PaymentTestBench.start }
            )
            codes.append(try #require(world.mintCode(person: "E5", kind: .insurance)).code)
        }
        #expect(Set(codes).count == 5)
        let text = try String(contentsOfFile: folder + "/insurance.json", encoding: .utf8)
        #expect(codes.prefix(3).allSatisfy { text.contains($0) })
    }

    @Test("the insurer is routed, logged by msgid, and remembers messages across a restart")
    func insurer() async throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "sandbox-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let msgid = "H99990000001202601010800000001"
        let first = try PaymentTestBench(stateFolder: folder)
        func answer(_ world: SandboxWorld) async throws -> String {
            let outcome = await world.handle(first.signIn(msgid))
            guard case .answer(let response, .zero) = outcome else { return "\(outcome)" }
            return String(decoding: response.body, as: UTF8.self)
        }
        #expect(try await answer(first.world).contains(#""sign_no""#))
        #expect(first.world.requests.map(\.peer) == ["insurance"])
        #expect(first.world.requests.map(\.operation) == ["9001"])
        #expect(first.world.requests.map(\.number) == [msgid])
        let second = try PaymentTestBench(stateFolder: folder)
        let repeated = try await answer(second.world)
        #expect(repeated.contains("报文ID重复"), "\(repeated)")
    }

    @Test("a damaged state file is an error at start, not an empty book")
    func damaged() throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "sandbox-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        _ = try PaymentTestBench(stateFolder: folder)
        try Data("{".utf8).write(to: URL(filePath: folder + "/wechat.json"))
        #expect(throws: SandboxError.self) { try PaymentTestBench(stateFolder: folder) }
    }
}
