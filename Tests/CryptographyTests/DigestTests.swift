import Cryptography
import Testing

@Suite("Digests and encodings")
struct DigestTests {
    @Test(
        "SM3 gives the digests printed in GB/T 32905",
        arguments: [
            ("abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
            (
                String(repeating: "abcd", count: 16),
                "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
            ),
        ]
    )
    func sm3(text: String, digest: String) {
        #expect(Hex.encode(Hash.sm3(Array(text.utf8))) == digest)
    }

    @Test("SHA-256 gives the x-tif signature of a gateway header")
    func sha256() {
        let text = "1767225600sandbox-token-0001sandbox-nonce-00011767225600"
        #expect(
            Hex.encode(Hash.sha256(Array(text.utf8)))
                == "e060138bb9e910008f90c631d815b96735adc62043dc4ead4c4c4579d716e8bf"
        )
        #expect(
            Hex.encode(Hash.sha256([]))
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        )
    }

    @Test("MD5 and HMAC-SHA256 give the WeChat Pay V2 documentation's signatures")
    func wechatV2() {
        let text = Array(Vectors.wechatV2Text.utf8)
        let key = Array("192006250b4c09247ec02edce69f6a2d".utf8)
        #expect(Hex.encodeUpper(Hash.md5(text)) == "9A0A8659F005D6984697E2CA0A9CF3B7")
        #expect(
            Hex.encodeUpper(HMAC.sha256(key: key, text))
                == "6A9AE1657590FD6257D693A078E1C3E4BB6BA4DC30B23E0EE2496E54170DACD6"
        )
    }

    @Test("HMAC-SHA256 and base64 give the aggregator's authorization value")
    func openBodySignature() {
        let body = Array(#"{"merchantCode":"123456789900081"}"#.utf8)
        let text =
            "f0ec96ad2c3848b5b810e7aadf369e2f" + "20260101080000" + "nonce0001"
            + Hex.encode(Hash.sha256(body))
        let code = HMAC.sha256(
            key: Array("775481e2556e4564985f5439a5e6a277".utf8),
            Array(text.utf8)
        )
        #expect(Base64.encode(code) == "AhM07pstDSeJ+GeXure0ylrta3H71YUjOMa1we4GHX8=")
    }

    @Test(
        "HMAC-SM3 and HMAC-MD5 follow RFC 2104 for short, whole-block and long keys",
        arguments: [0, 1, 16, 63, 64, 65, 200]
    )
    func hmacByDefinition(keyLength: Int) {
        let key = (0..<keyLength).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ 3) }
        let message = Array("visit 1, line 2".utf8)
        func defined(_ hash: ([UInt8]) -> [UInt8]) -> [UInt8] {
            let short = key.count > 64 ? hash(key) : key
            let block = short + [UInt8](repeating: 0, count: 64 - short.count)
            return hash(block.map { $0 ^ 0x5c } + hash(block.map { $0 ^ 0x36 } + message))
        }
        #expect(HMAC.sm3(key: key, message) == defined(Hash.sm3))
        #expect(HMAC.md5(key: key, message) == defined(Hash.md5))
    }

    @Test("hexadecimal text comes back as its bytes, in either case, or not at all")
    func hex() {
        let bytes = (0...255).map { UInt8($0) }
        #expect(Hex.decode(Hex.encode(bytes)) == bytes)
        #expect(Hex.decode(Hex.encodeUpper(bytes)) == bytes)
        #expect(Hex.encode([0, 0x0f, 0xf0, 0xff]) == "000ff0ff")
        #expect(Hex.decode("") == [])
        for text in ["0", "0g", " 00", "００", "0x"] {
            #expect(Hex.decode(text) == nil)
        }
    }

    @Test(
        "base64 follows RFC 4648",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
        ]
    )
    func base64(plain: String, text: String) {
        #expect(Base64.encode(Array(plain.utf8)) == text)
        #expect(Base64.decode(text) == Array(plain.utf8))
    }

    @Test(
        "base64 that its encoder would not write is refused",
        arguments: [
            "Zg", "Zg=", "Zh==", "Zm9=", "Zg==Zg==", "====", "=", "Z===", "Zm 9v", "Zm9v\n",
            "Zm-_", "ＺｍＧ=",
        ]
    )
    func strictBase64(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test("every byte string of one to seventy random bytes survives base64")
    func base64RoundTrip() {
        for count in 1...70 {
            let bytes = SecureRandom.bytes(count)
            #expect(bytes.count == count)
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        }
    }

    @Test("comparison in constant time still compares")
    func comparison() {
        #expect(constantTimeEquals([], []))
        #expect(constantTimeEquals([1, 2, 3], [1, 2, 3]))
        #expect(!constantTimeEquals([1, 2, 3], [1, 2, 4]))
        #expect(!constantTimeEquals([1, 2, 3], [1, 2]))
    }
}
