import Cryptography

/// The signature of WeChat Pay V2 messages.
///
/// All non-empty members but `sign`, sorted by name, joined as `k=v&…` with `&key=` and the API
/// key behind; MD5, or HMAC-SHA256 under the same key; upper-case hex.
enum WeChatSignature {
    /// The two ways to sign, by their wire names.
    enum Kind: String {
        case md5 = "MD5"
        case hmacSHA256 = "HMAC-SHA256"
    }

    /// The text that is hashed.
    static func canonicalText(of members: [String: String], key: String) -> String {
        let pairs = members.filter { $0.key != "sign" && !$0.value.isEmpty }
            .sorted { Array($0.key.utf8).lexicographicallyPrecedes(Array($1.key.utf8)) }
            .map { "\($0.key)=\($0.value)" }
        return (pairs + ["key=\(key)"]).joined(separator: "&")
    }

    /// The signature over the members, in upper-case hex.
    static func sign(_ members: [String: String], key: String, kind: Kind) -> String {
        let text = Array(canonicalText(of: members, key: key).utf8)
        switch kind {
        case .md5: return Hex.encodeUpper(Hash.md5(text))
        case .hmacSHA256: return Hex.encodeUpper(HMAC.sha256(key: Array(key.utf8), text))
        }
    }

    /// Whether the members carry a right `sign` for their `sign_type` (MD5 when there is none).
    static func verifies(_ members: [String: String], key: String) -> Bool {
        guard let claimed = members["sign"],
            let kind = Kind(rawValue: members["sign_type"] ?? Kind.md5.rawValue)
        else { return false }
        return sign(members, key: key, kind: kind) == claimed
    }
}
