/// What a WeChat Pay channel must know of its merchant and gateway.
package struct WeChatPayConfiguration: Sendable {
    /// How requests are signed and answers verified; the raw value is the wire's `sign_type`.
    package enum SignatureKind: String, Sendable, CaseIterable {
        case md5 = "MD5"
        case hmacSHA256 = "HMAC-SHA256"
    }

    /// The gateway without a path, such as `https://api.mch.weixin.qq.com`.
    package var gateway: String
    /// The gateway for the calls that demand the client certificate; usually the same.
    package var secureGateway: String
    package var appID: String
    package var merchantID: String
    /// The API key of 32 characters: a secret.
    package var apiKey: String
    package var signatureKind: SignatureKind
    /// Address of the machine that takes the payment (`spbill_create_ip`).
    package var terminalAddress: String
    /// After how long an exchange counts as unknown.
    package var timeout: Duration
    /// The transport's name for the merchant's client certificate (reverse and refund).
    package var clientIdentity: String

    package init(
        gateway: String,
        secureGateway: String? = nil,
        appID: String,
        merchantID: String,
        apiKey: String,
        signatureKind: SignatureKind = .hmacSHA256,
        terminalAddress: String = "127.0.0.1",
        timeout: Duration = .seconds(15),
        clientIdentity: String = "wechat"
    ) {
        self.gateway = gateway
        self.secureGateway = secureGateway ?? gateway
        self.appID = appID
        self.merchantID = merchantID
        self.apiKey = apiKey
        self.signatureKind = signatureKind
        self.terminalAddress = terminalAddress
        self.timeout = timeout
        self.clientIdentity = clientIdentity
    }
}
