/// Amounts on the wire of the payment channels, in the sandbox's own reading.
enum SandboxMoney {
    /// Fen from a yuan text such as `88.88`, `5` or `0.1`; nil when it is not one.
    static func fen(yuan text: String) -> Int64? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let whole = digits(parts[0], upTo: 12) else {
            return nil
        }
        guard parts.count == 2 else { return whole * 100 }
        guard let fraction = digits(parts[1], upTo: 2) else { return nil }
        return whole * 100 + (parts[1].utf8.count == 1 ? fraction * 10 : fraction)
    }

    /// The yuan text with two decimals.
    static func yuan(fen: Int64) -> String {
        let cents = fen.magnitude % 100
        return "\(fen < 0 ? "-" : "")\(fen.magnitude / 100).\(cents < 10 ? "0" : "")\(cents)"
    }

    private static func digits(_ text: Substring, upTo count: Int) -> Int64? {
        guard (1...count).contains(text.utf8.count),
            text.utf8.allSatisfy({ (48...57).contains($0) })
        else { return nil }
        return Int64(text)
    }
}
