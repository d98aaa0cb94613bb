import Cryptography

/// RSA2, the signature of the Alipay gateway: RSASSA-PKCS1-v1_5 with SHA-256, in base64.
enum AlipaySignature {
    /// The text that a request signs: every non-empty parameter but `sign`, sorted by name in byte
    /// order, raw values joined as `k=v&…`.
    static func canonicalText(of parameters: [String: String]) -> String {
        parameters.filter { $0.key != "sign" && !$0.value.isEmpty }
            .sorted { Array($0.key.utf8).lexicographicallyPrecedes(Array($1.key.utf8)) }
            .map { "\($0.key)=\($0.value)" }
            .joined(separator: "&")
    }

    /// Whether a request carries the application's signature over all of its parameters.
    static func verifies(_ parameters: [String: String], publicKey: RSAPublicKey) -> Bool {
        guard let sign = parameters["sign"], let signature = Base64.decode(sign) else {
            return false
        }
        return publicKey.verify(
            signature,
            sha256: Array(canonicalText(of: parameters).utf8)
        )
    }
}
