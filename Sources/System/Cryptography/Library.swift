import COpenSSL

/// What every call into libcrypto shares: taking its errors and its memory over into Swift.
enum Library {
    /// Empties this thread's error queue and gives its first entry as our error.
    static func failure(_ operation: String) -> CryptographyError {
        let code = ERR_get_error()
        ERR_clear_error()
        return .library(operation: operation, code: UInt(code))
    }

    /// Asserts libcrypto's "1 is success" convention.
    static func require(_ result: Int32, _ operation: String) throws(CryptographyError) {
        guard result == 1 else { throw failure(operation) }
    }

    /// Asserts that an allocating function gave an object.
    static func require<Pointer>(
        _ pointer: Pointer?,
        _ operation: String
    ) throws(CryptographyError) -> Pointer {
        guard let pointer else { throw failure(operation) }
        return pointer
    }

    /// Runs `body` over a BIO that reads these bytes.
    static func reading<Value>(
        _ bytes: [UInt8],
        _ body: (OpaquePointer) -> Value?
    ) -> Value? {
        guard let count = Int32(exactly: bytes.count) else { return nil }
        return bytes.withUnsafeBytes { buffer in
            guard let bio = cashier_bio_over(buffer.baseAddress, count) else { return nil }
            defer { BIO_free(bio) }
            return body(bio)
        }
    }

    /// The text that `body` writes into a memory BIO.
    static func writing(
        _ operation: String,
        _ body: (OpaquePointer) -> Int32
    ) throws(CryptographyError) -> String {
        let bio = try require(BIO_new(BIO_s_mem()), operation)
        defer { BIO_free(bio) }
        try require(body(bio), operation)
        var start: UnsafeMutablePointer<CChar>?
        let count = cashier_bio_bytes(bio, &start)
        guard let start, count > 0 else { throw failure(operation) }
        let bytes = UnsafeRawBufferPointer(start: start, count: count)
        return String(decoding: bytes, as: UTF8.self)
    }
}
