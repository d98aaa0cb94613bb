import Billing

/// Amounts as the platform writes them: a JSON number or the same as text, exact to the fen.
enum WireAmount {
    /// Most digits of an amount in yuan before the point; below `N16,2`, so that no sum overflows.
    private static let wholeDigitsMax = 12
    /// Largest exponent looked at; Java writes decimals such as `0E-8` and `1.285E2`.
    private static let exponentMax = 20

    /// The amount of a decimal text, or nil when it is none or has something below a fen.
    ///
    /// Zeros behind the second decimal are allowed; rounding is not.
    static func money(_ text: String) -> Money? {
        var bytes = Array(text.utf8)[...]
        let isNegative = bytes.first == UInt8(ascii: "-")
        if isNegative { bytes = bytes.dropFirst() }
        let halves = bytes.split(
            maxSplits: 1,
            omittingEmptySubsequences: false,
            whereSeparator: { $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E") }
        )
        guard let mantissa = halves.first, let exponent = exponent(halves.dropFirst().first) else {
            return nil
        }
        let parts = mantissa.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard let whole = parts.first, !whole.isEmpty, parts.count <= 2,
            parts.count == 1 || !parts[1].isEmpty
        else { return nil }
        let decimals = parts.count == 2 ? Array(parts[1]) : []
        let digits = Array(whole) + decimals
        guard digits.count <= 40, digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return fen(digits, scale: decimals.count - exponent).map {
            Money(fen: isNegative ? -$0 : $0)
        }
    }

    /// The number of fen of a digit string with `scale` digits behind the point.
    private static func fen(_ digits: [UInt8], scale: Int) -> Int64? {
        var significant = Array(digits.drop(while: { $0 == 0x30 }))
        if significant.isEmpty { return 0 }
        let shift = 2 - scale
        if shift >= 0 {
            significant += Array(repeating: 0x30, count: shift)
        } else {
            let dropped = significant.suffix(-shift)
            guard dropped.allSatisfy({ $0 == 0x30 }) else { return nil }
            significant = Array(significant.dropLast(-shift))
        }
        guard significant.count <= wholeDigitsMax + 2 else { return nil }
        return significant.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }

    private static func exponent(_ text: ArraySlice<UInt8>?) -> Int? {
        guard let text else { return 0 }
        guard text.count <= 4, let value = Int(String(decoding: text, as: UTF8.self)),
            abs(value) <= exponentMax
        else { return nil }
        return value
    }

    /// A unit price with six decimals (`N16,6`).
    static func price(_ money: Money) -> JSONValue { .number(money.yuan + "0000") }

    /// An amount with two decimals (`N16,2`).
    static func amount(_ money: Money) -> JSONValue { .number(money.yuan) }

    /// A quantity with four decimals (`N16,4`).
    static func quantity(_ quantity: ScaledDecimal) -> JSONValue {
        let decimals = String(quantity.tenThousandths % 10_000)
        let padding = String(repeating: "0", count: 4 - decimals.count)
        return .number("\(quantity.tenThousandths / 10_000).\(padding)\(decimals)")
    }
}
