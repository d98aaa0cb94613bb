import PaymentEvidence
package import Billing
import Cryptography
package import PeerTransport
package import Settlement

/// Alipay by the OpenAPI gateway (RSA2): a scanned payment code is charged by `alipay.trade.pay`.
///
/// The stored body is the `biz_content`; timestamp and signature are fresh each time.
package struct AlipayChannel: PaymentChannel {
    private let configuration: AlipayConfiguration
    private let privateKey: RSAPrivateKey
    private let alipayKey: RSAPublicKey
    private let transport: any PeerTransport
    private let clock: any EngineClock
    package let profile: PaymentProfile

    package init(
        configuration: AlipayConfiguration,
        transport: any PeerTransport,
        clock: any EngineClock,
        profile: PaymentProfile = .alipay
    ) throws(AlipayError) {
        do throws(CryptographyError) {
            privateKey = try RSAPrivateKey(pem: configuration.privateKey)
        } catch {
            throw .privateKeyUnusable
        }
        do throws(CryptographyError) {
            alipayKey = try RSAPublicKey(pem: configuration.alipayPublicKey)
        } catch {
            throw .alipayPublicKeyUnusable
        }
        self.configuration = configuration
        self.transport = transport
        self.clock = clock
        self.profile = profile
    }

    package var tender: TenderKind { .alipay }

    package func operation(of request: PaymentRequest) -> String {
        switch request {
        case .charge: "alipay.trade.pay"
        case .query: "alipay.trade.query"
        case .cancel: "alipay.trade.cancel"
        case .refund: "alipay.trade.refund"
        case .queryRefund: "alipay.trade.fastpay.refund.query"
        }
    }

    package func body(of request: PaymentRequest) -> [UInt8] {
        BusinessContent.bytes(of: request, configuration: configuration)
    }

    package func perform(
        _ request: PaymentRequest,
        body: [UInt8]
    ) async -> PeerResult<PaymentOutcome> {
        let begun = clock.now()
        let method = operation(of: request)
        var record = ExchangeEvidence(
            operation: method,
            number: Self.sentNumber(of: request),
            begun: begun
        )
        guard let content = String(validating: body, as: UTF8.self) else {
            let doubt = Doubt(kind: .unparsable, detail: "stored body is not UTF-8")
            return record.result(.notSent(doubt), at: begun)
        }
        let outgoing: PeerRequest
        do throws(CryptographyError) {
            outgoing = try signedRequest(method, content: content, at: begun)
        } catch {
            let doubt = Doubt(kind: .systemError, detail: "request not signed: \(error)")
            return record.result(.notSent(doubt), at: begun)
        }
        let exchange = await transport.exchange(outgoing)
        let ended = clock.now()
        switch exchange {
        case .notSent(let fault): return record.result(.notSent(Doubt(fault)), at: ended)
        case .unknown(let fault): return record.result(.unknown(Doubt(fault)), at: ended)
        case .answered(let response):
            let answer = AlipayAnswer(response, method: method, key: alipayKey)
            record.note(response, members: answer.members)
            let outcome: PaymentOutcome =
                switch answer.reading {
                case .verified(let members): AlipayVerdict(members: members).outcome(of: request)
                case .doubtful(let doubt): .unknown(doubt)
                }
            return record.result(outcome, at: ended)
        }
    }

    /// Common parameters go into the address, as the vendor's clients send them; what the patient
    /// showed goes into the body, where no access log sees it.
    private func signedRequest(
        _ method: String,
        content: String,
        at moment: Moment
    ) throws(CryptographyError) -> PeerRequest {
        var parameters = [
            "app_id": configuration.appID, "method": method, "format": "JSON",
            "charset": "utf-8", "sign_type": "RSA2", "timestamp": moment.china.dateTime,
            "version": "1.0",
        ]
        var signed = parameters
        signed["biz_content"] = content
        let text = Array(AlipaySignature.content(of: signed).utf8)
        parameters["sign"] = Base64.encode(try privateKey.sign(sha256: text))
        return PeerRequest(
            url: configuration.gateway + "?" + AlipaySignature.form(parameters),
            headers: [("Content-Type", "application/x-www-form-urlencoded;charset=utf-8")],
            body: Array(AlipaySignature.form(["biz_content": content]).utf8),
            timeout: configuration.timeout
        )
    }

    /// The number under which a request is sent.
    private static func sentNumber(of request: PaymentRequest) -> String {
        switch request {
        case .charge(let number, _, _, _), .query(let number, _), .cancel(let number): number
        case .refund(_, let refundNumber, _, _), .queryRefund(_, let refundNumber, _):
            refundNumber
        }
    }
}
