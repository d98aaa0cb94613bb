import FoundationEssentials
import Sandbox
import Testing

@Suite("The simulated Alipay") struct AlipayPeerTests {
    private let pay = "alipay.trade.pay"
    private let query = "alipay.trade.query"
    private let cancel = "alipay.trade.cancel"
    private let refund = "alipay.trade.refund"
    private let refundQuery = "alipay.trade.fastpay.refund.query"

    private func error(
        _ bench: PaymentTestBench,
        _ method: String,
        _ business: [String: String]
    ) async throws -> String? {
        try await bench.alipay(method, business)["sub_code"]
    }

    @Test("a scanned code pays, and the query says so")
    func paid() async throws {
        let bench = try PaymentTestBench()
        let code = try bench.code(.alipay)
        #expect(code.count == 18)
        let answer = try await bench.alipay(pay, bench.pay("A1", code: code))
        #expect(answer["code"] == "10000")
        #expect(answer["total_amount"] == "88.88")
        #expect(answer["gmt_payment"] == "2026-01-01 08:00:00")
        let found = try await bench.alipay(query, ["out_trade_no": "A1"])
        #expect(found["trade_status"] == "TRADE_SUCCESS")
        #expect(found["trade_no"] == answer["trade_no"])
        #expect(bench.row("A1")?.state == .paid)
        #expect(bench.row("A1")?.amount == 8_888)
    }

    @Test("a request with a wrong signature is refused, signed, and has no effect")
    func signature() async throws {
        let bench = try PaymentTestBench()
        let request = try bench.alipayRequest(
            pay,
            bench.pay("A1", code: try bench.code(.alipay)),
            tamper: true
        )
        guard case .answer(let response, _) = await bench.world.handle(request) else {
            Issue.record("no answer")
            return
        }
        #expect(response.status == 200)
        let (node, verified) = try bench.alipayNode(response.body, method: pay)
        #expect(verified)
        #expect(node["code"] == "40002")
        #expect(node["sub_code"] == "isv.invalid-signature")
        #expect(bench.world.books.payments.isEmpty)
    }

    @Test("an unknown method is answered in an error_response")
    func method() async throws {
        let bench = try PaymentTestBench()
        let request = try bench.alipayRequest("alipay.trade.unheard.of", [:])
        guard case .answer(let response, _) = await bench.world.handle(request) else {
            Issue.record("no answer")
            return
        }
        let text = String(decoding: response.body, as: UTF8.self)
        #expect(text.hasPrefix("{\"error_response\":{\"code\":\"40002\""))
        #expect(text.contains("isv.invalid-method"))
    }

    @Test("everything in a GET query is understood as well")
    func get() async throws {
        let bench = try PaymentTestBench()
        var request = try bench.alipayRequest(
            pay,
            bench.pay("A1", code: try bench.code(.alipay))
        )
        request.query += "&" + String(decoding: request.body, as: UTF8.self)
        request.body = []
        request.method = "GET"
        _ = await bench.world.handle(request)
        #expect(bench.row("A1")?.state == .paid)
    }

    @Test("the code decides: unknown, used up, expired, or not enough behind it")
    func codes() async throws {
        let bench = try PaymentTestBench()
        let invalid = "ACQ.PAYMENT_AUTH_CODE_INVALID"
        #expect(
            try await error(bench, pay, bench.pay("A1", code: "289999999999999999")) == invalid
        )
        let poor = try bench.code(.alipay, funds: 8_887)
        #expect(
            try await error(bench, pay, bench.pay("A2", code: poor))
                == "ACQ.BUYER_BALANCE_NOT_ENOUGH"
        )
        let used = try bench.code(.alipay)
        #expect(try await error(bench, pay, bench.pay("A3", code: used)) == nil)
        #expect(try await error(bench, pay, bench.pay("A4", code: used)) == invalid)
        let old = try bench.code(.alipay)
        bench.world.advanceClock(by: 60)
        #expect(try await error(bench, pay, bench.pay("A5", code: old)) == invalid)
        #expect(bench.world.books.payments.count == 1)
    }

    @Test("a repeated number is answered by what became of it, and pays once")
    func repeated() async throws {
        let bench = try PaymentTestBench()
        let same = bench.pay("A1", code: try bench.code(.alipay))
        _ = try await bench.alipay(pay, same)
        #expect(try await error(bench, pay, same) == "ACQ.TRADE_HAS_SUCCESS")
        let other = bench.pay("A1", code: try bench.code(.alipay), yuan: "0.01")
        #expect(try await error(bench, pay, other) == "ACQ.CONTEXT_INCONSISTENT")
        #expect(bench.world.books.payments.count == 1)
    }

    @Test("an amount that is none is refused", arguments: ["0.00", "-1", "1.234", "x", ""])
    func amount(yuan: String) async throws {
        let bench = try PaymentTestBench()
        let request = bench.pay("A1", code: try bench.code(.alipay), yuan: yuan)
        #expect(try await error(bench, pay, request) == "ACQ.INVALID_PARAMETER")
    }

    @Test("10003 while the payer types a password; then the query says paid")
    func userPaying() async throws {
        let bench = try PaymentTestBench()
        bench.world.plan(FaultPlan(operation: pay, kind: .userPaying, count: 2))
        let answer = try await bench.alipay(pay, bench.pay("A1", code: try bench.code(.alipay)))
        #expect(answer["code"] == "10003")
        #expect(answer["msg"] == " order success pay inprocess")
        #expect(bench.row("A1")?.state == .open)
        var states: [String?] = []
        for _ in 0..<3 {
            states.append(try await bench.alipay(query, ["out_trade_no": "A1"])["trade_status"])
        }
        #expect(states == ["WAIT_BUYER_PAY", "WAIT_BUYER_PAY", "TRADE_SUCCESS"])
    }

    @Test("an unpaid trade closes when its time runs out")
    func timeout() async throws {
        let bench = try PaymentTestBench()
        bench.world.plan(FaultPlan(operation: pay, kind: .userPaying, count: 99))
        var request = bench.pay("A1", code: try bench.code(.alipay))
        request["timeout_express"] = "2m"
        _ = try await bench.alipay(pay, request)
        bench.world.advanceClock(by: 120)
        let found = try await bench.alipay(query, ["out_trade_no": "A1"])
        #expect(found["trade_status"] == "TRADE_CLOSED")
        #expect(bench.row("A1")?.state == .closed)
    }

    @Test("cancel refunds what was paid, closes what waits, and can be repeated")
    func cancelled() async throws {
        let bench = try PaymentTestBench()
        _ = try await bench.alipay(pay, bench.pay("A1", code: try bench.code(.alipay)))
        for _ in 0..<2 {
            let answer = try await bench.alipay(cancel, ["out_trade_no": "A1"])
            #expect(answer["retry_flag"] == "N")
            #expect(answer["action"] == "refund")
        }
        #expect(bench.row("A1")?.state == .closed)
        #expect(bench.row("A1")?.refunded == 8_888)
        let found = try await bench.alipay(query, ["out_trade_no": "A1"])
        #expect(found["trade_status"] == "TRADE_CLOSED")
        bench.world.plan(FaultPlan(operation: pay, kind: .userPaying, count: 99))
        _ = try await bench.alipay(pay, bench.pay("A2", code: try bench.code(.alipay)))
        #expect(try await bench.alipay(cancel, ["out_trade_no": "A2"])["action"] == "close")
        #expect(bench.row("A2")?.state == .closed)
        #expect(bench.row("A2")?.refunded == 0)
    }

    @Test("a number cancelled before its payment arrives is never paid")
    func tombstone() async throws {
        let bench = try PaymentTestBench()
        #expect(
            try await error(bench, query, ["out_trade_no": "A1"]) == "ACQ.TRADE_NOT_EXIST"
        )
        let answer = try await bench.alipay(cancel, ["out_trade_no": "A1"])
        #expect(answer["code"] == "10000")
        #expect(answer["action"] == nil)
        let late = bench.pay("A1", code: try bench.code(.alipay))
        #expect(try await error(bench, pay, late) == "ACQ.TRADE_HAS_CLOSE")
        #expect(bench.world.books.payments.isEmpty)
    }

    @Test("cancel asks to be called again, and is refused after a day")
    func cancelTimes() async throws {
        let bench = try PaymentTestBench()
        _ = try await bench.alipay(pay, bench.pay("A1", code: try bench.code(.alipay)))
        bench.world.plan(FaultPlan(operation: cancel, kind: .userPaying))
        #expect(try await bench.alipay(cancel, ["out_trade_no": "A1"])["retry_flag"] == "Y")
        #expect(bench.row("A1")?.state == .paid)
        bench.world.advanceClock(by: 86_401)
        #expect(
            try await error(bench, cancel, ["out_trade_no": "A1"])
                == "ACQ.TRADE_CANCEL_TIME_OUT"
        )
    }

    @Test("refunds add up, repeat under their number, and never exceed the payment")
    func refunds() async throws {
        let bench = try PaymentTestBench()
        _ = try await bench.alipay(pay, bench.pay("A1", code: try bench.code(.alipay)))
        func asked(_ number: String?, _ yuan: String) async throws -> [String: String] {
            var business = ["out_trade_no": "A1", "refund_amount": yuan]
            business["out_request_no"] = number
            return try await bench.alipay(refund, business)
        }
        #expect(try await asked(nil, "8.88")["sub_code"] == "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL")
        let first = try await asked("R1", "8.88")
        #expect(first["fund_change"] == "Y")
        #expect(first["refund_fee"] == "8.88")
        #expect(try await asked("R1", "8.88")["fund_change"] == "N")
        #expect(try await asked("R1", "8.89")["sub_code"] == "ACQ.DISCORDANT_REPEAT_REQUEST")
        #expect(try await asked("R2", "80.01")["sub_code"] == "ACQ.REASON_TRADE_REFUND_FEE_ERR")
        #expect(try await asked("R3", "80.00")["refund_fee"] == "88.88")
        #expect(bench.row("A1")?.refunded == 8_888)
        let found = try await bench.alipay(query, ["out_trade_no": "A1"])
        #expect(found["trade_status"] == "TRADE_CLOSED")
        let one = try await bench.alipay(
            refundQuery,
            ["out_trade_no": "A1", "out_request_no": "R3"]
        )
        #expect(one["refund_status"] == "REFUND_SUCCESS")
        #expect(one["refund_amount"] == "80.00")
        let none = try await bench.alipay(
            refundQuery,
            ["out_trade_no": "A1", "out_request_no": "R9"]
        )
        #expect(none["code"] == "10000")
        #expect(none["refund_status"] == nil)
    }

    @Test(
        "a planned refusal comes with the code class it belongs to",
        arguments: [
            ("20000", "20000", "isp.unknow-error"),
            ("ACQ.SYSTEM_ERROR", "40004", "ACQ.SYSTEM_ERROR"),
            ("PAYMENT_FAIL", "40004", "ACQ.PAYMENT_FAIL"),
            ("isv.invalid-signature", "40002", "isv.invalid-signature"),
            ("aop.ACQ.SYSTEM_ERROR", "20000", "aop.ACQ.SYSTEM_ERROR"),
        ]
    )
    func planned(code: String, answered: String, subCode: String) async throws {
        let bench = try PaymentTestBench()
        bench.world.plan(FaultPlan(operation: pay, kind: .refuse, code: code))
        let answer = try await bench.alipay(pay, bench.pay("A1", code: try bench.code(.alipay)))
        #expect(answer["code"] == answered)
        #expect(answer["sub_code"] == subCode)
        #expect(bench.row("A1") == nil)
    }

    @Test("system error although paid, a wrong amount, another person, a bad signature")
    func distorted() async throws {
        let bench = try PaymentTestBench()
        bench.world.plan(FaultPlan(operation: pay, kind: .refuse, code: "ACQ.SYSTEM_ERROR+"))
        bench.world.plan(FaultPlan(operation: pay, kind: .wrongAmount))
        bench.world.plan(FaultPlan(operation: pay, kind: .otherPerson))
        bench.world.plan(FaultPlan(operation: pay, kind: .badSignature))
        let failed = try await bench.alipay(pay, bench.pay("A1", code: try bench.code(.alipay)))
        #expect(failed["sub_code"] == "ACQ.SYSTEM_ERROR")
        #expect(bench.row("A1")?.state == .paid)
        let wrong = try await bench.alipay(pay, bench.pay("A2", code: try bench.code(.alipay)))
        #expect(wrong["total_amount"] == "88.89")
        let other = try await bench.alipay(pay, bench.pay("A3", code: try bench.code(.alipay)))
        #expect(other["out_trade_no"] != "A3")
        #expect(other["buyer_user_id"] != wrong["buyer_user_id"])
        let request = try bench.alipayRequest(
            pay,
            bench.pay("A4", code: try bench.code(.alipay))
        )
        guard case .answer(let response, _) = await bench.world.handle(request) else {
            Issue.record("no answer")
            return
        }
        let (node, verified) = try bench.alipayNode(response.body, method: pay)
        #expect(node["code"] == "10000")
        #expect(!verified)
    }
}
