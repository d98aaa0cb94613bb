import COpenSSL

/// Unkeyed digests, one call a message.
package enum Hash {
    /// SHA-256: 32 bytes.
    package static func sha256(_ message: [UInt8]) -> [UInt8] {
        digest(message, EVP_sha256())
    }

    /// MD5: 16 bytes; only where a peer's rule asks for it (WeChat Pay V2), never for our own use.
    package static func md5(_ message: [UInt8]) -> [UInt8] {
        digest(message, EVP_md5())
    }

    /// SM3 (GB/T 32905): 32 bytes.
    package static func sm3(_ message: [UInt8]) -> [UInt8] {
        digest(message, EVP_sm3())
    }

    private static func digest(_ message: [UInt8], _ algorithm: OpaquePointer?) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        let result = EVP_Digest(message, message.count, &output, &count, algorithm, nil)
        // Fails only when the installed libcrypto has the algorithm switched off.
        precondition(result == 1, "libcrypto lacks a digest this program needs")
        return Array(output.prefix(Int(count)))
    }
}
