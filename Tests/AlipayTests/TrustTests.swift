import Billing
import Cryptography
import PeerTransport
import Settlement
import Testing

@testable import Alipay

@Suite("Alipay: what is believed and what is kept")
struct TrustTests {
    private static let everyRequest = [
        Sample.charge, Sample.query, Sample.cancel, Sample.takeBack, Sample.refundQuery,
    ]

    @Test(
        "a node is verified as it came: white space, escapes, braces in texts, nested values",
        arguments: [
            #"""
            { "code" : "10000" , "out_trade_no":"CC20260101000001",
              "trade_no":"T1","total_amount":"88.88" }
            """#,
            #"{"code":"10000","out_trade_no":"CC20260101000001","trade_no":"T1","#
                + #""total_amount":88.88,"store_name":"a}b{c\"}],\\"}"#,
            #"{"\u0063ode":"1000\u0030","out_trade_no":"\u0043C20260101000001","trade_no":"T1","#
                + #""total_amount":"88.88","fund_bill_list":[{"amount":"88.88","x":{"y":[]}}]}"#,
            #"{"code":"10000","out_trade_no":"CC20260101000001","trade_no":"T1","#
                + #""total_amount":"88.88","msg":"},\"sign\":\"forged\""}"#,
        ]
    )
    func rawBytes(node: String) async throws {
        let body = try Sample.body(Sample.charge, node: node)
        #expect(try await Sample.outcome(Sample.charge, body) == .paid(peerNumber: "T1"))
    }

    @Test("members may stand in any order, with a certificate number between, and escaped signs")
    func envelopes() async throws {
        let node = Sample.node(Sample.paid)
        let key = try Sample.keys.get().alipay
        let sign = Base64.encode(try key.sign(sha256: Array(node.utf8)))
        let escaped = sign.split(separator: "/", omittingEmptySubsequences: false)
            .joined(separator: "\\/")
        for text in [
            "{\"sign\":\"\(sign)\",\"alipay_trade_pay_response\":\(node)}",
            "{\"alipay_trade_pay_response\" : \(node) ,\"alipay_cert_sn\":\"ab\","
                + "\"sign\" :\"\(escaped)\"}\n",
        ] {
            let outcome = try await Sample.outcome(Sample.charge, Array(text.utf8))
            #expect(word(outcome) == "done")
        }
    }

    @Test("an answer signed by another key decides nothing", arguments: everyRequest)
    func forged(request: PaymentRequest) async throws {
        let members = Sample.paid.merging([
            "trade_status": "TRADE_SUCCESS", "retry_flag": "N", "action": "close",
            "fund_change": "Y", "refund_status": "REFUND_SUCCESS", "refund_amount": "12.00",
            "out_request_no": Sample.refundNumber,
        ]) { $1 }
        let stranger = try Sample.keys.get().stranger
        let body = try Sample.body(request, node: Sample.node(members), signedBy: stranger)
        #expect(word(try await Sample.outcome(request, body)) == "unknown:unverified")
    }

    @Test("a re-serialised node does not verify, though it says the same")
    func reserialised() async throws {
        let text = String(
            decoding: try Sample.body(Sample.charge, node: Sample.node(Sample.paid)),
            as: UTF8.self
        )
        let spaced = text.split(separator: "{\"buyer_logon_id\"").joined(
            separator: "{ \"buyer_logon_id\""
        )
        #expect(spaced != text)
        let outcome = try await Sample.outcome(Sample.charge, Array(spaced.utf8))
        #expect(word(outcome) == "unknown:unverified")
    }

    @Test(
        "an unsigned or badly signed answer decides nothing, success or refusal",
        arguments: [
            Sample.paid, Sample.failure("ACQ.PAYMENT_FAIL"), Sample.failure("", code: "40002"),
        ],
        ["", ",\"sign\":\"\"", ",\"sign\":\"AAAA\"", ",\"sign\":\"?\"", ",\"sign\":1"]
    )
    func unsigned(members: [String: String], tail: String) async throws {
        let text = "{\"alipay_trade_pay_response\":\(Sample.node(members))\(tail)}"
        let outcome = try await Sample.outcome(Sample.charge, Array(text.utf8))
        #expect(word(outcome) == "unknown:unverified")
    }

    @Test("a gateway failure refuses a charge only when it is signed")
    func errorResponse() async throws {
        let node = Sample.node(Sample.failure("isv.invalid-app-id", code: "40002"))
        let signed = try Sample.body(Sample.charge, node: node, name: "error_response")
        #expect(word(try await Sample.outcome(Sample.charge, signed)) == "refused")
        let unsigned = Array("{\"error_response\":\(node)}".utf8)
        #expect(word(try await Sample.outcome(Sample.charge, unsigned)) == "unknown:unverified")
    }

    @Test("the signed answer to another method is no answer")
    func otherMethod() async throws {
        let body = try Sample.body(Sample.query, node: Sample.node(Sample.paid))
        #expect(word(try await Sample.outcome(Sample.charge, body)) == "unknown:unparsable")
    }

    @Test(
        "a body that is no answer, or reads two ways, is unknown",
        arguments: [
            "", "<html>502 Bad Gateway</html>", "{}", "[]", "{\"sign\":\"AAAA\"}",
            "{\"alipay_trade_pay_response\":\"c2VhbGVk\",\"sign\":\"AAAA\"}",
            "{\"alipay_trade_pay_response\":{\"code\":\"10000\"},\"sign\":\"AAAA\"",
            "{\"alipay_trade_pay_response\":{},\"alipay_trade_pay_response\":{},\"sign\":\"A\"}",
            "{\"alipay_trade_pay_response\":{},\"error_response\":{},\"sign\":\"A\"}",
            "{\"alipay_trade_pay_response\":{\"code\":\"1\",\"code\":\"2\"},\"sign\":\"A\"}",
            "{\"alipay_trade_pay_response\":{},\"sign\":\"A\",\"sign\":\"B\"}",
        ]
    )
    func noAnswer(text: String) async throws {
        let outcome = try await Sample.outcome(Sample.charge, Array(text.utf8))
        #expect(word(outcome) == "unknown:unparsable")
    }

    @Test("a good answer cut at any byte is unknown")
    func truncated() async throws {
        let whole = try Sample.body(Sample.charge, node: Sample.node(Sample.paid))
        let key = try Sample.keys.get().alipay.publicKey
        for length in 0..<whole.count {
            let response = PeerResponse(status: 200, body: Array(whole.prefix(length)))
            let answer = AlipayAnswer(response, method: "alipay.trade.pay", key: key)
            guard case .doubtful = answer.reading else {
                Issue.record("\(length) bytes were believed")
                return
            }
        }
    }

    @Test(
        "any status but 200 is unknown, even around a good answer",
        arguments: [500, 502, 201, 302]
    )
    func status(status: Int) async throws {
        let good = try Sample.body(Sample.charge, node: Sample.node(Sample.paid))
        for body in [good, Array("<html>".utf8)] {
            let outcome = try await Sample.outcome(Sample.charge, body, status: status)
            #expect(word(outcome) == "unknown:http_status")
        }
    }

    @Test(
        "a failed exchange is not sent or unknown, as the transport says",
        arguments: [
            (TransportFault.Kind.timeout, "timeout"), (.refused, "connection"),
            (.unreachable, "connection"), (.tls, "connection"), (.reset, "connection"),
            (.cancelled, "connection"), (.bodyTooLarge, "unparsable"),
            (.malformed, "unparsable"),
        ]
    )
    func transportFaults(kind: TransportFault.Kind, expected: String) async throws {
        let fault = TransportFault(kind: kind, detail: "test")
        let unknown = try await Sample.result(Sample.charge, .unknown(fault))
        #expect(unknown.evidence.verdict == "unknown:\(expected)")
        #expect(unknown.evidence.bodyHash.isEmpty)
        let notSent = try await Sample.result(Sample.charge, .notSent(fault))
        #expect(notSent.evidence.verdict == "not_sent:\(expected)")
    }

    @Test("evidence names the exchange and keeps no payer and no code")
    func evidence() async throws {
        let body = try Sample.body(Sample.charge, node: Sample.node(Sample.paid))
        let result = try await Sample.result(
            Sample.charge,
            .answered(PeerResponse(status: 200, body: body))
        )
        let evidence = result.evidence
        #expect(evidence.operation == "alipay.trade.pay")
        #expect(evidence.number == Sample.number)
        #expect(evidence.verdict == "done")
        #expect(evidence.httpStatus == 200)
        #expect(evidence.bodyHash == Hex.encode(Hash.sha256(body)))
        #expect(evidence.milliseconds == 25)
        #expect(evidence.redactedBody.contains("trade_no=2026010122001"))
        #expect(evidence.redactedBody.contains("buyer_user_id=****"))
        #expect(!evidence.redactedBody.contains("2088000000000001"))
        #expect(!evidence.redactedBody.contains("5620"))
        let refund = try await Sample.result(
            Sample.takeBack,
            .answered(PeerResponse(status: 200, body: Array("<html>张".utf8)))
        )
        #expect(refund.evidence.number == Sample.refundNumber)
        #expect(refund.evidence.redactedBody == "unreadable, 9 bytes")
    }
}
