/// A code that this program prints: prefix and version, kind, body, check character.
///
/// `HC1:` then `R` or `B`, then 4 to 40 characters of Crockford's base 32, then his check
/// character (the body as a number, modulo 37). No family of others begins so.
package struct OwnCode: Hashable, Sendable {
    /// What the code stands for.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A receipt.
        case receipt = "R"
        /// A bill.
        case bill = "B"
    }

    private static let prefix = "HC1:"
    private static let symbols = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U".utf8)
    private static let bodyLength = 4...40

    /// What it stands for.
    package let kind: Kind
    /// Its body, base 32.
    package let body: String

    /// Makes a code; nil when the body is no base 32 of 4 to 40 characters.
    package init?(kind: Kind, body: String) {
        guard Self.bodyLength.contains(body.utf8.count), Self.checkSymbol(of: body) != nil else {
            return nil
        }
        self.kind = kind
        self.body = body
    }

    /// Reads a printed code; nil when anything, the check character included, is wrong.
    package init?(parsing text: String) {
        guard text.hasPrefix(Self.prefix), let last = text.utf8.last else { return nil }
        let rest = text.dropFirst(Self.prefix.count)
        guard let kind = rest.first.flatMap({ Kind(rawValue: String($0)) }) else { return nil }
        let body = String(rest.dropFirst().dropLast())
        guard Self.checkSymbol(of: body) == last else { return nil }
        self.init(kind: kind, body: body)
    }

    /// The text to print.
    package var text: String {
        let check = Self.checkSymbol(of: body).map { String(decoding: [$0], as: UTF8.self) }
        return Self.prefix + kind.rawValue + body + (check ?? "")
    }

    private static func checkSymbol(of body: String) -> UInt8? {
        var remainder = 0
        for byte in body.utf8 {
            guard let value = symbols.firstIndex(of: byte), value < 32 else { return nil }
            remainder = (remainder * 32 + value) % 37
        }
        return symbols[remainder]
    }
}
