import Cryptography
import Testing

@Suite("Sealing of fields and insurance payloads")
struct CipherTests {
    private let key = Array("0123456789abcdef0123456789abcdef".utf8)

    @Test("AES-256-GCM gives and opens the cross-checked resource")
    func resource() throws {
        let nonce = Array("fdasflkja484".utf8)
        let aad = Array("transaction".utf8)
        let plain = Array(Vectors.resource.utf8)
        let sealed = try #require(Base64.decode(Vectors.resourceSealed))
        #expect(try AEAD.seal(plain, key: key, nonce: nonce, aad: aad) == sealed)
        #expect(try AEAD.open(sealed, key: key, nonce: nonce, aad: aad) == plain)
        let empty = try AEAD.seal(Array("{}".utf8), key: key, nonce: nonce, aad: [])
        #expect(Base64.encode(empty) == "DRjvTqpYzZePP2EspCL8Hh/Y")
    }

    @Test(
        "a sealed field opens only whole, under its key and for its place",
        arguments: [0, 1, 40]
    )
    func field(length: Int) throws {
        let plain = SecureRandom.bytes(length)
        let aad = Array("patient.name.17".utf8)
        let sealed = try AEAD.seal(plain, key: key, aad: aad)
        #expect(sealed.count == 12 + length + 16)
        #expect(try AEAD.open(sealed, key: key, aad: aad) == plain)
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(throws: CryptographyError.notAuthentic) {
                try AEAD.open(changed, key: key, aad: aad)
            }
        }
        #expect(throws: CryptographyError.notAuthentic) {
            try AEAD.open(sealed, key: key, aad: Array("patient.name.18".utf8))
        }
        #expect(throws: CryptographyError.notAuthentic) {
            try AEAD.open(sealed, key: SecureRandom.bytes(32), aad: aad)
        }
        #expect(throws: CryptographyError.notAuthentic) {
            try AEAD.open(Array(sealed.dropLast()), key: key, aad: aad)
        }
        #expect(throws: CryptographyError.notAuthentic) {
            try AEAD.open([], key: key, aad: aad)
        }
    }

    @Test("the same field sealed twice looks different")
    func freshNonce() throws {
        #expect(try AEAD.seal([1], key: key) != AEAD.seal([1], key: key))
    }

    @Test("a key of another length is an error, not a weaker cipher")
    func keyLength() {
        #expect(throws: CryptographyError.invalidInput("AES-256 key length")) {
            try AEAD.seal([1], key: Array(repeating: 0, count: 16))
        }
        #expect(throws: CryptographyError.invalidInput("SM4 key length")) {
            try SM4.encryptECB([1], key: Array(repeating: 0, count: 32))
        }
        #expect(throws: CryptographyError.invalidInput("SM4 initial vector length")) {
            try SM4.encryptCBC([1], key: Array(repeating: 0, count: 16), vector: [0])
        }
    }

    @Test("SM4 gives the block printed in GB/T 32907")
    func sm4Block() throws {
        let block = try #require(Hex.decode("0123456789abcdeffedcba9876543210"))
        let sealed = try SM4.encryptECB(block, key: block, padding: .none)
        #expect(Hex.encode(sealed) == "681edf34d206965e86b3e94f536e4246")
        #expect(try SM4.decryptECB(sealed, key: block, padding: .none) == block)
    }

    @Test("SM4-ECB derives the data key and seals the mobile payment request")
    func insuranceRequest() throws {
        let secret = Array("SANDBOXSECRET00000000000000000ab".utf8)
        let derived = try SM4.encryptECB(secret, key: Array("SANDBOX0APPID000".utf8))
        let dataKey = Array(Hex.encodeUpper(derived).utf8.prefix(16))
        #expect(String(decoding: dataKey, as: UTF8.self) == "1852C5D8EDAFDC06")
        let sealed = try SM4.encryptECB(Array(Vectors.insuranceData.utf8), key: dataKey)
        #expect(Hex.encode(sealed) == Vectors.insuranceSealed)
        let opened = try SM4.decryptECB(sealed, key: dataKey)
        #expect(String(decoding: opened, as: UTF8.self) == Vectors.insuranceData)
    }

    @Test("SM4-CTR gives the stream of RFC 8998's GCM example")
    func sm4Counter() throws {
        let key = try #require(Hex.decode("0123456789abcdeffedcba9876543210"))
        // GCM's first data block uses the counter 2 behind its 96-bit initial vector.
        let counter = try #require(Hex.decode("00001234567800000000abcd00000002"))
        let plain = try #require(Hex.decode(Vectors.gcmPlain))
        let sealed = try SM4.applyCTR(plain, key: key, counter: counter)
        #expect(Hex.encode(sealed) == Vectors.gcmSealed)
        #expect(try SM4.applyCTR(sealed, key: key, counter: counter) == plain)
        let short = try SM4.applyCTR(Array(plain.prefix(5)), key: key, counter: counter)
        #expect(short == Array(sealed.prefix(5)))
    }

    @Test("SM4-CBC chains ECB blocks")
    func sm4Chaining() throws {
        let key = SecureRandom.bytes(16)
        let vector = SecureRandom.bytes(16)
        let plain = SecureRandom.bytes(32)
        let sealed = try SM4.encryptCBC(plain, key: key, vector: vector, padding: .none)
        let first = try SM4.encryptECB(
            zip(plain, vector).map { $0 ^ $1 },
            key: key,
            padding: .none
        )
        let second = try SM4.encryptECB(
            zip(plain.suffix(16), first).map { $0 ^ $1 },
            key: key,
            padding: .none
        )
        #expect(sealed == first + second)
        let padded = try SM4.encryptCBC(plain, key: key, vector: vector)
        #expect(padded.count == 48)
        #expect(try SM4.decryptCBC(padded, key: key, vector: vector) == plain)
    }

    @Test("what cannot have been padded so is not authentic")
    func badPadding() throws {
        let key = SecureRandom.bytes(16)
        let whole = try SM4.encryptECB(
            [UInt8](repeating: 0, count: 16),
            key: key,
            padding: .none
        )
        #expect(throws: CryptographyError.notAuthentic) {
            try SM4.decryptECB(whole, key: key)
        }
        #expect(throws: CryptographyError.notAuthentic) {
            try SM4.decryptECB(Array(whole.dropLast()), key: key)
        }
        #expect(throws: CryptographyError.invalidInput("not a whole number of SM4 blocks")) {
            try SM4.encryptECB([1, 2, 3], key: key, padding: .none)
        }
    }
}
