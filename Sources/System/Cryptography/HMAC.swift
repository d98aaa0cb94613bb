import COpenSSL

/// Keyed digests (RFC 2104).
package enum HMAC {
    /// HMAC-SHA256: 32 bytes.
    package static func sha256(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        code(key, message, EVP_sha256())
    }

    /// HMAC-MD5: 16 bytes; only where a peer's rule asks for it.
    package static func md5(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        code(key, message, EVP_md5())
    }

    /// HMAC-SM3: 32 bytes.
    package static func sm3(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        code(key, message, EVP_sm3())
    }

    private static func code(
        _ key: [UInt8],
        _ message: [UInt8],
        _ algorithm: OpaquePointer?
    ) -> [UInt8] {
        guard let keyCount = Int32(exactly: key.count) else {
            preconditionFailure("a key of 2 GiB is a mistake")
        }
        var output = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        let result = COpenSSL.HMAC(
            algorithm,
            key,
            keyCount,
            message,
            message.count,
            &output,
            &count
        )
        // Fails only when the installed libcrypto has the algorithm switched off.
        precondition(result != nil, "libcrypto lacks a digest this program needs")
        return Array(output.prefix(Int(count)))
    }
}
