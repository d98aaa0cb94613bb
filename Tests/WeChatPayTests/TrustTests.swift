import Billing
import Cryptography
import PeerTransport
import Settlement
import Testing

@testable import WeChatPay

@Suite("WeChat Pay: what is believed and what is kept")
struct TrustTests {
    private static let everyRequest = [
        Sample.charge, Sample.query, Sample.cancel, Sample.takeBack, Sample.refundQuery,
    ]

    @Test("an answer signed by another key decides nothing", arguments: everyRequest)
    func forged(request: PaymentRequest) async {
        let members = Sample.paid.merging(["trade_state": "SUCCESS", "recall": "N"]) { $1 }
        let body = Sample.answer(members, key: "another key of the same length!!")
        #expect(word(await Sample.outcome(request, body)) == "unknown:unverified")
    }

    @Test("a forged refusal decides nothing either")
    func forgedRefusal() async {
        let body = Sample.answer(Sample.failure("NOTENOUGH"), key: "another key")
        #expect(word(await Sample.outcome(Sample.charge, body)) == "unknown:unverified")
    }

    @Test("an answer changed after it was signed, or unsigned, decides nothing")
    func changed() async throws {
        var members = try FlatXML.decode(Sample.answer(Sample.paid))
        members["cash_fee"] = "1"
        let body = FlatXML.encode(members)
        #expect(word(await Sample.outcome(Sample.charge, body)) == "unknown:unverified")
        members["sign"] = nil
        let unsigned = FlatXML.encode(members)
        #expect(word(await Sample.outcome(Sample.charge, unsigned)) == "unknown:unverified")
    }

    @Test("MD5 answers verify for an MD5 channel only")
    func kinds() async {
        let body = Sample.answer(Sample.paid, kind: .md5)
        #expect(word(await Sample.outcome(Sample.charge, body, .md5)) == "done")
        #expect(word(await Sample.outcome(Sample.charge, body)) == "unknown:unverified")
    }

    @Test("a communication failure is never a refusal, whatever it says")
    func communicationFailure() async {
        let body = FlatXML.encode(["return_code": "FAIL", "return_msg": "签名错误"])
        let outcome = await Sample.outcome(Sample.charge, body)
        #expect(
            outcome
                == .unknown(Doubt(kind: .unverified, detail: "return_code FAIL: 签名错误"))
        )
    }

    @Test(
        "a body that is no answer is unknown",
        arguments: ["", "<html>502 Bad Gateway</html>", "{\"code\":\"10000\"}", "<xml>", "\u{0}"]
    )
    func noAnswer(text: String) async {
        let outcome = await Sample.outcome(Sample.charge, Array(text.utf8))
        #expect(word(outcome) == "unknown:unparsable")
    }

    @Test("a duplicated member is unknown, though the rest be signed")
    func duplicate() async {
        let text = String(decoding: Sample.answer(Sample.paid), as: UTF8.self)
        let doubled = "<xml><total_fee>1</total_fee>" + text.dropFirst("<xml>".count)
        let outcome = await Sample.outcome(Sample.charge, Array(doubled.utf8))
        #expect(word(outcome) == "unknown:unparsable")
    }

    @Test(
        "any status but 200 is unknown, even around a good answer",
        arguments: [500, 502, 201, 302]
    )
    func status(status: Int) async {
        let good = Sample.answer(Sample.paid)
        #expect(
            word(await Sample.outcome(Sample.charge, good, status: status))
                == "unknown:http_status"
        )
        let page = Array("<html>".utf8)
        #expect(
            word(await Sample.outcome(Sample.charge, page, status: status))
                == "unknown:http_status"
        )
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
    func transportFaults(kind: TransportFault.Kind, expected: String) async {
        let fault = TransportFault(kind: kind, detail: "test")
        let unknown = await Sample.result(Sample.charge, .unknown(fault))
        #expect(unknown.evidence.verdict == "unknown:\(expected)")
        #expect(unknown.evidence.bodyHash.isEmpty)
        let notSent = await Sample.result(Sample.charge, .notSent(fault))
        #expect(notSent.evidence.verdict == "not_sent:\(expected)")
    }

    @Test("evidence names the exchange and keeps no payer and no code")
    func evidence() async {
        let body = Sample.answer(Sample.paid)
        let result = await Sample.result(
            Sample.charge,
            .answered(PeerResponse(status: 200, body: body))
        )
        let evidence = result.evidence
        #expect(evidence.operation == "micropay")
        #expect(evidence.number == Sample.number)
        #expect(evidence.verdict == "done")
        #expect(evidence.httpStatus == 200)
        #expect(evidence.bodyHash == Hex.encode(Hash.sha256(body)))
        #expect(evidence.milliseconds == 25)
        #expect(evidence.redactedBody.contains("transaction_id=4200000001"))
        #expect(evidence.redactedBody.contains("bank_type=OTHERS"))
        #expect(evidence.redactedBody.contains("openid=****"))
        #expect(!evidence.redactedBody.contains("oInventedPayer01"))
        #expect(!evidence.redactedBody.contains("134567890123456789"))
    }

    @Test("evidence of a refund is filed under the refund number, rows kept, and bounded")
    func refundEvidence() async {
        let members = [
            "out_refund_no_0": Sample.refundNumber, "refund_recv_accout_0": "招商银行贷记卡0403",
            "err_code_des": String(repeating: "长", count: 5_000),
        ]
        let result = await Sample.result(
            Sample.refundQuery,
            .answered(PeerResponse(status: 200, body: Sample.answer(members)))
        )
        #expect(result.evidence.number == Sample.refundNumber)
        #expect(result.evidence.redactedBody.count == 2_000)
        #expect(!result.evidence.redactedBody.contains("0403"))
        let page = await Sample.result(
            Sample.query,
            .answered(PeerResponse(status: 200, body: Array("<html>张".utf8)))
        )
        #expect(page.evidence.redactedBody == "unreadable, 9 bytes")
    }
}
