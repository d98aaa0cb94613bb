import COpenSSL

/// Owner of one libcrypto key, private or public, freed with its last user.
///
/// `@unchecked Sendable`: nothing changes the key after the initialiser, and libcrypto's reference
/// counts and read-only use of a key are safe from several threads.
final class KeyHandle: @unchecked Sendable {
    let pointer: OpaquePointer

    /// Takes over the caller's reference.
    init(owning pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        EVP_PKEY_free(pointer)
    }

    /// Reads a private key: PEM, or bare base64 of PKCS#8 or PKCS#1 as payment consoles hand out.
    static func privateKey(_ text: String) throws(CryptographyError) -> KeyHandle {
        defer { ERR_clear_error() }
        let pointer: OpaquePointer?
        if let der = bareBase64(text) {
            pointer = der.withUnsafeBufferPointer { buffer in
                var start = buffer.baseAddress
                return d2i_AutoPrivateKey(nil, &start, buffer.count)
            }
        } else {
            pointer = Library.reading(Array(text.utf8)) { bio in
                // The call-back refuses encrypted keys; libcrypto would ask at the terminal.
                PEM_read_bio_PrivateKey(bio, nil, { _, _, _, _ in -1 }, nil)
            }
        }
        guard let pointer else { throw .unusableKey("no readable private key") }
        return KeyHandle(owning: pointer)
    }

    /// Reads a public key: SPKI or a certificate, as PEM or as bare base64.
    static func publicKey(_ text: String) throws(CryptographyError) -> KeyHandle {
        defer { ERR_clear_error() }
        let pointer: OpaquePointer?
        if let der = bareBase64(text) {
            pointer = der.withUnsafeBufferPointer { buffer in
                var start = buffer.baseAddress
                if let key = d2i_PUBKEY(nil, &start, buffer.count) { return key }
                start = buffer.baseAddress
                guard let certificate = d2i_X509(nil, &start, buffer.count) else { return nil }
                defer { X509_free(certificate) }
                return X509_get_pubkey(certificate)
            }
        } else if text.contains("-----BEGIN CERTIFICATE-----") {
            pointer = Library.reading(Array(text.utf8)) { bio in
                guard let certificate = PEM_read_bio_X509(bio, nil, nil, nil) else { return nil }
                defer { X509_free(certificate) }
                return X509_get_pubkey(certificate)
            }
        } else {
            pointer = Library.reading(Array(text.utf8)) { bio in
                PEM_read_bio_PUBKEY(bio, nil, nil, nil)
            }
        }
        guard let pointer else { throw .unusableKey("no readable public key") }
        return KeyHandle(owning: pointer)
    }

    /// The private key as PKCS#8 PEM, unencrypted.
    func privatePEM() throws(CryptographyError) -> String {
        try Library.writing("PEM_write_bio_PKCS8PrivateKey") { bio in
            PEM_write_bio_PKCS8PrivateKey(bio, pointer, nil, nil, 0, nil, nil)
        }
    }

    /// The public key as SPKI PEM.
    func publicPEM() throws(CryptographyError) -> String {
        try Library.writing("PEM_write_bio_PUBKEY") { bio in PEM_write_bio_PUBKEY(bio, pointer) }
    }

    /// The bytes of a text that is base64 alone, folded into lines or not; nil for PEM.
    private static func bareBase64(_ text: String) -> [UInt8]? {
        guard !text.contains("-----") else { return nil }
        return Base64.decode(String(text.filter { !$0.isWhitespace }))
    }
}
