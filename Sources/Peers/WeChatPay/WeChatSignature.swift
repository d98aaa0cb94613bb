import Cryptography

/// The signature of WeChat Pay V2 messages, requests and answers alike.
///
/// All non-empty members but `sign`, in byte order of their names, joined as `k=v&…` with `&key=`
/// and the API key behind; MD5, or HMAC-SHA256 under the same key; upper-case hex.
struct WeChatSignature: Sendable {
    var kind: WeChatPayConfiguration.SignatureKind
    var apiKey: String

    /// The text that is hashed; it ends in the API key and so is a secret.
    func content(of members: [String: String]) -> String {
        let pairs = FlatXML.inByteOrder(members)
            .filter { $0.name != "sign" && !$0.value.isEmpty }
            .map { "\($0.name)=\($0.value)" }
        return (pairs + ["key=\(apiKey)"]).joined(separator: "&")
    }

    /// The signature over the members.
    func sign(_ members: [String: String]) -> String {
        let content = Array(content(of: members).utf8)
        return switch kind {
        case .md5: Hex.encodeUpper(Hash.md5(content))
        case .hmacSHA256: Hex.encodeUpper(HMAC.sha256(key: Array(apiKey.utf8), content))
        }
    }

    /// Whether the members carry our key's signature of the configured kind.
    ///
    /// Another `sign_type` in an answer is no reason to verify by it: the weaker kind would do.
    func verifies(_ members: [String: String]) -> Bool {
        guard let claimed = members["sign"], !claimed.isEmpty else { return false }
        if let named = members["sign_type"], named != kind.rawValue { return false }
        return constantTimeEquals(Array(claimed.utf8), Array(sign(members).utf8))
    }
}
