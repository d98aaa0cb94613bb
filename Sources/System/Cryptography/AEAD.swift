import COpenSSL

/// AES-256-GCM: secrecy and authenticity of single fields.
///
/// The nonce is random, so one key should seal fewer than 2^32 fields (NIST SP 800-38D, 8.3).
package enum AEAD {
    /// Length of a key in bytes.
    package static let keyLength = 32
    /// Length of a nonce in bytes.
    package static let nonceLength = 12
    /// Length of an authentication tag in bytes.
    package static let tagLength = 16

    /// Seals under a fresh nonce and gives `nonce || ciphertext || tag`.
    ///
    /// `aad` is authenticated but not kept: give the same to `open` (table, column, row).
    package static func seal(
        _ plain: [UInt8],
        key: [UInt8],
        aad: [UInt8] = []
    ) throws(CryptographyError) -> [UInt8] {
        let nonce = SecureRandom.bytes(nonceLength)
        return try nonce + seal(plain, key: key, nonce: nonce, aad: aad)
    }

    /// Opens what `seal` gave; throws `notAuthentic` for anything else, another key or other `aad`.
    package static func open(
        _ sealed: [UInt8],
        key: [UInt8],
        aad: [UInt8] = []
    ) throws(CryptographyError) -> [UInt8] {
        guard sealed.count >= nonceLength + tagLength else { throw .notAuthentic }
        return try open(
            Array(sealed.dropFirst(nonceLength)),
            key: key,
            nonce: Array(sealed.prefix(nonceLength)),
            aad: aad
        )
    }

    /// Seals under a nonce of the caller's, which must never repeat: `ciphertext || tag`.
    ///
    /// For peers' formats that carry the nonce elsewhere (WeChat Pay APIv3 resources).
    package static func seal(
        _ plain: [UInt8],
        key: [UInt8],
        nonce: [UInt8],
        aad: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        let context = try begin(key: key, nonce: nonce, encrypts: 1)
        defer { EVP_CIPHER_CTX_free(context) }
        try authenticate(aad, context)
        var output = try update(plain, context)
        var none: Int32 = 0
        var rest = [UInt8](repeating: 0, count: tagLength)
        try Library.require(EVP_CipherFinal_ex(context, &rest, &none), "EVP_CipherFinal_ex")
        var tag = [UInt8](repeating: 0, count: tagLength)
        try Library.require(
            cashier_gcm_read_tag(context, Int32(tagLength), &tag),
            "EVP_CTRL_AEAD_GET_TAG"
        )
        output.append(contentsOf: tag)
        return output
    }

    /// Opens `ciphertext || tag` under a nonce that was carried elsewhere.
    package static func open(
        _ sealed: [UInt8],
        key: [UInt8],
        nonce: [UInt8],
        aad: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        guard sealed.count >= tagLength else { throw .notAuthentic }
        let context = try begin(key: key, nonce: nonce, encrypts: 0)
        defer { EVP_CIPHER_CTX_free(context) }
        try authenticate(aad, context)
        let output = try update(Array(sealed.dropLast(tagLength)), context)
        try Library.require(
            cashier_gcm_expect_tag(context, Int32(tagLength), Array(sealed.suffix(tagLength))),
            "EVP_CTRL_AEAD_SET_TAG"
        )
        var none: Int32 = 0
        var rest = [UInt8](repeating: 0, count: tagLength)
        guard EVP_CipherFinal_ex(context, &rest, &none) == 1 else {
            ERR_clear_error()
            throw .notAuthentic
        }
        return output
    }

    private static func begin(
        key: [UInt8],
        nonce: [UInt8],
        encrypts: Int32
    ) throws(CryptographyError) -> OpaquePointer {
        guard key.count == keyLength else { throw .invalidInput("AES-256 key length") }
        guard nonce.count == nonceLength else { throw .invalidInput("GCM nonce length") }
        let context = try Library.require(EVP_CIPHER_CTX_new(), "EVP_CIPHER_CTX_new")
        guard EVP_CipherInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce, encrypts) == 1 else {
            EVP_CIPHER_CTX_free(context)
            throw Library.failure("EVP_CipherInit_ex")
        }
        return context
    }

    private static func authenticate(
        _ aad: [UInt8],
        _ context: OpaquePointer
    ) throws(CryptographyError) {
        guard !aad.isEmpty else { return }
        guard let count = Int32(exactly: aad.count) else { throw .invalidInput("length") }
        var taken: Int32 = 0
        try Library.require(
            EVP_CipherUpdate(context, nil, &taken, aad, count),
            "EVP_CipherUpdate"
        )
    }

    private static func update(
        _ input: [UInt8],
        _ context: OpaquePointer
    ) throws(CryptographyError) -> [UInt8] {
        guard !input.isEmpty else { return [] }
        guard let count = Int32(exactly: input.count) else { throw .invalidInput("length") }
        var output = [UInt8](repeating: 0, count: input.count)
        var written: Int32 = 0
        try Library.require(
            EVP_CipherUpdate(context, &output, &written, input, count),
            "EVP_CipherUpdate"
        )
        guard written == count else { throw Library.failure("EVP_CipherUpdate") }
        return output
    }
}
