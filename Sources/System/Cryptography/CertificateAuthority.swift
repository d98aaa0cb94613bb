import COpenSSL

/// A throw-away certificate authority on P-256, for the sandbox and for tests of TLS.
///
/// Its private key never leaves the process.
package struct CertificateAuthority: Sendable {
    /// A certificate with its private key.
    package struct Issued: Sendable {
        /// The certificate alone.
        package let certificatePEM: String
        /// Its private key, unencrypted PKCS#8: a secret.
        package let privateKeyPEM: String
    }

    /// The authority's own certificate: what clients and servers are told to trust.
    package let certificatePEM: String

    private let key: KeyHandle
    private let certificate: CertificateHandle
    private let validFrom: Int64
    private let validSeconds: Int64

    /// Makes an authority whose certificates all hold for so many days from one instant.
    ///
    /// - Parameters:
    ///   - name: its common name.
    ///   - validFrom: seconds since 1970 UTC; give a little less than now, clocks differ.
    ///   - days: validity of its own and of all issued certificates.
    package init(
        name: String,
        validFrom: Int64,
        days: Int64 = 825
    ) throws(CryptographyError) {
        guard (1...36_500).contains(days) else { throw .invalidInput("certificate validity") }
        self.validFrom = validFrom
        validSeconds = days * 86_400
        key = try Self.freshKey()
        let made = try CertificateHandle(
            commonName: name,
            key: key,
            validFrom: validFrom,
            validSeconds: validSeconds
        )
        try made.sign(
            issuer: made,
            issuerKey: key,
            extensions: [
                (NID_basic_constraints, "critical,CA:TRUE,pathlen:0"),
                (NID_key_usage, "critical,keyCertSign,cRLSign"),
                (NID_subject_key_identifier, "hash"),
            ]
        )
        certificate = made
        certificatePEM = try made.pem()
    }

    /// Issues a server's certificate, for this host by default.
    ///
    /// Names are in OpenSSL's form: `DNS:host` or `IP:address`.
    package func issueServer(
        commonName: String = "localhost",
        names: [String] = ["DNS:localhost", "IP:127.0.0.1", "IP:::1"]
    ) throws(CryptographyError) -> Issued {
        try issue(
            commonName,
            extensions: [
                (NID_ext_key_usage, "serverAuth"),
                (NID_subject_alt_name, names.joined(separator: ",")),
            ]
        )
    }

    /// Issues a client's certificate, as a merchant shows it.
    package func issueClient(commonName: String) throws(CryptographyError) -> Issued {
        try issue(commonName, extensions: [(NID_ext_key_usage, "clientAuth")])
    }

    private func issue(
        _ commonName: String,
        extensions: [(Int32, String)]
    ) throws(CryptographyError) -> Issued {
        let key = try Self.freshKey()
        let made = try CertificateHandle(
            commonName: commonName,
            key: key,
            validFrom: validFrom,
            validSeconds: validSeconds
        )
        let common: [(Int32, String)] = [
            (NID_basic_constraints, "critical,CA:FALSE"),
            (NID_key_usage, "critical,digitalSignature"),
            (NID_subject_key_identifier, "hash"),
            (NID_authority_key_identifier, "keyid:always"),
        ]
        try made.sign(issuer: certificate, issuerKey: self.key, extensions: common + extensions)
        return try Issued(certificatePEM: made.pem(), privateKeyPEM: key.privatePEM())
    }

    private static func freshKey() throws(CryptographyError) -> KeyHandle {
        KeyHandle(owning: try Library.require(cashier_p256_generate(), "EVP_EC_gen"))
    }
}

/// Owner of one libcrypto certificate.
///
/// `@unchecked Sendable`: once signed it is only read, except for caches that libcrypto locks.
private final class CertificateHandle: @unchecked Sendable {
    private let pointer: OpaquePointer

    /// An unsigned certificate of the key, its issuer not yet known.
    init(
        commonName: String,
        key: KeyHandle,
        validFrom: Int64,
        validSeconds: Int64
    ) throws(CryptographyError) {
        pointer = try Library.require(X509_new(), "X509_new")
        // X.509 version 3 is written as 2.
        try Library.require(X509_set_version(pointer, 2), "X509_set_version")
        try Self.setSerial(pointer)
        let start = ASN1_TIME_set(nil, time_t(validFrom))
        let end = ASN1_TIME_set(nil, time_t(validFrom + validSeconds))
        defer {
            ASN1_TIME_free(start)
            ASN1_TIME_free(end)
        }
        try Library.require(X509_set1_notBefore(pointer, start), "X509_set1_notBefore")
        try Library.require(X509_set1_notAfter(pointer, end), "X509_set1_notAfter")
        try Library.require(X509_set_pubkey(pointer, key.pointer), "X509_set_pubkey")
        let name = X509_get_subject_name(pointer)
        try Library.require(cashier_name_add(name, "O", "Cashier Console Sandbox"), "X509_NAME")
        try Library.require(cashier_name_add(name, "CN", commonName), "X509_NAME")
    }

    deinit {
        X509_free(pointer)
    }

    /// Adds issuer and extensions and signs.
    func sign(
        issuer: CertificateHandle,
        issuerKey: KeyHandle,
        extensions: [(Int32, String)]
    ) throws(CryptographyError) {
        try Library.require(
            X509_set_issuer_name(pointer, X509_get_subject_name(issuer.pointer)),
            "X509_set_issuer_name"
        )
        for (nid, value) in extensions {
            try Library.require(
                cashier_x509_extend(issuer.pointer, pointer, nid, value),
                "X509_add_ext"
            )
        }
        guard X509_sign(pointer, issuerKey.pointer, EVP_sha256()) > 0 else {
            throw Library.failure("X509_sign")
        }
    }

    func pem() throws(CryptographyError) -> String {
        try Library.writing("PEM_write_bio_X509") { bio in PEM_write_bio_X509(bio, pointer) }
    }

    /// A random positive number of 127 bits.
    private static func setSerial(_ certificate: OpaquePointer) throws(CryptographyError) {
        var bytes = SecureRandom.bytes(16)
        bytes[0] = bytes[0] & 0x7f | 0x40
        let number = try Library.require(BN_bin2bn(bytes, 16, nil), "BN_bin2bn")
        defer { BN_free(number) }
        let serial = try Library.require(BN_to_ASN1_INTEGER(number, nil), "BN_to_ASN1_INTEGER")
        defer { ASN1_INTEGER_free(serial) }
        try Library.require(X509_set_serialNumber(certificate, serial), "X509_set_serialNumber")
    }
}
