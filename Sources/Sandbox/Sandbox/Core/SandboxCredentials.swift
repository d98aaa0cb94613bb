/// What a client of the sandbox needs, as `GET /_sandbox/credentials` answers it.
///
/// The keys are stable; PEM values are whole texts with line ends.
package struct SandboxCredentials: Sendable, Codable {
    /// For the insurer's gateway headers and envelope.
    package struct Insurance: Sendable, Codable {
        package var paasid: String
        package var token: String
        package var fixmedins_code: String
        package var fixmedins_name: String
        package var region: String
        package var hospital_level: Int
    }

    /// For the V2 gateway; the certificate is for `/secapi/` alone.
    package struct WeChat: Sendable, Codable {
        package var appid: String
        package var mch_id: String
        package var api_key: String
        package var client_certificate_pem: String
        package var client_private_key_pem: String
    }

    /// For the Alipay gateway; private key PKCS#8, public keys SPKI.
    package struct Alipay: Sendable, Codable {
        package var app_id: String
        package var app_private_key_pem: String
        package var app_public_key_pem: String
        package var alipay_public_key_pem: String
    }

    /// What verifies the second listener.
    package struct TLS: Sendable, Codable {
        package var ca_certificate_pem: String
    }

    /// Where the sandbox listens; absent while it is not served.
    package struct Endpoints: Sendable, Codable, Equatable {
        /// All peers and the admin interface, without TLS: `http://127.0.0.1:port`.
        package var http: String
        /// The same behind TLS; demands the client certificate.
        package var https: String

        package init(http: String, https: String) {
            self.http = http
            self.https = https
        }
    }

    package var insurance: Insurance
    package var wechat: WeChat
    package var alipay: Alipay
    package var tls: TLS
    package var endpoints: Endpoints?

    init(_ keys: SandboxKeys, endpoints: Endpoints?) {
        insurance = Insurance(
            paasid: keys.insurance.applicationAccount,
            token: keys.insurance.token,
            fixmedins_code: keys.insurance.hospitalCode,
            fixmedins_name: keys.insurance.hospitalName,
            region: keys.insurance.region,
            hospital_level: keys.insurance.hospitalLevel
        )
        wechat = WeChat(
            appid: keys.wechat.appID,
            mch_id: keys.wechat.merchantID,
            api_key: keys.wechat.apiKey,
            client_certificate_pem: keys.wechatClientCertificatePEM,
            client_private_key_pem: keys.wechatClientPrivateKeyPEM
        )
        alipay = Alipay(
            app_id: keys.alipayAppID,
            app_private_key_pem: keys.alipayAppPrivateKeyPEM,
            app_public_key_pem: keys.alipayAppPublicKeyPEM,
            alipay_public_key_pem: keys.alipayPublicKeyPEM
        )
        tls = TLS(ca_certificate_pem: keys.authorityCertificatePEM)
        self.endpoints = endpoints
    }
}
