import Cryptography
package import FoundationEssentials

/// The simulated WeChat Pay: the V2 gateway for scanned payment codes, over books of its own.
///
/// Wire: `spec/payment-channels.md` 2.1. Messages are verified before they are read, and every
/// answer but a communication failure is signed the way the request was.
package struct WeChatPeer: SandboxPeer, Codable {
    package static let name = "wechat"

    /// What a region or a test may set differently.
    package struct Rules: Sendable, Codable {
        /// A reversal sooner after the payment is answered "call again"; in seconds.
        package var reverseIntervalMin: TimeInterval
        /// A reversal later than this is refused: seven days.
        package var reverseAgeMax: TimeInterval
        /// A refund later than this is refused: one year.
        package var refundAgeMax: TimeInterval

        package init(
            reverseIntervalMin: TimeInterval = 15,
            reverseAgeMax: TimeInterval = 7 * 86_400,
            refundAgeMax: TimeInterval = 365 * 86_400
        ) {
            self.reverseIntervalMin = reverseIntervalMin
            self.reverseAgeMax = reverseAgeMax
            self.refundAgeMax = refundAgeMax
        }
    }

    /// The merchant that this gateway knows.
    package struct Merchant: Sendable, Codable, Equatable {
        package var appID: String
        package var merchantID: String
        /// The API key of 32 characters.
        package var apiKey: String

        package init(appID: String, merchantID: String, apiKey: String) {
            self.appID = appID
            self.merchantID = merchantID
            self.apiKey = apiKey
        }
    }

    /// The calls, by the last part of their path.
    enum Operation: String {
        case micropay, orderquery, reverse, refund, refundquery

        var path: String {
            switch self {
            case .micropay, .orderquery, .refundquery: "/pay/\(rawValue)"
            case .reverse, .refund: "/secapi/pay/\(rawValue)"
            }
        }

        var needsClientCertificate: Bool {
            switch self {
            case .micropay, .orderquery, .refundquery: false
            case .reverse, .refund: true
            }
        }
    }

    var merchant: Merchant
    var rules: Rules
    var codes: PaymentCodes
    var orders: [String: WeChatOrder] = [:]
    /// Numbers that were reversed, known or not: a payment under one of them is refused.
    var reversedNumbers: Set<String> = []
    var sequence: Int64 = 0

    package init(
        merchant: Merchant,
        rules: Rules = Rules(),
        codeLifetime: TimeInterval = 60
    ) {
        self.merchant = merchant
        self.rules = rules
        codes = PaymentCodes(lifetime: codeLifetime)
    }

    /// Takes over today's configuration after the books were read back.
    package mutating func reconfigure(
        merchant: Merchant,
        rules: Rules,
        codeLifetime: TimeInterval
    ) {
        self.merchant = merchant
        self.rules = rules
        codes.lifetime = codeLifetime
    }

    /// Mints a payment code: 18 digits, prefix 10 to 15.
    package mutating func mintCode(
        person: String,
        funds: Int64?,
        now: Date,
        random: inout SandboxRandom
    ) -> (code: String, expiresAt: Date) {
        codes.mint(person: person, prefixes: 10...15, funds: funds, now: now, random: &random)
    }

    /// The orders, in the order of their numbers.
    package var books: [PaymentBookRow] {
        orders.values.sorted { $0.outTradeNo < $1.outTradeNo }.map { order in
            let state: PaymentBookRow.State =
                switch order.state {
                case .userPaying: .open
                case .paid: .paid
                case .revoked: .closed
                }
            let returned = order.state == .revoked && order.paidAt != nil
            return PaymentBookRow(
                channel: Self.name,
                outTradeNo: order.outTradeNo,
                state: state,
                amount: order.amount,
                refunded: returned ? order.amount : order.refunded
            )
        }
    }

    package func operation(of request: SandboxRequest) -> String? {
        operationKind(of: request)?.rawValue
    }

    private func operationKind(of request: SandboxRequest) -> Operation? {
        guard let last = request.path.split(separator: "/").last,
            let operation = Operation(rawValue: String(last)), operation.path == request.path
        else { return nil }
        return operation
    }

    package mutating func handle(
        _ request: SandboxRequest,
        context: inout SandboxContext
    ) -> SandboxResponse {
        guard let operation = operationKind(of: request) else {
            return SandboxResponse(status: 404, contentType: "text/plain", body: [])
        }
        guard !operation.needsClientCertificate || request.hasClientCertificate else {
            // The front server answers this, not the gateway behind it.
            return SandboxResponse(
                status: 400,
                contentType: "text/html",
                body: Array("<html>No required SSL certificate was sent</html>".utf8)
            )
        }
        guard request.method == "POST" else {
            return Self.communicationFailure("请使用post方法")
        }
        let members: [String: String]
        do {
            members = try FlatXML.decode(request.body)
        } catch {
            return Self.communicationFailure(error == .notUTF8 ? "编码格式错误" : "XML格式错误")
        }
        guard WeChatSignature.verifies(members, key: merchant.apiKey) else {
            return Self.communicationFailure("签名错误")
        }
        let call = Call(
            members: members,
            fault: context.fault,
            now: context.now,
            ignoresFence: request.executesAfterFence
        )
        let answer = answer(to: operation, call, random: &context.random)
        return signed(answer, like: call, random: &context.random)
    }

    /// One verified request, with what its handling may depend on.
    struct Call {
        var members: [String: String]
        var fault: SemanticFault?
        var now: Date
        var ignoresFence: Bool

        /// The polls of a `user_paying` or `vanish` fault, or nil when another one is played.
        func polls(of kind: SemanticFault.Kind, otherwise: Int) -> Int? {
            guard let fault, fault.kind == kind else { return nil }
            return fault.code.flatMap { Int($0) } ?? otherwise
        }
    }

    /// A business refusal: `result_code` FAIL, and whether a reversal is to be called again.
    struct Refusal: Error {
        var code: String
        var text: String
        var recall: Bool?

        init(_ code: String, _ text: String, recall: Bool? = nil) {
            self.code = code
            self.text = text
            self.recall = recall
        }
    }

    typealias Members = [(name: String, value: String)]

    private mutating func answer(
        to operation: Operation,
        _ call: Call,
        random: inout SandboxRandom
    ) -> Members {
        if let fault = call.fault, fault.kind == .refuse {
            let code = fault.code ?? (operation == .micropay ? "NOTENOUGH" : "SYSTEMERROR")
            if code.hasSuffix("+") {
                var clean = call
                clean.fault = nil
                _ = answer(to: operation, clean, random: &random)
            }
            return Self.refused(Refusal(code.filter { $0 != "+" }, "沙箱按计划拒绝"))
        }
        do throws(Refusal) {
            try checkMerchant(call)
            let members =
                switch operation {
                case .micropay: try micropay(call, random: &random)
                case .orderquery: try orderQuery(call)
                case .reverse: try reverse(call)
                case .refund: try refund(call)
                case .refundquery: try refundQuery(call)
                }
            return [("return_code", "SUCCESS"), ("return_msg", "OK"), ("result_code", "SUCCESS")]
                + distorted(members, by: call.fault)
        } catch {
            return Self.refused(error)
        }
    }

    private func checkMerchant(_ call: Call) throws(Refusal) {
        for name in ["appid", "mch_id", "nonce_str"] where call.members[name, default: ""] == "" {
            throw Refusal("LACK_PARAMS", "缺少参数\(name)")
        }
        guard call.members["appid"] == merchant.appID else {
            throw Refusal("APPID_NOT_EXIST", "APPID不存在")
        }
        guard call.members["mch_id"] == merchant.merchantID else {
            throw Refusal("MCHID_NOT_EXIST", "MCHID不存在")
        }
    }

    private func distorted(_ members: Members, by fault: SemanticFault?) -> Members {
        members.map { name, value in
            switch (fault?.kind, name) {
            case (.wrongAmount, "total_fee"), (.wrongAmount, "cash_fee"),
                (.wrongAmount, "refund_fee"):
                (name, String((Int64(value) ?? 0) + 1))
            case (.otherPerson, "openid"): (name, "oSandboxAnotherPerson0000000")
            case (.otherPerson, "out_trade_no"): (name, "X" + value.dropFirst())
            case _: (name, value)
            }
        }
    }

    private static func refused(_ refusal: Refusal) -> Members {
        var members: Members = [
            ("return_code", "SUCCESS"), ("return_msg", "OK"), ("result_code", "FAIL"),
            ("err_code", refusal.code), ("err_code_des", refusal.text),
        ]
        if let recall = refusal.recall { members.append(("recall", recall ? "Y" : "N")) }
        return members
    }

    private static func communicationFailure(_ text: String) -> SandboxResponse {
        SandboxResponse(
            contentType: "text/xml;charset=utf-8",
            body: FlatXML.encode([("return_code", "FAIL"), ("return_msg", text)])
        )
    }

    private func signed(
        _ answer: Members,
        like call: Call,
        random: inout SandboxRandom
    ) -> SandboxResponse {
        let nonce = Hex.encode((0..<16).map { _ in UInt8.random(in: 0...255, using: &random) })
        var members = answer.filter { !$0.value.isEmpty }
        members += [
            ("appid", merchant.appID), ("mch_id", merchant.merchantID), ("nonce_str", nonce),
        ]
        let kind = call.members["sign_type"].flatMap { WeChatSignature.Kind(rawValue: $0) } ?? .md5
        let key = call.fault?.kind == .badSignature ? "no such key" : merchant.apiKey
        let table = Dictionary(members.map { ($0.name, $0.value) }) { first, _ in first }
        members.append(("sign", WeChatSignature.sign(table, key: key, kind: kind)))
        return SandboxResponse(
            contentType: "text/xml;charset=utf-8",
            body: FlatXML.encode(members)
        )
    }
}
