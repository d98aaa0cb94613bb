import COpenSSL

/// The block cipher SM4 (GB/T 32907) in the modes that insurance profiles ask for.
///
/// None of these modes authenticates: the profile signs the plain text besides.
package enum SM4 {
    /// Length of a key in bytes.
    package static let keyLength = 16
    /// Length of a block, and of an initial vector or counter, in bytes.
    package static let blockLength = 16

    /// What stands behind the last whole block of ECB and CBC.
    package enum Padding: Sendable {
        /// PKCS#7: one to sixteen bytes, always present.
        case pkcs7
        /// Nothing: the input is a whole number of blocks.
        case none
    }

    /// Encrypts block by block (ECB); mobile insurance payment seals its `encData` so.
    package static func encryptECB(
        _ plain: [UInt8],
        key: [UInt8],
        padding: Padding = .pkcs7
    ) throws(CryptographyError) -> [UInt8] {
        try run(plain, EVP_sm4_ecb(), key: key, vector: nil, padding: padding, encrypts: 1)
    }

    /// Reverses `encryptECB`; throws `notAuthentic` when length or padding are not possible.
    package static func decryptECB(
        _ sealed: [UInt8],
        key: [UInt8],
        padding: Padding = .pkcs7
    ) throws(CryptographyError) -> [UInt8] {
        try run(sealed, EVP_sm4_ecb(), key: key, vector: nil, padding: padding, encrypts: 0)
    }

    /// Encrypts with chaining (CBC) from an initial vector of 16 bytes.
    package static func encryptCBC(
        _ plain: [UInt8],
        key: [UInt8],
        vector: [UInt8],
        padding: Padding = .pkcs7
    ) throws(CryptographyError) -> [UInt8] {
        try run(plain, EVP_sm4_cbc(), key: key, vector: vector, padding: padding, encrypts: 1)
    }

    /// Reverses `encryptCBC`; throws `notAuthentic` when length or padding are not possible.
    package static func decryptCBC(
        _ sealed: [UInt8],
        key: [UInt8],
        vector: [UInt8],
        padding: Padding = .pkcs7
    ) throws(CryptographyError) -> [UInt8] {
        try run(sealed, EVP_sm4_cbc(), key: key, vector: vector, padding: padding, encrypts: 0)
    }

    /// Encrypts or decrypts as a stream (CTR) from a first counter block that must never repeat.
    package static func applyCTR(
        _ input: [UInt8],
        key: [UInt8],
        counter: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        try run(input, EVP_sm4_ctr(), key: key, vector: counter, padding: .none, encrypts: 1)
    }

    private static func run(
        _ input: [UInt8],
        _ cipher: OpaquePointer?,
        key: [UInt8],
        vector: [UInt8]?,
        padding: Padding,
        encrypts: Int32
    ) throws(CryptographyError) -> [UInt8] {
        guard key.count == keyLength else { throw .invalidInput("SM4 key length") }
        guard vector.map({ $0.count == blockLength }) ?? true else {
            throw .invalidInput("SM4 initial vector length")
        }
        guard let count = Int32(exactly: input.count), count < Int32.max - 32 else {
            throw .invalidInput("length")
        }
        let context = try Library.require(EVP_CIPHER_CTX_new(), "EVP_CIPHER_CTX_new")
        defer { EVP_CIPHER_CTX_free(context) }
        try Library.require(
            EVP_CipherInit_ex(context, cipher, nil, key, vector, encrypts),
            "EVP_CipherInit_ex"
        )
        EVP_CIPHER_CTX_set_padding(context, padding == .pkcs7 ? 1 : 0)
        var output = [UInt8](repeating: 0, count: input.count + blockLength)
        var head: Int32 = 0
        try Library.require(
            EVP_CipherUpdate(context, &output, &head, input, count),
            "EVP_CipherUpdate"
        )
        var rest = [UInt8](repeating: 0, count: blockLength)
        var tail: Int32 = 0
        guard EVP_CipherFinal_ex(context, &rest, &tail) == 1 else {
            ERR_clear_error()
            if encrypts == 1 { throw .invalidInput("not a whole number of SM4 blocks") }
            throw .notAuthentic
        }
        return Array(output.prefix(Int(head)) + rest.prefix(Int(tail)))
    }
}
