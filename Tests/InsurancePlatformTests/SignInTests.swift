import Billing
import PeerTransport
import Settlement
import Synchronization
import Testing

@testable import InsurancePlatform

@Suite("Signing in")
struct SignInTests {
    private static let refused = PeerExchange.refusal("签到编号无效，请重新签到")

    @Test("one sign-in serves the whole day, the next China day has its own")
    func perDay() async throws {
        let bench = try Bench(Array(repeating: .success(SampleOutput.lines), count: 3))
        _ = await bench.perform(.queryLines(Sample.input))
        bench.clock.set("2026-01-01 23:59:59")
        _ = await bench.perform(.queryLines(Sample.input))
        bench.clock.set("2026-01-02 00:00:00")
        _ = await bench.perform(.queryLines(Sample.input))
        #expect(bench.transport.operations == ["9001", "5204", "5204", "9001", "5204"])
        #expect(
            bench.transport.fields("sign_no") == ["", "SIGN0001", "SIGN0001", "", "SIGN0002"]
        )
    }

    @Test(
        "without a sign-in nothing else leaves, whatever became of the 9001",
        arguments: [
            PeerExchange.notSent(.init(kind: .refused, detail: "refused")),
            .unknown(.init(kind: .timeout, detail: "timeout")), .http("<html>", status: 502),
            .refusal("操作员不存在"), .success("null"), .http(#"{"code":401,"message":"签名不一致!"}"#),
        ]
    )
    func failure(exchange: PeerExchange) async throws {
        let bench = try Bench([.success(SampleOutput.settled)], signIns: [exchange])
        let result = await bench.perform(Sample.settle)
        guard case .notSent(let doubt) = result.outcome else {
            Issue.record("outcome \(result.outcome)")
            return
        }
        #expect(doubt.detail.hasPrefix("9001: "))
        #expect(result.evidence.verdict == "not_sent")
        #expect(bench.transport.operations == ["9001"])
        // The next request tries again.
        #expect(await bench.perform(Sample.settle).settlement != nil)
    }

    @Test("a query refused for the sign-in is asked anew under a new number")
    func renewal() async throws {
        let bench = try Bench([SignInTests.refused, .success(SampleOutput.lines)])
        let result = await bench.perform(.queryLines(Sample.input))
        guard case .answered(.lines) = result.outcome else {
            Issue.record("outcome \(result.outcome)")
            return
        }
        #expect(bench.transport.operations == ["9001", "5204", "9001", "5204"])
        #expect(bench.transport.fields("sign_no") == ["", "SIGN0001", "", "SIGN0002"])
        #expect(Set(bench.transport.fields("msgid")).count == 4)
        #expect(result.evidence.number == Sample.settleNumber)
    }

    @Test("a query refused for the sign-in twice stays refused")
    func secondRefusal() async throws {
        let bench = try Bench([SignInTests.refused, SignInTests.refused])
        let result = await bench.perform(.queryLines(Sample.input))
        #expect(result.refusal?.text == "签到编号无效，请重新签到")
        #expect(bench.transport.operations == ["9001", "5204", "9001", "5204"])
    }

    @Test(
        "what moves something is not sent twice, but the next request signs in anew",
        arguments: [
            Sample.settle, .cancelSettlement(Sample.input, settlementID: Sample.settlementID),
            .reverse(messageNumber: Sample.settleNumber, operation: "2207A", Sample.input),
            .register(Sample.input), .uploadLines(Sample.input, lines: Sample.lines),
        ]
    )
    func writes(request: InsuranceRequest) async throws {
        let bench = try Bench([SignInTests.refused, .success(SampleOutput.lines)])
        let result = await bench.perform(request)
        #expect(result.refusal?.text == "签到编号无效，请重新签到")
        #expect(bench.transport.operations.count == 2)
        _ = await bench.perform(.queryLines(Sample.input))
        #expect(bench.transport.fields("sign_no") == ["", "SIGN0001", "", "SIGN0002"])
    }

    @Test("another refusal keeps the sign-in")
    func otherRefusal() async throws {
        let bench = try Bench([.refusal("未知人员"), .success(SampleOutput.lines)])
        _ = await bench.perform(.queryLines(Sample.input))
        _ = await bench.perform(.queryLines(Sample.input))
        #expect(bench.transport.operations == ["9001", "5204", "5204"])
    }

    @Test("requests that come during a sign-in share it", .timeLimit(.minutes(1)))
    func shared() async throws {
        let desk = SignInDesk()
        let entered = AsyncStream.makeStream(of: Void.self)
        let released = AsyncStream.makeStream(of: Void.self)
        let count = Mutex(0)
        let signIn: @Sendable () async -> SignInDesk.Outcome = {
            count.withLock { $0 += 1 }
            entered.continuation.yield()
            for await _ in released.stream { break }
            return .signedIn(number: "S1")
        }
        let numbers = await withTaskGroup(of: String.self) { group in
            group.addTask { await SignInTests.number(desk, signIn) }
            for await _ in entered.stream { break }
            group.addTask { await SignInTests.number(desk, signIn) }
            while await desk.waitingCount == 0 { await Task.yield() }
            released.continuation.yield()
            return await group.reduce(into: [String]()) { $0.append($1) }
        }
        #expect(numbers == ["S1", "S1"])
        #expect(count.withLock { $0 } == 1)
    }

    private static func number(
        _ desk: SignInDesk,
        _ signIn: @Sendable () async -> SignInDesk.Outcome
    ) async -> String {
        switch await desk.outcome(on: "2026-01-01", signIn: signIn) {
        case .signedIn(let number): number
        case .failed(let detail): detail
        }
    }
}
