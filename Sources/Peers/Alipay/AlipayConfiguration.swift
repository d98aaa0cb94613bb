/// What an Alipay channel must know of its application and gateway.
package struct AlipayConfiguration: Sendable {
    /// The whole address, such as `https://openapi.alipay.com/gateway.do`, without a query.
    package var gateway: String
    package var appID: String
    /// The application's RSA private key, PEM or bare base64: a secret.
    package var privateKey: String
    /// Alipay's RSA public key, PEM or bare base64; not the application's own.
    package var alipayPublicKey: String
    /// The receiving account (`seller_id`, a PID of 16 digits) where it is not the application's.
    package var sellerID: String?
    /// After how many minutes an unpaid trade closes by itself (`timeout_express`); the horizon of
    /// the payment profile must be at least this and 30 s.
    package var timeoutMinutes: Int
    /// After how long an exchange counts as unknown.
    package var timeout: Duration

    package init(
        gateway: String,
        appID: String,
        privateKey: String,
        alipayPublicKey: String,
        sellerID: String? = nil,
        timeoutMinutes: Int = 1,
        timeout: Duration = .seconds(15)
    ) {
        self.gateway = gateway
        self.appID = appID
        self.privateKey = privateKey
        self.alipayPublicKey = alipayPublicKey
        self.sellerID = sellerID
        self.timeoutMinutes = timeoutMinutes
        self.timeout = timeout
    }
}

/// Why a channel cannot be made of a configuration.
package enum AlipayError: Error, Sendable, Equatable {
    /// The application's private key is not an RSA key of 2048 bits or more.
    case privateKeyUnusable
    /// Alipay's public key is not an RSA key of 2048 bits or more.
    case alipayPublicKeyUnusable
}
