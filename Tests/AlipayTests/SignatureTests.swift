import Cryptography
import PeerTransport
import Settlement
import Testing

@testable import Alipay

/// Values that several independent implementations agree on; the key pair is the sample of the
/// channels' public documents and secures nothing.
private enum Vectors {
    static let publicKey = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAptpm+qvIDCh/9wjU26SQ
        CK26ogYkBhDrYxnAaw2JbbBsp1oDbHKk+1r381NeBUG2HEFAuU+Fr72u5ot3yKdz
        oF/FajAzQNKnm569/D3upKoi8mYBaST15Uig8j8qoUW1U217LL0jEHlSnHV3lcaD
        TXqDpTRR4Bfz9IqOgJgFZ8/oTfEomSrjrLYef81Eyxr7ZIMQXEKKEK7V4UXKS0+/
        fDsiG/cXidhzt8UbTL9vqXqxM2+IDImyO+FAc/tkBG55LmzxPto1Nq0WbnZzRM/w
        Tzrd0I/8NlevxtFbphg4evlHjFNI7+GrqR87ViEwuAJJ9Je5QQjct5YJfFRWiZ5C
        MQIDAQAB
        -----END PUBLIC KEY-----
        """

    static let parameters = [
        "app_id": "2014072300007148", "charset": "utf-8", "format": "json",
        "method": "alipay.trade.pay", "sign_type": "RSA2",
        "timestamp": "2026-01-01 08:00:00", "version": "1.0", "sign": "left out", "empty": "",
        "biz_content": #"""
        {"out_trade_no":"HIS20260101000001","scene":"bar_code",\#
        "auth_code":"28763443825664394","subject":"门诊缴费","total_amount":"88.88"}
        """#,
    ]

    static let requestSignature = """
        nP5184cZQ8gZkAuji7H1ZdkuGaRar6vy+NY2MvATKtbL8p/Hup0DSw6vcHoYZCbkXlCEafdJRUgl\
        +vbNX+4ZpZDOzOQTRleBUK40E3oPZv7QqYxycpR+FJjbe98BUZGboz1fAkt/oSE8yg3FThuv9asm\
        kXx0R/QOSVaeiFaQgrqH7AcnxhBJWh2UHK5i5p+JPRQIJfhRO2f+Dd6BCSOsCo6weEBVy+a98KIe\
        ViQNWp7kDcav5ShcNRiu8nPIgBxG75Zu0D0Hr8q1BoCjl73HQraCDbhnK00FO7VsLfWxCJmFX6je\
        zQkbQXtqZPMJJfOgAR8C1h3QbLrg/PDIT56cjQ==
        """

    static let answerNode = #"""
        {"code":"10000","msg":"Success","out_trade_no":"HIS20260101000001",\#
        "trade_no":"2026010122001400001","total_amount":"88.88"}
        """#

    static let answerSignature = """
        SQGBBs+vYtQNxKrh6LNFd2/Dfvyt2QWJzONrpJ39lIlywitHwg3djf1PxFESTkyMxtFz5TgKyEG2\
        OlbZJqDh9S8xeIEomJxHvi0GXOb++e+p8YMJIb4345vtkXm3vWwE6kNS/gyl/5S97H00regDw8+S\
        h2KyjWdJBkWjnMor8UnaruD0P84n6kxQL8Xi2hNMF4uAFxXivg4B8Rcu+7L3ccUnno/UBSa+SXiD\
        K4Zohla1xerD5tkEpKi9sg/+tc1Ic/GBn57cpgGs8DdoWG8aJwjyR9mRzBJwmRDUHX4ROcABWlmB\
        Kaz+xdskXgmNPd0WXlm+cUvt9uS/EQzZ9lnmgA==
        """
}

@Suite("Alipay signature")
struct SignatureTests {
    @Test("the cross-checked request signature fits our canonical text")
    func request() throws {
        let key = try RSAPublicKey(pem: Vectors.publicKey)
        let content = AlipaySignature.content(of: Vectors.parameters)
        #expect(content.hasPrefix("app_id=2014072300007148&biz_content={"))
        let signature = try #require(Base64.decode(Vectors.requestSignature))
        #expect(key.verify(signature, sha256: Array(content.utf8)))
        #expect(!key.verify(signature, sha256: Array((content + " ").utf8)))
    }

    @Test("the cross-checked answer verifies over its raw node and is read")
    func answer() throws {
        let key = try RSAPublicKey(pem: Vectors.publicKey)
        let text =
            "{\"alipay_trade_pay_response\":\(Vectors.answerNode),"
            + "\"sign\":\"\(Vectors.answerSignature)\"}"
        let response = PeerResponse(status: 200, body: Array(text.utf8))
        let answer = AlipayAnswer(response, method: "alipay.trade.pay", key: key)
        guard case .verified(let members) = answer.reading else {
            Issue.record("not verified")
            return
        }
        #expect(members["trade_no"] == "2026010122001400001")
        #expect(members["total_amount"] == "88.88")
    }

    @Test("the form encoding leaves only unreserved characters as they are")
    func form() {
        let form = AlipaySignature.form(["b": "a b+c&d=e/%中~_-.", "a": "1"])
        #expect(form == "a=1&b=a%20b%2Bc%26d%3De%2F%25%E4%B8%AD~_-.")
    }

    @Test("a channel is not made of unusable keys, and says which one")
    func unusableKeys() throws {
        let transport = ScriptedTransport(.answered(.init(status: 200, body: [])))
        var configuration = try Sample.keys.get().configuration
        configuration.privateKey = "not a key"
        #expect(throws: AlipayError.privateKeyUnusable) {
            try AlipayChannel(
                configuration: configuration,
                transport: transport,
                clock: SteppingClock()
            )
        }
        configuration = try Sample.keys.get().configuration
        configuration.alipayPublicKey = ""
        #expect(throws: AlipayError.alipayPublicKeyUnusable) {
            try AlipayChannel(
                configuration: configuration,
                transport: transport,
                clock: SteppingClock()
            )
        }
    }
}
