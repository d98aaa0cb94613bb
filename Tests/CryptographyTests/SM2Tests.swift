import Cryptography
import Testing

@Suite("SM2 signatures")
struct SM2Tests {
    private func sampleKey() throws -> SM2PrivateKey {
        try SM2PrivateKey(scalar: #require(Hex.decode(Vectors.sm2Scalar)))
    }

    @Test("the standard's private key gives the standard's point, in every written form")
    func keys() throws {
        let key = try sampleKey()
        #expect(Hex.encode(key.publicKey.point) == Vectors.sm2Point)
        let texts = try [Vectors.sm2SPKI, Vectors.sm2PointBase64, key.publicKey.pem]
        for text in texts {
            #expect(Hex.encode(try SM2PublicKey(text: text).point) == Vectors.sm2Point)
        }
        for text in try [Vectors.sm2ScalarBase64, key.pem] {
            #expect(try SM2PrivateKey(text: text).publicKey.point == key.publicKey.point)
        }
    }

    @Test("the standard's signature verifies in both forms")
    func standardSignature() throws {
        let key = try SM2PublicKey(text: Vectors.sm2SPKI)
        let message = Array("message digest".utf8)
        let raw = try #require(Hex.decode(Vectors.sm2SignatureRaw))
        let der = try #require(Hex.decode(Vectors.sm2SignatureDER))
        #expect(key.verify(raw, of: message, form: .raw))
        #expect(key.verify(der, of: message, form: .der))
        #expect(!key.verify(raw, of: message, form: .der))
        #expect(!key.verify(der, of: message, form: .raw))
    }

    @Test("a signature over an insurance envelope is bound to text, id, form and key")
    func insurance() throws {
        let key = try sampleKey().publicKey
        let text = Array(Vectors.insuranceText.utf8)
        let signature = try #require(Base64.decode(Vectors.insuranceSignature))
        let secretID = Array("SANDBOXSECRET00000000000000000ab".utf8)
        let ofSecret = try #require(Base64.decode(Vectors.insuranceSignatureOfSecretID))
        #expect(key.verify(signature, of: text, form: .raw))
        #expect(key.verify(ofSecret, of: text, form: .raw, id: secretID))

        #expect(!key.verify(signature, of: text, form: .raw, id: secretID))
        #expect(!key.verify(ofSecret, of: text, form: .raw))
        #expect(!key.verify(signature, of: text + [0x20], form: .raw))
        #expect(!key.verify(Array(signature.dropLast()), of: text, form: .raw))
        #expect(!key.verify(signature + [0], of: text, form: .raw))
        #expect(!key.verify([UInt8](repeating: 0, count: 64), of: text, form: .raw))
        #expect(!key.verify([], of: text, form: .der))
        #expect(!(try SM2PrivateKey().publicKey.verify(signature, of: text, form: .raw)))
    }

    @Test("a fresh key's signatures verify, differ each time, and no changed byte passes")
    func roundTrip() throws {
        let key = try SM2PrivateKey()
        let message = Array("infno=2207A&msgid=1".utf8)
        let raw = try key.sign(message, form: .raw)
        #expect(raw.count == 64)
        #expect(key.publicKey.verify(raw, of: message, form: .raw))
        #expect(try key.sign(message, form: .raw) != raw)
        let der = try key.sign(message, form: .der, id: Array("A1".utf8))
        #expect(key.publicKey.verify(der, of: message, form: .der, id: Array("A1".utf8)))
        #expect(!key.publicKey.verify(der + [0], of: message, form: .der, id: Array("A1".utf8)))
        for index in raw.indices {
            var changed = raw
            changed[index] ^= 0x80
            #expect(!key.publicKey.verify(changed, of: message, form: .raw))
        }
    }

    @Test("numbers and points outside the curve are no keys")
    func refusedKeys() throws {
        let order = "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123"
        let zero = String(repeating: "00", count: 32)
        let last = "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54122"
        for text in [order, zero, last, "01"] {
            let scalar = try #require(Hex.decode(text))
            #expect(throws: CryptographyError.self) { try SM2PrivateKey(scalar: scalar) }
        }
        var point = try #require(Hex.decode(Vectors.sm2Point))
        point[64] ^= 1
        #expect(throws: CryptographyError.unusableKey("not a point of the SM2 curve")) {
            try SM2PublicKey(point: point)
        }
        #expect(throws: CryptographyError.self) { try SM2PublicKey(text: Vectors.wechatKey) }
        #expect(throws: CryptographyError.self) { try SM2PublicKey(text: "AAAA") }
    }
}
