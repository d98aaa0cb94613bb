import Cryptography
import Testing

@Suite("RSA signatures")
struct RSATests {
    private static let generated = Result { try RSAPrivateKey(generatingBits: 2048) }

    @Test(
        "the documentation's signatures verify, and not over anything else",
        arguments: [
            (Vectors.wechatKey, Vectors.wechatPostMessage, Vectors.wechatPostSignature),
            (Vectors.wechatKey, Vectors.wechatGetMessage, Vectors.wechatGetSignature),
            (
                Vectors.wechatAnswerKey, Vectors.wechatAnswerMessage,
                Vectors.wechatAnswerSignature
            ),
            (Vectors.wechatKey, Vectors.alipayRequest, Vectors.alipayRequestSignature),
            (Vectors.wechatKey, Vectors.alipayNode, Vectors.alipayNodeSignature),
        ]
    )
    func documented(pem: String, message: String, signature: String) throws {
        let key = try RSAPublicKey(pem: pem)
        let bytes = Array(message.utf8)
        let signed = try #require(Base64.decode(signature))
        #expect(key.verify(signed, sha256: bytes))

        #expect(!key.verify(signed, sha256: Array(bytes.dropLast())))
        var changed = bytes
        changed[changed.count / 2] ^= 1
        #expect(!key.verify(signed, sha256: changed))
        var bent = signed
        bent[0] ^= 1
        #expect(!key.verify(bent, sha256: bytes))
        #expect(!key.verify(Array(signed.dropLast()), sha256: bytes))
        #expect(!key.verify(signed + [0], sha256: bytes))
        #expect(!key.verify([], sha256: bytes))
        #expect(!(try Self.generated.get().publicKey.verify(signed, sha256: bytes)))
    }

    @Test("WeChat Pay's probe signature does not verify")
    func probe() throws {
        let key = try RSAPublicKey(pem: Vectors.wechatAnswerKey)
        let message = Array(Vectors.wechatAnswerMessage.utf8)
        let probe = Base64.decode("WECHATPAY/SIGNTEST/" + Vectors.wechatAnswerSignature)
        #expect(!key.verify(probe ?? [], sha256: message))
    }

    @Test("a key signs alike in all the forms in which it is written down")
    func forms() throws {
        let key = try Self.generated.get()
        let message = Array("total_amount=88.88".utf8)
        let signature = try key.sign(sha256: message)
        #expect(signature.count == 256)
        #expect(try key.sign(sha256: message) == signature)
        #expect(try RSAPrivateKey(pem: key.pem).sign(sha256: message) == signature)
        let bare = try unarmoured(key.pem)
        #expect(try RSAPrivateKey(pem: bare).sign(sha256: message) == signature)
        let oneLine = bare.filter { $0 != "\n" }
        #expect(try RSAPrivateKey(pem: oneLine).sign(sha256: message) == signature)

        let publicPEM = try key.publicKeyPEM
        #expect(try key.publicKey.pem == publicPEM)
        for text in [publicPEM, unarmoured(publicPEM)] {
            #expect(try RSAPublicKey(pem: text).verify(signature, sha256: message))
        }
    }

    @Test("a certificate serves as its public key")
    func certificate() throws {
        let signature = try #require(Base64.decode(SampleCertificate.signature))
        for text in [SampleCertificate.pem, unarmoured(SampleCertificate.pem)] {
            let key = try RSAPublicKey(pem: text)
            #expect(key.verify(signature, sha256: Array("a signed answer".utf8)))
            #expect(!key.verify(signature, sha256: Array("a signed answer.".utf8)))
        }
    }

    @Test(
        "what is no RSA key is refused",
        arguments: [
            "", "not a key", "AAAA", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
            Vectors.sm2SPKI,
        ]
    )
    func refused(text: String) {
        #expect(throws: CryptographyError.self) { try RSAPublicKey(pem: text) }
        #expect(throws: CryptographyError.self) { try RSAPrivateKey(pem: text) }
    }

    @Test("a public key is no private key, and short keys are not made")
    func misuse() {
        #expect(throws: CryptographyError.unusableKey("no readable private key")) {
            try RSAPrivateKey(pem: Vectors.wechatKey)
        }
        #expect(throws: CryptographyError.invalidInput("RSA key length")) {
            try RSAPrivateKey(generatingBits: 1024)
        }
    }

    private func unarmoured(_ pem: String) -> String {
        pem.split(separator: "\n").filter { !$0.hasPrefix("-----") }.joined(separator: "\n")
    }
}
