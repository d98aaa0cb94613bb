import Testing

@testable import Cryptography

@Suite("Passwords and certificates")
struct PasswordTests {
    /// Cheap enough for many checks, still scrypt.
    private let cheap = Password.Cost(logN: 10, r: 8, p: 1)

    @Test("scrypt gives the key printed in RFC 7914")
    func published() throws {
        let key = try Password.derive(
            Array("pleaseletmein".utf8),
            salt: Array("SodiumChloride".utf8),
            cost: Password.Cost(logN: 14, r: 8, p: 1),
            count: 64
        )
        #expect(
            Hex.encode(key)
                == "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
        )
    }

    @Test("new records are made with N = 2^15, r = 8, p = 1 and open for their password alone")
    func standardCost() throws {
        let record = try Password.hash("七月流火 7")
        #expect(record.hasPrefix("$scrypt$ln=15,r=8,p=1$"))
        #expect(try Password.verify("七月流火 7", record: record))
        #expect(!(try Password.verify("七月流火 8", record: record)))
        #expect(!(try Password.needsRehash(record)))
    }

    @Test("records differ by salt, and old parameters are noticed")
    func salted() throws {
        let first = try Password.hash("secret", cost: cheap)
        let second = try Password.hash("secret", cost: cheap)
        #expect(first != second)
        #expect(try Password.verify("secret", record: second))
        #expect(!(try Password.verify("", record: second)))
        #expect(try Password.needsRehash(first))
        let empty = try Password.hash("", cost: cheap)
        #expect(try Password.verify("", record: empty))
    }

    @Test(
        "a record that is broken or too costly throws instead of passing",
        arguments: [
            "", "$scrypt$", "$argon2$ln=15,r=8,p=1$AAAAAAAAAAA=$AAAAAAAAAAAAAAAAAAAAAA==",
            "$scrypt$ln=30,r=8,p=1$AAAAAAAAAAA=$AAAAAAAAAAAAAAAAAAAAAA==",
            "$scrypt$ln=15,r=8$AAAAAAAAAAA=$AAAAAAAAAAAAAAAAAAAAAA==",
            "$scrypt$ln=15,r=8,p=-1$AAAAAAAAAAA=$AAAAAAAAAAAAAAAAAAAAAA==",
            "$scrypt$ln=15,r=8,p=1$AAAAAAAAAAA=$", "$scrypt$ln=15,r=8,p=1$A$AAAA",
        ]
    )
    func broken(record: String) {
        #expect(throws: CryptographyError.invalidInput("password record")) {
            try Password.verify("secret", record: record)
        }
    }

    @Test("an authority issues certificates whose keys are theirs and no RSA keys")
    func authority() throws {
        let authority = try CertificateAuthority(name: "Test", validFrom: 1_767_225_600)
        let server = try authority.issueServer()
        let client = try authority.issueClient(commonName: "merchant 1900000001")
        for pem in [authority.certificatePEM, server.certificatePEM, client.certificatePEM] {
            #expect(pem.hasPrefix("-----BEGIN CERTIFICATE-----"))
            #expect(throws: CryptographyError.unusableKey("not an RSA key")) {
                try RSAPublicKey(pem: pem)
            }
        }
        for issued in [server, client] {
            let ofKey = try KeyHandle.privateKey(issued.privateKeyPEM).publicPEM()
            #expect(try KeyHandle.publicKey(issued.certificatePEM).publicPEM() == ofKey)
        }
        #expect(server.certificatePEM != client.certificatePEM)
        #expect(throws: CryptographyError.self) {
            try authority.issueServer(names: ["no such form"])
        }
    }
}
