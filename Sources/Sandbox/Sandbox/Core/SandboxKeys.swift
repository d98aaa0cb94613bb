import Cryptography
package import FoundationEssentials

/// Every key, certificate and number of the sandbox: made once, kept in the state folder.
///
/// Throw-away material for simulated peers; nothing here opens anything real.
package struct SandboxKeys: Sendable, Codable {
    package var wechat: WeChatPeer.Merchant
    /// The merchant's client certificate, which the calls under `/secapi/` demand.
    package var wechatClientCertificatePEM: String
    package var wechatClientPrivateKeyPEM: String

    package var alipayAppID: String
    /// PKCS#8; the merchant signs with it.
    package var alipayAppPrivateKeyPEM: String
    package var alipayAppPublicKeyPEM: String
    /// PKCS#8; the simulated gateway signs with it.
    package var alipayGatewayPrivateKeyPEM: String
    /// What a merchant verifies answers with.
    package var alipayPublicKeyPEM: String

    package var insurance: InsurerCredentials

    /// The authority that signed the server's and the merchant's certificate.
    package var authorityCertificatePEM: String
    package var serverCertificatePEM: String
    package var serverPrivateKeyPEM: String

    /// Makes fresh material: the numbers follow from the seed, the keys never repeat.
    package init(making seed: UInt64, now: Date) throws {
        var random = SandboxRandom(seed: seed)
        wechat = WeChatPeer.Merchant(
            appID: "wx" + Self.text(16, of: "0123456789abcdef", &random),
            merchantID: "16" + Self.text(8, of: "0123456789", &random),
            apiKey: Self.text(32, of: "0123456789abcdefghijklmnopqrstuvwxyz", &random)
        )
        alipayAppID = "2021" + Self.text(12, of: "0123456789", &random)
        insurance = InsurerCredentials(
            applicationAccount: "sandbox-" + Self.text(8, of: "0123456789abcdef", &random),
            token: Self.text(32, of: "0123456789abcdef", &random),
            hospitalCode: "H99990000001"
        )
        let merchantKey = try RSAPrivateKey(generatingBits: 2048)
        alipayAppPrivateKeyPEM = try merchantKey.pem
        alipayAppPublicKeyPEM = try merchantKey.publicKeyPEM
        let gatewayKey = try RSAPrivateKey(generatingBits: 2048)
        alipayGatewayPrivateKeyPEM = try gatewayKey.pem
        alipayPublicKeyPEM = try gatewayKey.publicKeyPEM
        // A day of slack, because the clocks of client and sandbox differ.
        let authority = try CertificateAuthority(
            name: "Cashier Console sandbox",
            validFrom: Int64(now.timeIntervalSince1970.rounded(.down)) - 86_400,
            days: 3650
        )
        authorityCertificatePEM = authority.certificatePEM
        let server = try authority.issueServer()
        serverCertificatePEM = server.certificatePEM
        serverPrivateKeyPEM = server.privateKeyPEM
        let client = try authority.issueClient(commonName: wechat.merchantID)
        wechatClientCertificatePEM = client.certificatePEM
        wechatClientPrivateKeyPEM = client.privateKeyPEM
    }

    /// What the simulated Alipay needs of it.
    package var alipayApplication: AlipayPeer.Application {
        AlipayPeer.Application(
            appID: alipayAppID,
            appPublicKeyPEM: alipayAppPublicKeyPEM,
            gatewayPrivateKeyPEM: alipayGatewayPrivateKeyPEM
        )
    }

    private static func text(
        _ count: Int,
        of alphabet: String,
        _ random: inout SandboxRandom
    ) -> String {
        let characters = Array(alphabet)
        return String(
            (0..<count).map { _ in
                characters[Int.random(in: 0..<characters.count, using: &random)]
            }
        )
    }
}
