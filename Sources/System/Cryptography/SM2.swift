import COpenSSL

/// What the SM2 signature keys share: forms of a signature, the user id, the curve's lengths.
package enum SM2 {
    /// How a signature is written down.
    package enum Form: Sendable {
        /// r then s, 32 bytes each, big-endian (insurance platform).
        case raw
        /// ASN.1 SEQUENCE of two INTEGERs.
        case der
    }

    /// The user id that stands in for a signer without one (GM/T 0009).
    package static let defaultID = Array("1234567812345678".utf8)

    /// Length of a coordinate, of r, of s and of a private key, in bytes.
    static let scalarLength = 32

    /// Prepares a digest context with the user id in place; the caller frees both.
    static func context(
        _ key: KeyHandle,
        id: [UInt8]
    ) throws(CryptographyError) -> (digest: OpaquePointer, key: OpaquePointer) {
        // ENTL, the id's length in bits, has two bytes.
        guard let idCount = Int32(exactly: id.count), id.count <= 8191 else {
            throw .invalidInput("SM2 user id length")
        }
        let keyContext = try Library.require(EVP_PKEY_CTX_new(key.pointer, nil), "EVP_PKEY_CTX_new")
        guard EVP_PKEY_CTX_set1_id(keyContext, id, idCount) == 1, let digest = EVP_MD_CTX_new()
        else {
            EVP_PKEY_CTX_free(keyContext)
            throw Library.failure("EVP_PKEY_CTX_set1_id")
        }
        EVP_MD_CTX_set_pkey_ctx(digest, keyContext)
        return (digest, keyContext)
    }

    /// A DER signature as r||s, or nil when it is not one.
    static func raw(fromDER der: [UInt8]) -> [UInt8]? {
        defer { ERR_clear_error() }
        let signature = der.withUnsafeBufferPointer { buffer -> OpaquePointer? in
            var start = buffer.baseAddress
            let parsed = d2i_ECDSA_SIG(nil, &start, buffer.count)
            // Bytes behind the SEQUENCE would let one signature be written in many ways.
            if parsed != nil, start != buffer.baseAddress.map({ $0 + buffer.count }) {
                ECDSA_SIG_free(parsed)
                return nil
            }
            return parsed
        }
        guard let signature else { return nil }
        defer { ECDSA_SIG_free(signature) }
        var first = [UInt8](repeating: 0, count: scalarLength)
        var second = first
        let length = Int32(scalarLength)
        guard BN_bn2binpad(ECDSA_SIG_get0_r(signature), &first, length) == length,
            BN_bn2binpad(ECDSA_SIG_get0_s(signature), &second, length) == length
        else { return nil }
        return first + second
    }

    /// r||s as a DER signature, or nil when it has not 64 bytes.
    static func der(fromRaw raw: [UInt8]) -> [UInt8]? {
        guard raw.count == 2 * scalarLength, let signature = ECDSA_SIG_new() else { return nil }
        defer { ECDSA_SIG_free(signature) }
        let length = Int32(scalarLength)
        guard let first = BN_bin2bn(raw, length, nil) else { return nil }
        guard let second = BN_bin2bn(Array(raw.suffix(scalarLength)), length, nil) else {
            BN_free(first)
            return nil
        }
        ECDSA_SIG_set0(signature, first, second)
        var start: UnsafeMutablePointer<UInt8>?
        let count = i2d_ECDSA_SIG(signature, &start)
        guard count > 0, let start else { return nil }
        defer { CRYPTO_free(start, #file, #line) }
        return Array(UnsafeBufferPointer(start: start, count: Int(count)))
    }
}

/// An SM2 private key; signs with SM3 and a user id.
package struct SM2PrivateKey: Sendable {
    private let key: KeyHandle

    /// The public half.
    package let publicKey: SM2PublicKey

    /// Takes the number d itself: 32 bytes, big-endian.
    package init(scalar: [UInt8]) throws(CryptographyError) {
        let point = try SM2Curve.publicPoint(ofScalar: scalar)
        key = try SM2Curve.key(point: point, scalar: scalar)
        publicKey = SM2PublicKey(key: key, point: point)
    }

    /// Makes a fresh key.
    package init() throws(CryptographyError) {
        // A random number is out of range at most once in 2^32 draws: two in a row are a fault.
        do {
            try self.init(scalar: SecureRandom.bytes(SM2.scalarLength))
        } catch {
            try self.init(scalar: SecureRandom.bytes(SM2.scalarLength))
        }
    }

    /// Reads base64 of the 32 bytes of d (the mobile insurance platform's form), PKCS#8 or SEC1
    /// as base64, or PEM.
    package init(text: String) throws(CryptographyError) {
        let packed = String(text.filter { !$0.isWhitespace })
        if let bytes = Base64.decode(packed), bytes.count == SM2.scalarLength {
            try self.init(scalar: bytes)
            return
        }
        let read = try KeyHandle.privateKey(text)
        try self.init(scalar: SM2Curve.scalar(of: read))
    }

    /// The key as unencrypted PKCS#8 PEM: a secret.
    package var pem: String {
        get throws(CryptographyError) { try key.privatePEM() }
    }

    /// A signature over SM3 of Z(id) and the message; another one each time.
    package func sign(
        _ message: [UInt8],
        form: SM2.Form,
        id: [UInt8] = SM2.defaultID
    ) throws(CryptographyError) -> [UInt8] {
        let context = try SM2.context(key, id: id)
        defer {
            EVP_MD_CTX_free(context.digest)
            EVP_PKEY_CTX_free(context.key)
        }
        try Library.require(
            EVP_DigestSignInit(context.digest, nil, EVP_sm3(), nil, key.pointer),
            "EVP_DigestSignInit"
        )
        var count = Int(EVP_PKEY_get_size(key.pointer))
        var signature = [UInt8](repeating: 0, count: count)
        try Library.require(
            EVP_DigestSign(context.digest, &signature, &count, message, message.count),
            "EVP_DigestSign"
        )
        let der = Array(signature.prefix(count))
        switch form {
        case .der: return der
        case .raw:
            guard let raw = SM2.raw(fromDER: der) else { throw Library.failure("ECDSA_SIG") }
            return raw
        }
    }
}

/// An SM2 public key; verifies signatures with SM3 and a user id.
package struct SM2PublicKey: Sendable {
    private let key: KeyHandle
    /// The point: 0x04, x, y; 65 bytes.
    package let point: [UInt8]

    fileprivate init(key: KeyHandle, point: [UInt8]) {
        self.key = key
        self.point = point
    }

    /// Takes the point as 65 bytes (0x04, x, y) or 64 (x, y).
    package init(point bytes: [UInt8]) throws(CryptographyError) {
        let full = bytes.count == 2 * SM2.scalarLength ? [4] + bytes : bytes
        guard full.count == 1 + 2 * SM2.scalarLength, full.first == 4 else {
            throw .unusableKey("an SM2 point has 64 or 65 bytes")
        }
        try SM2Curve.requireOnCurve(full)
        self.init(key: try SM2Curve.key(point: full, scalar: nil), point: full)
    }

    /// Reads base64 of the 64 or 65 bytes of the point, SPKI as base64, or PEM.
    package init(text: String) throws(CryptographyError) {
        let packed = String(text.filter { !$0.isWhitespace })
        if let bytes = Base64.decode(packed), bytes.count <= 1 + 2 * SM2.scalarLength {
            try self.init(point: bytes)
            return
        }
        try self.init(point: SM2Curve.point(of: KeyHandle.publicKey(text)))
    }

    /// The key as SPKI PEM.
    package var pem: String {
        get throws(CryptographyError) { try key.publicPEM() }
    }

    /// Whether the signature is this key's, under this user id, over exactly these bytes.
    ///
    /// Whatever is wrong with a signature (form, length, another id or key) is `false`, no error.
    package func verify(
        _ signature: [UInt8],
        of message: [UInt8],
        form: SM2.Form,
        id: [UInt8] = SM2.defaultID
    ) -> Bool {
        defer { ERR_clear_error() }
        let der: [UInt8]
        switch form {
        case .der:
            guard SM2.raw(fromDER: signature) != nil else { return false }
            der = signature
        case .raw:
            guard let written = SM2.der(fromRaw: signature) else { return false }
            der = written
        }
        guard let context = try? SM2.context(key, id: id) else { return false }
        defer {
            EVP_MD_CTX_free(context.digest)
            EVP_PKEY_CTX_free(context.key)
        }
        guard EVP_DigestVerifyInit(context.digest, nil, EVP_sm3(), nil, key.pointer) == 1 else {
            return false
        }
        return EVP_DigestVerify(context.digest, der, der.count, message, message.count) == 1
    }
}
