import PaymentEvidence
package import Billing
import Cryptography
package import PeerTransport
package import Settlement

/// WeChat Pay by the V2 interface (XML): a scanned payment code is charged by `micropay`.
///
/// The stored body is the whole request but for `nonce_str` and `sign`, which are fresh each time.
package struct WeChatPayChannel: PaymentChannel {
    private let configuration: WeChatPayConfiguration
    private let transport: any PeerTransport
    private let clock: any EngineClock
    private let random: any RandomSource
    package let profile: PaymentProfile

    package init(
        configuration: WeChatPayConfiguration,
        transport: any PeerTransport,
        clock: any EngineClock,
        random: any RandomSource,
        profile: PaymentProfile = .weChat
    ) {
        self.configuration = configuration
        self.transport = transport
        self.clock = clock
        self.random = random
        self.profile = profile
    }

    package var tender: TenderKind { .weChat }

    package func operation(of request: PaymentRequest) -> String {
        WeChatCall(request).rawValue
    }

    package func body(of request: PaymentRequest) -> [UInt8] {
        var members = ["appid": configuration.appID, "mch_id": configuration.merchantID]
        if configuration.signatureKind != .md5 {
            members["sign_type"] = configuration.signatureKind.rawValue
        }
        switch request {
        case .charge(let number, let amount, let code, let subject):
            members["out_trade_no"] = number
            members["total_fee"] = String(amount.fen)
            members["fee_type"] = "CNY"
            members["auth_code"] = code.text
            members["body"] = Self.described(subject)
            members["spbill_create_ip"] = configuration.terminalAddress
        case .query(let number, _), .cancel(let number):
            members["out_trade_no"] = number
        case .refund(let number, let refundNumber, let amount, let total):
            members["out_trade_no"] = number
            members["out_refund_no"] = refundNumber
            members["refund_fee"] = String(amount.fen)
            members["total_fee"] = String(total.fen)
        case .queryRefund(_, let refundNumber, _):
            members["out_refund_no"] = refundNumber
        }
        return FlatXML.encode(members)
    }

    package func perform(
        _ request: PaymentRequest,
        body: [UInt8]
    ) async -> PeerResult<PaymentOutcome> {
        let begun = clock.now()
        var record = ExchangeEvidence(
            operation: operation(of: request),
            number: Self.sentNumber(of: request),
            begun: begun
        )
        let outgoing: PeerRequest
        do throws(FlatXML.Fault) {
            outgoing = try signedRequest(WeChatCall(request), body: body)
        } catch {
            let doubt = Doubt(kind: .unparsable, detail: "stored body: \(error)")
            return record.result(.notSent(doubt), at: begun)
        }
        let exchange = await transport.exchange(outgoing)
        let ended = clock.now()
        switch exchange {
        case .notSent(let fault): return record.result(.notSent(Doubt(fault)), at: ended)
        case .unknown(let fault): return record.result(.unknown(Doubt(fault)), at: ended)
        case .answered(let response):
            let answer = WeChatAnswer(response, configuration: configuration)
            record.note(response, members: answer.members)
            let outcome: PaymentOutcome =
                switch answer.reading {
                case .verified(let members): WeChatVerdict(members: members).outcome(of: request)
                case .doubtful(let doubt): .unknown(doubt)
                }
            return record.result(outcome, at: ended)
        }
    }

    private func signedRequest(
        _ call: WeChatCall,
        body: [UInt8]
    ) throws(FlatXML.Fault) -> PeerRequest {
        var members = try FlatXML.decode(body)
        members["nonce_str"] = Hex.encode(random.bytes(16))
        let signature = WeChatSignature(
            kind: configuration.signatureKind,
            apiKey: configuration.apiKey
        )
        members["sign"] = signature.sign(members)
        let gateway =
            call.needsClientCertificate ? configuration.secureGateway : configuration.gateway
        let base = gateway.hasSuffix("/") ? String(gateway.dropLast()) : gateway
        return PeerRequest(
            url: base + call.path,
            headers: [("Content-Type", "text/xml; charset=utf-8")],
            body: FlatXML.encode(members),
            timeout: configuration.timeout,
            clientIdentity: call.needsClientCertificate
                ? .named(configuration.clientIdentity) : .none
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

    /// The subject without control characters, cut to the wire's 128, counted in bytes because the
    /// wire does not say which unit it counts in.
    private static func described(_ subject: String) -> String {
        var text = ""
        for character in subject
        where character.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) {
            guard text.utf8.count + character.utf8.count <= 128 else { break }
            text.append(character)
        }
        return text
    }
}
