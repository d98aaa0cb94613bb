import COpenSSL

/// The least length of an RSA key that is accepted, in bits (Alipay's RSA2 and WeChat Pay's rule).
private let rsaBitsMin = 2048

/// An RSA private key; signs with PKCS#1 v1.5 over SHA-256.
package struct RSAPrivateKey: Sendable {
    private let key: KeyHandle

    /// Reads PEM (PKCS#8 or PKCS#1, unencrypted) or the same as bare base64.
    package init(pem text: String) throws(CryptographyError) {
        key = try checkedRSA(KeyHandle.privateKey(text))
    }

    /// Makes a fresh key; slow (2048 bits take a tenth of a second or more).
    package init(generatingBits bits: Int) throws(CryptographyError) {
        guard (rsaBitsMin...8192).contains(bits) else { throw .invalidInput("RSA key length") }
        key = KeyHandle(owning: try Library.require(cashier_rsa_generate(bits), "EVP_RSA_gen"))
    }

    /// The key as unencrypted PKCS#8 PEM: a secret.
    package var pem: String {
        get throws(CryptographyError) { try key.privatePEM() }
    }

    /// The public half as SPKI PEM.
    package var publicKeyPEM: String {
        get throws(CryptographyError) { try key.publicPEM() }
    }

    /// The public half.
    package var publicKey: RSAPublicKey { RSAPublicKey(key: key) }

    /// The PKCS#1 v1.5 signature over SHA-256 of the message; the same bytes each time.
    package func sign(sha256 message: [UInt8]) throws(CryptographyError) -> [UInt8] {
        let context = try Library.require(EVP_MD_CTX_new(), "EVP_MD_CTX_new")
        defer { EVP_MD_CTX_free(context) }
        try Library.require(
            EVP_DigestSignInit(context, nil, EVP_sha256(), nil, key.pointer),
            "EVP_DigestSignInit"
        )
        var count = Int(EVP_PKEY_get_size(key.pointer))
        var signature = [UInt8](repeating: 0, count: count)
        try Library.require(
            EVP_DigestSign(context, &signature, &count, message, message.count),
            "EVP_DigestSign"
        )
        return Array(signature.prefix(count))
    }
}

/// An RSA public key; verifies PKCS#1 v1.5 signatures over SHA-256.
package struct RSAPublicKey: Sendable {
    private let key: KeyHandle

    /// Reads SPKI or a certificate, each as PEM or bare base64.
    ///
    /// A certificate's dates and issuer are not checked: who hands it over vouches for it.
    package init(pem text: String) throws(CryptographyError) {
        key = try checkedRSA(KeyHandle.publicKey(text))
    }

    fileprivate init(key: KeyHandle) {
        self.key = key
    }

    /// The key as SPKI PEM.
    package var pem: String {
        get throws(CryptographyError) { try key.publicPEM() }
    }

    /// Whether the signature is this key's over SHA-256 of exactly these bytes.
    ///
    /// Whatever is wrong with a signature (length, padding, another key) is `false`, no error.
    package func verify(_ signature: [UInt8], sha256 message: [UInt8]) -> Bool {
        defer { ERR_clear_error() }
        guard let context = EVP_MD_CTX_new() else { return false }
        defer { EVP_MD_CTX_free(context) }
        guard EVP_DigestVerifyInit(context, nil, EVP_sha256(), nil, key.pointer) == 1 else {
            return false
        }
        return EVP_DigestVerify(
            context,
            signature,
            signature.count,
            message,
            message.count
        ) == 1
    }
}

private func checkedRSA(_ key: KeyHandle) throws(CryptographyError) -> KeyHandle {
    guard EVP_PKEY_get_base_id(key.pointer) == EVP_PKEY_RSA else {
        throw .unusableKey("not an RSA key")
    }
    guard EVP_PKEY_get_bits(key.pointer) >= rsaBitsMin else {
        throw .unusableKey("RSA key shorter than \(rsaBitsMin) bits")
    }
    return key
}
