import Cryptography
package import FoundationEssentials

/// The simulated Alipay: the gateway for scanned payment codes, over books of its own.
///
/// Wire: `spec/payment-channels.md` 1. A request is verified over its decoded parameters before it
/// is read; an answer is signed over exactly the bytes of its node. Always HTTP 200.
package struct AlipayPeer: SandboxPeer, Codable {
    package static let name = "alipay"

    /// What a region or a test may set differently.
    package struct Rules: Sendable, Codable {
        /// A cancel later than this is refused: 24 hours.
        package var cancelAgeMax: TimeInterval
        /// How long an unpaid trade stays open when the merchant names no time.
        package var timeoutDefault: TimeInterval

        package init(
            cancelAgeMax: TimeInterval = 86_400,
            timeoutDefault: TimeInterval = 15 * 86_400
        ) {
            self.cancelAgeMax = cancelAgeMax
            self.timeoutDefault = timeoutDefault
        }
    }

    /// The application that this gateway knows, and the gateway's own key.
    package struct Application: Sendable, Codable, Equatable {
        package var appID: String
        /// The application's public key, which verifies requests.
        package var appPublicKeyPEM: String
        /// The gateway's private key, which signs answers.
        package var gatewayPrivateKeyPEM: String

        package init(appID: String, appPublicKeyPEM: String, gatewayPrivateKeyPEM: String) {
            self.appID = appID
            self.appPublicKeyPEM = appPublicKeyPEM
            self.gatewayPrivateKeyPEM = gatewayPrivateKeyPEM
        }
    }

    /// The methods that the sandbox carries out, by their wire names.
    enum Method: String {
        case pay = "alipay.trade.pay"
        case query = "alipay.trade.query"
        case cancel = "alipay.trade.cancel"
        case refund = "alipay.trade.refund"
        case refundQuery = "alipay.trade.fastpay.refund.query"
    }

    /// The keys, read once; they are not part of the books.
    private struct Keys {
        var application: RSAPublicKey
        var gateway: RSAPrivateKey
    }

    private enum CodingKeys: String, CodingKey {
        case rules, codes, trades, cancelledNumbers, sequence
    }

    /// Not part of the books: a peer that was read back is `reconfigure`d before it is used.
    private var application = Application(
        appID: "",
        appPublicKeyPEM: "",
        gatewayPrivateKeyPEM: ""
    )
    private var keys: Keys?
    var rules: Rules
    var codes: PaymentCodes
    var trades: [String: AlipayTrade] = [:]
    /// Numbers that were cancelled, known or not: a payment under one of them is refused.
    var cancelledNumbers: Set<String> = []
    var sequence: Int64 = 0

    package init(
        application: Application,
        rules: Rules = Rules(),
        codeLifetime: TimeInterval = 60
    ) throws {
        self.application = application
        self.rules = rules
        codes = PaymentCodes(lifetime: codeLifetime)
        keys = try Self.read(application)
    }

    /// Takes over today's configuration after the books were read back.
    package mutating func reconfigure(
        application: Application,
        rules: Rules,
        codeLifetime: TimeInterval
    ) throws {
        self.application = application
        self.rules = rules
        codes.lifetime = codeLifetime
        keys = try Self.read(application)
    }

    private static func read(_ application: Application) throws -> Keys {
        Keys(
            application: try RSAPublicKey(pem: application.appPublicKeyPEM),
            gateway: try RSAPrivateKey(pem: application.gatewayPrivateKeyPEM)
        )
    }

    /// Mints a payment code: 18 digits, prefix 25 to 30.
    package mutating func mintCode(
        person: String,
        funds: Int64?,
        now: Date,
        random: inout SandboxRandom
    ) -> (code: String, expiresAt: Date) {
        codes.mint(person: person, prefixes: 25...30, funds: funds, now: now, random: &random)
    }

    /// The trades, in the order of their numbers; one whose time has run out is closed.
    package func books(at now: Date) -> [PaymentBookRow] {
        trades.values.sorted { $0.outTradeNo < $1.outTradeNo }.map { trade in
            let state: PaymentBookRow.State =
                switch trade.state {
                case .waiting: now < trade.expiresAt ? .open : .closed
                case .paid: .paid
                case .closed, .cancelled: .closed
                }
            return PaymentBookRow(
                channel: Self.name,
                outTradeNo: trade.outTradeNo,
                state: state,
                amount: trade.amount,
                refunded: trade.state == .cancelled ? trade.amount : trade.refunded
            )
        }
    }

    package func operation(of request: SandboxRequest) -> String? {
        guard request.path == "/gateway.do" else { return nil }
        return Self.parameters(of: request)?["method"] ?? "gateway"
    }

    /// Query and form together; nil when either is ill-formed or both name the same parameter.
    static func parameters(of request: SandboxRequest) -> [String: String]? {
        guard let query = FormParameters.decode(Array(request.query.utf8)),
            let form = FormParameters.decode(request.body),
            Set(query.keys).isDisjoint(with: form.keys)
        else { return nil }
        return query.merging(form) { first, _ in first }
    }

    package mutating func handle(
        _ request: SandboxRequest,
        context: inout SandboxContext
    ) -> SandboxResponse {
        let parameters = Self.parameters(of: request)
        let method = parameters?["method"].flatMap { Method(rawValue: $0) }
        let nodeName =
            method.map { $0.rawValue.replacing(".", with: "_") + "_response" } ?? "error_response"
        do throws(AlipayRefusal) {
            guard let parameters else { throw .invalid("encoding", "参数编码错误") }
            try checkEnvelope(parameters)
            guard let method else { throw .invalid("method", "不存在的方法名") }
            guard let content = parameters["biz_content"],
                let business = try? JSONDecoder().decode(
                    AlipayBusiness.self,
                    from: Data(content.utf8)
                )
            else { throw .business("INVALID_PARAMETER", "参数无效") }
            let call = Call(
                business: business,
                fault: context.fault,
                now: context.now,
                ignoresFence: request.executesAfterFence
            )
            let node = try carryOut(method, call)
            return signed(distorted(node, by: context.fault), nodeName, fault: context.fault)
        } catch {
            return signed(AlipayNode(refusal: error), nodeName, fault: context.fault)
        }
    }

    /// One verified request, with what its handling may depend on.
    struct Call {
        var business: AlipayBusiness
        var fault: SemanticFault?
        var now: Date
        var ignoresFence: Bool

        /// The polls of a `user_paying` or `vanish` fault, or nil when another one is played.
        func polls(of kind: SemanticFault.Kind, otherwise: Int) -> Int? {
            guard let fault, fault.kind == kind else { return nil }
            return fault.code.flatMap { Int($0) } ?? otherwise
        }
    }

    private func checkEnvelope(_ parameters: [String: String]) throws(AlipayRefusal) {
        let needed = [
            ("method", "method"), ("app_id", "app-id"), ("sign", "signature"),
            ("sign_type", "signature-type"), ("timestamp", "timestamp"), ("version", "version"),
        ]
        for (name, wireName) in needed where parameters[name, default: ""].isEmpty {
            throw .missing(wireName)
        }
        guard parameters["app_id"] == application.appID else {
            throw .invalid("app-id", "无效的AppID参数")
        }
        guard ["utf-8", "utf8"].contains(parameters["charset", default: "utf-8"].lowercased())
        else { throw .invalid("charset", "沙箱只接受utf-8") }
        guard parameters["sign_type"] == "RSA2" else {
            throw .invalid("signature-type", "无效的签名类型")
        }
        guard let keys, AlipaySignature.verifies(parameters, publicKey: keys.application) else {
            throw .invalid("signature", "验签出错")
        }
    }

    private mutating func carryOut(
        _ method: Method,
        _ call: Call
    ) throws(AlipayRefusal) -> AlipayNode {
        if let fault = call.fault, fault.kind == .refuse {
            let code = fault.code ?? (method == .pay ? "BUYER_BALANCE_NOT_ENOUGH" : "SYSTEM_ERROR")
            if code.hasSuffix("+") {
                var clean = call
                clean.fault = nil
                _ = try carryOut(method, clean)
            }
            throw .planned(code.filter { $0 != "+" })
        }
        return switch method {
        case .pay: try pay(call)
        case .query: try query(call)
        case .cancel: try cancel(call)
        case .refund: try refund(call)
        case .refundQuery: try refundQuery(call)
        }
    }

    private func distorted(_ node: AlipayNode, by fault: SemanticFault?) -> AlipayNode {
        var node = node
        switch fault?.kind {
        case .wrongAmount:
            for name in ["total_amount", "receipt_amount", "buyer_pay_amount", "refund_fee"] {
                guard let amount = node[name].flatMap({ SandboxMoney.fen(yuan: $0) }) else {
                    continue
                }
                node[name] = SandboxMoney.yuan(fen: amount + 1)
            }
        case .otherPerson:
            if node["buyer_user_id"] != nil { node["buyer_user_id"] = "2088999999999999" }
            if let number = node["out_trade_no"] { node["out_trade_no"] = "X" + number.dropFirst() }
        case .badSignature, .refuse, .splitDiffers, .userPaying, .vanish, nil: break
        }
        return node
    }

    private func signed(
        _ node: AlipayNode,
        _ name: String,
        fault: SemanticFault?
    ) -> SandboxResponse {
        let json = node.json
        let signedText = fault?.kind == .badSignature ? json + " " : json
        var body = "{\"\(name)\":\(json)"
        if let signature = try? keys?.gateway.sign(sha256: Array(signedText.utf8)) {
            body += ",\"sign\":\"\(Base64.encode(signature))\""
        }
        return SandboxResponse(
            contentType: "text/html;charset=utf-8",
            body: Array((body + "}").utf8)
        )
    }
}
