import Billing
import PeerTransport
import Settlement
import Testing

@testable import WeChatPay

@Suite("WeChat Pay requests")
struct RequestTests {
    private static let envelope = """
        <appid><![CDATA[wx0000000000000001]]></appid>
        """
    private static let merchant = """
        <mch_id><![CDATA[1900000001]]></mch_id>
        """
    private static let signType = """
        <sign_type><![CDATA[HMAC-SHA256]]></sign_type>
        """

    @Test("the body of a charge is complete and always the same")
    func chargeBody() {
        let channel = Sample.channel(ScriptedTransport(.answered(.init(status: 200, body: []))))
        let expected = """
            <xml>\(Self.envelope)<auth_code><![CDATA[134567890123456789]]></auth_code>\
            <body><![CDATA[门诊缴费]]></body><fee_type><![CDATA[CNY]]></fee_type>\(Self.merchant)\
            <out_trade_no><![CDATA[CC20260101000001]]></out_trade_no>\(Self.signType)\
            <spbill_create_ip><![CDATA[192.0.2.7]]></spbill_create_ip>\
            <total_fee><![CDATA[8888]]></total_fee></xml>
            """
        #expect(String(decoding: channel.body(of: Sample.charge), as: UTF8.self) == expected)
        #expect(channel.body(of: Sample.charge) == channel.body(of: Sample.charge))
    }

    @Test(
        "each call goes to its path, with the client certificate where the wire demands it",
        arguments: [
            (Sample.charge, "micropay", "/pay/micropay", false),
            (Sample.query, "orderquery", "/pay/orderquery", false),
            (Sample.cancel, "reverse", "/secapi/pay/reverse", true),
            (Sample.takeBack, "refund", "/secapi/pay/refund", true),
            (Sample.refundQuery, "refundquery", "/pay/refundquery", false),
        ]
    )
    func paths(
        request: PaymentRequest,
        operation: String,
        path: String,
        needsCertificate: Bool
    ) async throws {
        let transport = ScriptedTransport(
            .unknown(TransportFault(kind: .timeout, detail: "15 s"))
        )
        let channel = Sample.channel(transport)
        _ = await channel.perform(request, body: channel.body(of: request))
        #expect(channel.operation(of: request) == operation)
        #expect(transport.sent.count == 1)
        let sent = try #require(transport.sent.first)
        #expect(sent.method == "POST")
        #expect(sent.url == "https://wechat.example" + path)
        #expect(sent.clientIdentity == (needsCertificate ? .named("wechat") : .none))
    }

    @Test("refund members carry both numbers and both amounts in fen")
    func refundBody() throws {
        let channel = Sample.channel(ScriptedTransport(.answered(.init(status: 200, body: []))))
        let members = try FlatXML.decode(channel.body(of: Sample.takeBack))
        #expect(members["out_trade_no"] == Sample.number)
        #expect(members["out_refund_no"] == Sample.refundNumber)
        #expect(members["refund_fee"] == "1200")
        #expect(members["total_fee"] == "8888")
        let query = try FlatXML.decode(channel.body(of: Sample.refundQuery))
        #expect(query["out_refund_no"] == Sample.refundNumber)
        #expect(query["out_trade_no"] == nil)
    }

    @Test(
        "what is sent is the stored body with a fresh nonce and our signature, nothing else",
        arguments: WeChatPayConfiguration.SignatureKind.allCases
    )
    func signs(kind: WeChatPayConfiguration.SignatureKind) async throws {
        let transport = ScriptedTransport(.answered(.init(status: 200, body: [])))
        let channel = Sample.channel(transport, kind)
        var stored = try FlatXML.decode(channel.body(of: Sample.charge))
        stored["body"] = "as it was stored"
        _ = await channel.perform(Sample.charge, body: FlatXML.encode(stored))
        var sent = try FlatXML.decode(try #require(transport.sent.first).body)
        #expect(sent["sign_type"] == (kind == .md5 ? nil : "HMAC-SHA256"))
        #expect(WeChatSignature(kind: kind, apiKey: Sample.apiKey).verifies(sent))
        #expect(sent.removeValue(forKey: "nonce_str") == String(repeating: "a5", count: 16))
        sent["sign"] = nil
        #expect(sent == stored)
    }

    @Test("a stored body that cannot be read is not sent")
    func unreadableBody() async {
        let transport = ScriptedTransport(.answered(.init(status: 200, body: [])))
        let channel = Sample.channel(transport)
        let result = await channel.perform(Sample.charge, body: [0xFF])
        #expect(word(result.outcome) == "not_sent:unparsable")
        #expect(transport.sent.isEmpty)
    }

    @Test("a long subject is cut on a character within 128 bytes, without control characters")
    func subject() throws {
        let channel = Sample.channel(ScriptedTransport(.answered(.init(status: 200, body: []))))
        let request = PaymentRequest.charge(
            number: Sample.number,
            amount: Sample.amount,
            code: PaymentCode("1"),
            subject: "\u{1}" + String(repeating: "诊", count: 60)
        )
        let members = try FlatXML.decode(channel.body(of: request))
        #expect(members["body"] == String(repeating: "诊", count: 42))
    }
}
