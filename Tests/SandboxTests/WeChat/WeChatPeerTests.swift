import FoundationEssentials
import Sandbox
import Testing

@Suite("The simulated WeChat Pay") struct WeChatPeerTests {
    private let pay = "/pay/micropay"
    private let query = "/pay/orderquery"
    private let reverse = "/secapi/pay/reverse"
    private let refund = "/secapi/pay/refund"
    private let refundQuery = "/pay/refundquery"

    @Test("a scanned code pays, and the query says so", arguments: [false, true])
    func paid(hmac: Bool) async throws {
        let bench = try PaymentTestBench()
        let code = try bench.code(.wechat)
        #expect(code.count == 18)
        let answer = try await bench.wechat(pay, bench.micropay("W000001", code: code), hmac: hmac)
        #expect(answer["result_code"] == "SUCCESS")
        #expect(answer["total_fee"] == "8888")
        #expect(answer["time_end"] == "20260101080000")
        let found = try await bench.wechat(query, ["out_trade_no": "W000001"], hmac: hmac)
        #expect(found["trade_state"] == "SUCCESS")
        #expect(found["transaction_id"] == answer["transaction_id"])
        #expect(found["openid"] == answer["openid"])
        #expect(bench.row("W000001")?.state == .paid)
        #expect(bench.row("W000001")?.amount == 8_888)
    }

    @Test("a wrong signature, a foreign merchant and a missing member have no effect")
    func refused() async throws {
        let bench = try PaymentTestBench()
        let code = try bench.code(.wechat)
        var request = bench.wechatRequest(pay, bench.micropay("W000001", code: code))
        let text = String(decoding: request.body, as: UTF8.self)
        request.body = Array(text.replacing("8888", with: "1").utf8)
        guard case .answer(let response, _) = await bench.world.handle(request) else {
            Issue.record("no answer")
            return
        }
        #expect(PaymentTestBench.members(of: response.body)["return_code"] == "FAIL")
        var lacking = bench.micropay("W000001", code: code)
        lacking["spbill_create_ip"] = nil
        #expect(try await bench.wechat(pay, lacking)["err_code"] == "LACK_PARAMS")
        #expect(bench.world.books.payments.isEmpty)
    }

    @Test("the code decides: unknown, used up, expired, or not enough on it")
    func codes() async throws {
        let bench = try PaymentTestBench()
        func error(_ number: String, _ code: String) async throws -> String? {
            try await bench.wechat(pay, bench.micropay(number, code: code))["err_code"]
        }
        #expect(try await error("W000001", "139999999999999999") == "AUTH_CODE_INVALID")
        #expect(try await error("W000002", "289999999999999999") == "AUTH_CODE_INVALID")
        let poor = try bench.code(.wechat, funds: 8_887)
        #expect(try await error("W000003", poor) == "NOTENOUGH")
        let used = try bench.code(.wechat)
        #expect(try await error("W000004", used) == nil)
        #expect(try await error("W000005", used) == "AUTHCODEEXPIRE")
        let old = try bench.code(.wechat)
        bench.world.advanceClock(by: 60)
        #expect(try await error("W000006", old) == "AUTHCODEEXPIRE")
        #expect(bench.world.books.payments.count == 1)
    }

    @Test("a repeated number is answered by what became of it, and pays once")
    func repeated() async throws {
        let bench = try PaymentTestBench()
        let same = bench.micropay("W000001", code: try bench.code(.wechat))
        _ = try await bench.wechat(pay, same)
        #expect(try await bench.wechat(pay, same)["err_code"] == "ORDERPAID")
        let other = bench.micropay("W000001", code: try bench.code(.wechat), fen: 1)
        #expect(try await bench.wechat(pay, other)["err_code"] == "OUT_TRADE_NO_USED")
        #expect(bench.world.books.payments.count == 1)
    }

    @Test("while the payer types a password the query says USERPAYING, then the order is paid")
    func userPaying() async throws {
        let bench = try PaymentTestBench()
        bench.world.plan(FaultPlan(operation: "micropay", kind: .userPaying, count: 2))
        let request = bench.micropay("W000001", code: try bench.code(.wechat))
        #expect(try await bench.wechat(pay, request)["err_code"] == "USERPAYING")
        #expect(bench.row("W000001")?.state == .open)
        var states: [String?] = []
        for _ in 0..<3 {
            let found = try await bench.wechat(query, ["out_trade_no": "W000001"])
            states.append(found["trade_state"])
        }
        #expect(states == ["USERPAYING", "USERPAYING", "SUCCESS"])
    }

    @Test("a reversal gives paid money back, closes a waiting order, and can be repeated")
    func reversal() async throws {
        let bench = try PaymentTestBench()
        _ = try await bench.wechat(pay, bench.micropay("W000001", code: try bench.code(.wechat)))
        for _ in 0..<2 {
            let answer = try await bench.wechat(reverse, ["out_trade_no": "W000001"])
            #expect(answer["result_code"] == "SUCCESS")
            #expect(answer["recall"] == "N")
        }
        #expect(bench.row("W000001")?.state == .closed)
        #expect(bench.row("W000001")?.refunded == 8_888)
        let found = try await bench.wechat(query, ["out_trade_no": "W000001"])
        #expect(found["trade_state"] == "REVOKED")

        bench.world.plan(FaultPlan(operation: "micropay", kind: .userPaying, count: 99))
        _ = try await bench.wechat(pay, bench.micropay("W000002", code: try bench.code(.wechat)))
        _ = try await bench.wechat(reverse, ["out_trade_no": "W000002"])
        #expect(bench.row("W000002")?.state == .closed)
        #expect(bench.row("W000002")?.refunded == 0)
    }

    @Test("a number reversed before its payment arrives is never paid")
    func tombstone() async throws {
        let bench = try PaymentTestBench()
        #expect(
            try await bench.wechat(query, ["out_trade_no": "W000001"])["err_code"]
                == "ORDERNOTEXIST"
        )
        let answer = try await bench.wechat(reverse, ["out_trade_no": "W000001"])
        #expect(answer["result_code"] == "SUCCESS")
        let late = bench.micropay("W000001", code: try bench.code(.wechat))
        #expect(try await bench.wechat(pay, late)["err_code"] == "ORDERREVERSED")
        #expect(bench.world.books.payments.isEmpty)
    }

    @Test("a reversal too early is to be called again; one after seven days is refused")
    func reversalTimes() async throws {
        let bench = try PaymentTestBench(reverseIntervalMin: 15)
        _ = try await bench.wechat(pay, bench.micropay("W000001", code: try bench.code(.wechat)))
        bench.world.advanceClock(by: 14)
        let early = try await bench.wechat(reverse, ["out_trade_no": "W000001"])
        #expect(early["result_code"] == "FAIL")
        #expect(early["recall"] == "Y")
        #expect(bench.row("W000001")?.state == .paid)
        bench.world.advanceClock(by: 7 * 86_400)
        let late = try await bench.wechat(reverse, ["out_trade_no": "W000001"])
        #expect(late["err_code"] == "REVERSE_EXPIRE")
        #expect(bench.row("W000001")?.state == .paid)
    }

    @Test(
        "calls under /secapi/ without the client certificate reach nothing",
        arguments: ["/secapi/pay/reverse", "/secapi/pay/refund"]
    )
    func certificate(path: String) async throws {
        let bench = try PaymentTestBench()
        let request = bench.wechatRequest(path, ["out_trade_no": "W000001"], certificate: false)
        guard case .answer(let response, _) = await bench.world.handle(request) else {
            Issue.record("no answer")
            return
        }
        #expect(response.status == 400)
    }

    @Test("refunds add up, repeat under their number, and never exceed the payment")
    func refunds() async throws {
        let bench = try PaymentTestBench()
        _ = try await bench.wechat(pay, bench.micropay("W000001", code: try bench.code(.wechat)))
        func refunded(_ number: String, _ fen: Int) async throws -> [String: String] {
            try await bench.wechat(
                refund,
                [
                    "out_trade_no": "W000001", "out_refund_no": number, "total_fee": "8888",
                    "refund_fee": String(fen),
                ]
            )
        }
        let first = try await refunded("R1", 888)
        #expect(first["result_code"] == "SUCCESS")
        #expect(try await refunded("R1", 888)["refund_id"] == first["refund_id"])
        #expect(try await refunded("R1", 889)["err_code"] == "ERROR")
        #expect(try await refunded("R2", 8_001)["err_code"] == "ERROR")
        #expect(try await refunded("R3", 8_000)["result_code"] == "SUCCESS")
        #expect(bench.row("W000001")?.refunded == 8_888)
        #expect(bench.row("W000001")?.state == .paid)
        let found = try await bench.wechat(query, ["out_trade_no": "W000001"])
        #expect(found["trade_state"] == "REFUND")
        let one = try await bench.wechat(refundQuery, ["out_refund_no": "R3"])
        #expect(one["refund_count"] == "1")
        #expect(one["refund_fee_0"] == "8000")
        #expect(one["refund_status_0"] == "SUCCESS")
        let all = try await bench.wechat(refundQuery, ["out_trade_no": "W000001"])
        #expect(all["refund_count"] == "2")
        #expect(
            try await bench.wechat(refundQuery, ["out_refund_no": "R9"])["err_code"]
                == "REFUNDNOTEXIST"
        )
        #expect(
            try await bench.wechat(reverse, ["out_trade_no": "W000001"])["err_code"]
                == "TRADE_ERROR"
        )
    }

    @Test("a planned refusal names its code; with a plus the effect took place all the same")
    func planned() async throws {
        let bench = try PaymentTestBench()
        bench.world.plan(FaultPlan(operation: "micropay", kind: .refuse, code: "NOTSUPORTCARD"))
        bench.world.plan(FaultPlan(operation: "micropay", kind: .refuse, code: "SYSTEMERROR+"))
        let first = bench.micropay("W000001", code: try bench.code(.wechat))
        #expect(try await bench.wechat(pay, first)["err_code"] == "NOTSUPORTCARD")
        #expect(bench.row("W000001") == nil)
        let second = bench.micropay("W000002", code: try bench.code(.wechat))
        #expect(try await bench.wechat(pay, second)["err_code"] == "SYSTEMERROR")
        #expect(bench.row("W000002")?.state == .paid)
    }

    @Test("answers with a wrong amount, another person, or after which the order vanishes")
    func distorted() async throws {
        let bench = try PaymentTestBench()
        for kind in [FaultPlan.Kind.wrongAmount, .otherPerson, .vanish] {
            bench.world.plan(FaultPlan(operation: "micropay", kind: kind))
        }
        let wrong = try await bench.wechat(
            pay,
            bench.micropay("W000001", code: try bench.code(.wechat))
        )
        #expect(wrong["total_fee"] == "8889")
        #expect(bench.row("W000001")?.amount == 8_888)
        let other = try await bench.wechat(
            pay,
            bench.micropay("W000002", code: try bench.code(.wechat))
        )
        #expect(other["out_trade_no"] != "W000002")
        #expect(other["openid"] != wrong["openid"])
        let gone = try await bench.wechat(
            pay,
            bench.micropay("W000003", code: try bench.code(.wechat))
        )
        #expect(gone["result_code"] == "SUCCESS")
        #expect(
            try await bench.wechat(query, ["out_trade_no": "W000003"])["err_code"]
                == "ORDERNOTEXIST"
        )
        #expect(bench.row("W000003")?.state == .paid)
    }

    @Test("a bad signature is bad")
    func badSignature() async throws {
        let bench = try PaymentTestBench()
        bench.world.plan(FaultPlan(operation: "micropay", kind: .badSignature))
        let request = bench.wechatRequest(
            pay,
            bench.micropay("W000001", code: try bench.code(.wechat))
        )
        guard case .answer(let response, _) = await bench.world.handle(request) else {
            Issue.record("no answer")
            return
        }
        let answer = PaymentTestBench.members(of: response.body)
        #expect(answer["result_code"] == "SUCCESS")
        #expect(answer["sign"] != bench.wechatSign(answer, hmac: false))
        #expect(bench.row("W000001")?.state == .paid)
    }
}
