import Billing
import Cryptography
import PaymentEvidence
import PeerTransport
import Settlement
import Synchronization

@testable import Alipay

/// Answers every request with one scripted exchange and keeps what was sent.
final class ScriptedTransport: PeerTransport {
    private let answer: PeerExchange
    private let requests = Mutex<[PeerRequest]>([])

    init(_ answer: PeerExchange) {
        self.answer = answer
    }

    var sent: [PeerRequest] { requests.withLock { $0 } }

    func exchange(_ request: PeerRequest) async -> PeerExchange {
        requests.withLock { $0.append(request) }
        return answer
    }
}

/// A clock that moves 25 ms each time it is read.
final class SteppingClock: EngineClock {
    private let reads = Mutex<Int64>(0)

    func now() -> Moment {
        let read = reads.withLock { count in
            defer { count += 1 }
            return count
        }
        // 2026-01-01 08:00:00 in China.
        return Moment(
            wall: 1_767_225_600_000 + read * 25,
            boot: 5_000 + read * 25,
            bootID: "boot-1"
        )
    }

    func sleep(for duration: Duration) async throws {}
}

/// An invented application, throw-away keys, and the requests the tests are about.
enum Sample {
    /// What a throw-away key pair looks like to both sides.
    struct Keys: Sendable {
        let application: RSAPrivateKey
        let alipay: RSAPrivateKey
        let stranger: RSAPrivateKey
        let configuration: AlipayConfiguration

        init() throws {
            application = try RSAPrivateKey(generatingBits: 2048)
            alipay = try RSAPrivateKey(generatingBits: 2048)
            stranger = try RSAPrivateKey(generatingBits: 2048)
            configuration = AlipayConfiguration(
                gateway: "https://alipay.example/gateway.do",
                appID: "2014072300007148",
                privateKey: try application.pem,
                alipayPublicKey: try alipay.publicKeyPEM
            )
        }
    }

    /// Made once for all tests, because making keys is slow.
    static let keys = Result { try Keys() }

    static let number = "CC20260101000001"
    static let refundNumber = "CR20260101000001"
    static let amount = Money(fen: 8_888)
    static let refund = Money(fen: 1_200)
    static let charge = PaymentRequest.charge(
        number: number,
        amount: amount,
        code: PaymentCode("28763443825664394"),
        subject: "门诊缴费"
    )
    static let query = PaymentRequest.query(number: number, amount: amount)
    static let cancel = PaymentRequest.cancel(number: number)
    static let takeBack = PaymentRequest.refund(
        number: number,
        refundNumber: refundNumber,
        amount: refund,
        total: amount
    )
    static let refundQuery = PaymentRequest.queryRefund(
        number: number,
        refundNumber: refundNumber,
        amount: refund
    )

    static func channel(_ transport: ScriptedTransport) throws -> AlipayChannel {
        try AlipayChannel(
            configuration: try keys.get().configuration,
            transport: transport,
            clock: SteppingClock()
        )
    }

    static let paid = [
        "code": "10000", "msg": "Success", "out_trade_no": number, "trade_no": "2026010122001",
        "total_amount": "88.88", "buyer_user_id": "2088000000000001",
        "buyer_logon_id": "159****5620",
    ]

    static func failure(_ subcode: String, code: String = "40004") -> [String: String] {
        ["code": code, "msg": "Business Failed", "sub_code": subcode, "sub_msg": "原因"]
    }

    /// A node of texts; a member with an empty value is left out.
    static func node(_ members: [String: String]) -> String {
        let pairs = members.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
            .map { "\"\($0.key)\":\"\($0.value)\"" }
        return "{\(pairs.joined(separator: ","))}"
    }

    /// A whole body: the node under the request's name, signed over exactly its bytes.
    static func body(
        _ request: PaymentRequest,
        node: String,
        signedBy key: RSAPrivateKey? = nil,
        name: String? = nil
    ) throws -> [UInt8] {
        let channel = try channel(ScriptedTransport(.answered(.init(status: 200, body: []))))
        let method = channel.operation(of: request).split(separator: ".").joined(separator: "_")
        let signer = try key ?? keys.get().alipay
        let sign = Base64.encode(try signer.sign(sha256: Array(node.utf8)))
        return Array("{\"\(name ?? method + "_response")\":\(node),\"sign\":\"\(sign)\"}".utf8)
    }

    static func outcome(
        _ request: PaymentRequest,
        _ body: [UInt8],
        status: Int = 200
    ) async throws -> PaymentOutcome {
        try await result(request, .answered(PeerResponse(status: status, body: body))).outcome
    }

    /// What the channel makes of a node with these members, well signed.
    static func outcome(
        _ request: PaymentRequest,
        _ members: [String: String]
    ) async throws -> PaymentOutcome {
        try await outcome(request, try body(request, node: node(members)))
    }

    static func result(
        _ request: PaymentRequest,
        _ exchange: PeerExchange
    ) async throws -> PeerResult<PaymentOutcome> {
        let channel = try channel(ScriptedTransport(exchange))
        return await channel.perform(request, body: channel.body(of: request))
    }
}

/// A coarse name of an outcome, so that a table can state it in one word.
func word(_ outcome: PaymentOutcome) -> String { outcome.verdictWord }
