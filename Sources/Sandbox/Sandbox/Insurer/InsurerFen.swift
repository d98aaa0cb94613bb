/// An amount in the insurer's own books: whole fen, exact.
struct InsurerFen: Hashable, Comparable, Sendable, AdditiveArithmetic {
    /// Hundredths of a yuan.
    var fen: Int

    init(_ fen: Int) {
        self.fen = fen
    }

    static let zero = InsurerFen(0)

    static func + (left: InsurerFen, right: InsurerFen) -> InsurerFen {
        InsurerFen(left.fen + right.fen)
    }

    static func - (left: InsurerFen, right: InsurerFen) -> InsurerFen {
        InsurerFen(left.fen - right.fen)
    }

    static prefix func - (amount: InsurerFen) -> InsurerFen {
        InsurerFen(-amount.fen)
    }

    static func < (left: InsurerFen, right: InsurerFen) -> Bool {
        left.fen < right.fen
    }

    /// The amount in yuan with two decimals, as the wire writes it.
    var yuan: String {
        let size = fen.magnitude
        let cents = size % 100
        return "\(fen < 0 ? "-" : "")\(size / 100).\(cents < 10 ? "0" : "")\(cents)"
    }

    /// The amount as a JSON number with two decimals.
    var json: InsurerJSON { .number(yuan) }

    /// Reads yuan text (`12`, `12.3`, `12.30`, `-0.05`); nil for anything that is no whole fen.
    init?(yuan text: String) {
        guard let value = FixedPoint.parse(text, places: 2) else { return nil }
        self.init(Int(value))
    }
}

extension InsurerFen: Codable {
    init(from decoder: any Decoder) throws {
        fen = try decoder.singleValueContainer().decode(Int.self)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(fen)
    }
}

extension Sequence where Element == InsurerFen {
    /// The sum of the amounts.
    var total: InsurerFen { reduce(.zero, +) }
}

/// Exact decimal arithmetic on scaled integers: no binary fraction ever holds money.
enum FixedPoint {
    /// Digits before the point that a wire amount may have; keeps every product inside 128 bits.
    static let wholeDigitsMax = 11

    /// Reads a plain decimal as an integer of `places` decimals.
    ///
    /// Exponents, stray characters, too many digits and non-zero digits beyond `places` give nil.
    static func parse(_ text: String, places: Int) -> Int64? {
        var characters = Substring(text)
        let isNegative = characters.first == "-"
        if isNegative { characters = characters.dropFirst() }
        let parts = characters.split(separator: ".", omittingEmptySubsequences: false)
        guard let whole = parts.first, parts.count <= 2, !whole.isEmpty,
            whole.count <= wholeDigitsMax, parts.allSatisfy(isDigits)
        else { return nil }
        var fraction = parts.count == 2 ? parts[1] : ""
        if parts.count == 2, fraction.isEmpty { return nil }
        while fraction.count > places {
            guard fraction.last == "0" else { return nil }
            fraction = fraction.dropLast()
        }
        let padding = String(repeating: "0", count: places - fraction.count)
        guard let value = Int64(whole + fraction + padding) else { return nil }
        return isNegative ? -value : value
    }

    private static func isDigits(_ text: Substring) -> Bool {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    /// `value / 10^places`, rounded half-up; `value` must not be negative.
    static func roundHalfUp(_ value: Int128, dropping places: Int) -> Int {
        var divisor: Int128 = 1
        for _ in 0..<places { divisor *= 10 }
        return Int((value + divisor / 2) / divisor)
    }

    /// A scaled integer as decimal text with exactly `places` decimals.
    static func text(_ value: Int64, places: Int) -> String {
        let digits = String(value.magnitude)
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        return "\(value < 0 ? "-" : "")\(padded.dropLast(places)).\(padded.suffix(places))"
    }
}
