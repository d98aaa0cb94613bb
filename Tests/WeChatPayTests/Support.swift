import Billing
import PaymentEvidence
import PeerTransport
import Settlement
import Synchronization

@testable import WeChatPay

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

/// The same bytes every time.
struct FixedRandom: RandomSource {
    func bytes(_ count: Int) -> [UInt8] { Array(repeating: 0xA5, count: count) }
}

/// An invented merchant and the requests the tests are about.
enum Sample {
    static let apiKey = "0123456789abcdef0123456789ABCDEF"
    static let number = "CC20260101000001"
    static let refundNumber = "CR20260101000001"
    static let amount = Money(fen: 8_888)
    static let refund = Money(fen: 1_200)

    static func configuration(
        _ kind: WeChatPayConfiguration.SignatureKind = .hmacSHA256
    ) -> WeChatPayConfiguration {
        WeChatPayConfiguration(
            gateway: "https://wechat.example",
            appID: "wx0000000000000001",
            merchantID: "1900000001",
            apiKey: apiKey,
            signatureKind: kind,
            terminalAddress: "192.0.2.7"
        )
    }

    static let charge = PaymentRequest.charge(
        number: number,
        amount: amount,
        code: PaymentCode("134567890123456789"),
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

    static func channel(
        _ transport: ScriptedTransport,
        _ kind: WeChatPayConfiguration.SignatureKind = .hmacSHA256
    ) -> WeChatPayChannel {
        WeChatPayChannel(
            configuration: configuration(kind),
            transport: transport,
            clock: SteppingClock(),
            random: FixedRandom()
        )
    }

    /// A successful answer's envelope with more members, signed unless told otherwise.
    static func answer(
        _ members: [String: String],
        key: String = apiKey,
        kind: WeChatPayConfiguration.SignatureKind = .hmacSHA256
    ) -> [UInt8] {
        var all = [
            "return_code": "SUCCESS", "return_msg": "OK", "appid": "wx0000000000000001",
            "mch_id": "1900000001", "nonce_str": "servernonce", "result_code": "SUCCESS",
        ]
        all.merge(members) { _, new in new }
        all = all.filter { !$0.value.isEmpty }
        all["sign"] = WeChatSignature(kind: kind, apiKey: key).sign(all)
        return FlatXML.encode(all)
    }

    static let paid = [
        "out_trade_no": number, "total_fee": "8888", "transaction_id": "4200000001",
        "fee_type": "CNY", "openid": "oInventedPayer01", "bank_type": "OTHERS",
    ]

    static func failure(_ code: String, _ more: [String: String] = [:]) -> [String: String] {
        ["result_code": "FAIL", "err_code": code, "err_code_des": "原因"].merging(more) { $1 }
    }

    /// What the channel makes of a body that answers a request.
    static func outcome(
        _ request: PaymentRequest,
        _ body: [UInt8],
        status: Int = 200,
        _ kind: WeChatPayConfiguration.SignatureKind = .hmacSHA256
    ) async -> PaymentOutcome {
        await result(request, .answered(PeerResponse(status: status, body: body)), kind).outcome
    }

    static func result(
        _ request: PaymentRequest,
        _ exchange: PeerExchange,
        _ kind: WeChatPayConfiguration.SignatureKind = .hmacSHA256
    ) async -> PeerResult<PaymentOutcome> {
        let channel = channel(ScriptedTransport(exchange), kind)
        return await channel.perform(request, body: channel.body(of: request))
    }
}

/// A coarse name of an outcome, so that a table can state it in one word.
func word(_ outcome: PaymentOutcome) -> String { outcome.verdictWord }
