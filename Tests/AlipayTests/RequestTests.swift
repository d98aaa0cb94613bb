import Billing
import Cryptography
import PeerTransport
import Settlement
import Testing

@testable import Alipay

@Suite("Alipay requests")
struct RequestTests {
    private func channel() throws -> AlipayChannel {
        try Sample.channel(ScriptedTransport(.answered(.init(status: 200, body: []))))
    }

    @Test(
        "bodies are exactly these bytes",
        arguments: [
            (
                Sample.charge, "alipay.trade.pay",
                #"{"out_trade_no":"CC20260101000001","scene":"bar_code","auth_code":"#
                    + #""28763443825664394","product_code":"FACE_TO_FACE_PAYMENT","subject":"#
                    + #""门诊缴费","total_amount":"88.88","timeout_express":"1m"}"#
            ),
            (Sample.query, "alipay.trade.query", #"{"out_trade_no":"CC20260101000001"}"#),
            (Sample.cancel, "alipay.trade.cancel", #"{"out_trade_no":"CC20260101000001"}"#),
            (
                Sample.takeBack, "alipay.trade.refund",
                #"{"out_trade_no":"CC20260101000001","refund_amount":"12.00","#
                    + #""out_request_no":"CR20260101000001"}"#
            ),
            (
                Sample.refundQuery, "alipay.trade.fastpay.refund.query",
                #"{"out_trade_no":"CC20260101000001","out_request_no":"CR20260101000001"}"#
            ),
        ]
    )
    func bodies(request: PaymentRequest, operation: String, expected: String) throws {
        let channel = try channel()
        #expect(String(decoding: channel.body(of: request), as: UTF8.self) == expected)
        #expect(channel.operation(of: request) == operation)
    }

    @Test("a subject loses what the wire forbids and is escaped as JSON")
    func subject() throws {
        let request = PaymentRequest.charge(
            number: "N1",
            amount: Money(fen: 1),
            code: PaymentCode("1"),
            subject: "a/b=c&d\u{1}\"\\" + String(repeating: "诊", count: 300)
        )
        let members = try JSONScanner.members(ofObject: try channel().body(of: request))
        let expected = "abcd\"\\" + String(repeating: "诊", count: 250)
        #expect(members["subject"]?.value == .string(expected))
        #expect(members["total_amount"]?.value == .string("0.01"))
    }

    @Test("the stored body is sent as it is, once, with time in China and a signature that fits")
    func golden() async throws {
        let transport = ScriptedTransport(.answered(.init(status: 200, body: [])))
        let channel = try Sample.channel(transport)
        let stored = #"{"out_trade_no":"as it was stored"}"#
        _ = await channel.perform(Sample.charge, body: Array(stored.utf8))
        #expect(transport.sent.count == 1)
        let sent = try #require(transport.sent.first)
        #expect(sent.method == "POST")
        #expect(sent.clientIdentity == .none)
        #expect(
            sent.header("Content-Type") == "application/x-www-form-urlencoded;charset=utf-8"
        )
        #expect(
            String(decoding: sent.body, as: UTF8.self)
                == "biz_content=%7B%22out_trade_no%22%3A%22as%20it%20was%20stored%22%7D"
        )
        let query = try #require(sent.url.split(separator: "?").last)
        let head =
            "app_id=2014072300007148&charset=utf-8&format=JSON&method=alipay.trade.pay&sign="
        #expect(sent.url.hasPrefix("https://alipay.example/gateway.do?" + head))
        #expect(
            query.hasSuffix("&sign_type=RSA2&timestamp=2026-01-01%2008%3A00%3A00&version=1.0")
        )
        let sign = try #require(
            query.dropFirst(head.count).split(separator: "&").first
        )
        let signature = try #require(Base64.decode(unescaped(sign)))
        let content =
            "app_id=2014072300007148&biz_content=\(stored)&charset=utf-8&format=JSON"
            + "&method=alipay.trade.pay&sign_type=RSA2&timestamp=2026-01-01 08:00:00&version=1.0"
        let key = try Sample.keys.get().application.publicKey
        #expect(key.verify(signature, sha256: Array(content.utf8)))
        #expect(!sent.url.contains("28763443825664394"))
    }

    @Test("a stored body that is not text is not sent")
    func unreadableBody() async throws {
        let transport = ScriptedTransport(.answered(.init(status: 200, body: [])))
        let channel = try Sample.channel(transport)
        let result = await channel.perform(Sample.charge, body: [0xFF])
        #expect(word(result.outcome) == "not_sent:unparsable")
        #expect(transport.sent.isEmpty)
    }

    /// Base64 escapes only these three.
    private func unescaped(_ text: Substring) -> String {
        var text = String(text)
        for (escape, character) in [("%2B", "+"), ("%2F", "/"), ("%3D", "=")] {
            text = text.split(separator: escape, omittingEmptySubsequences: false)
                .joined(separator: character)
        }
        return text
    }
}

extension PeerRequest {
    fileprivate func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.value
    }
}
