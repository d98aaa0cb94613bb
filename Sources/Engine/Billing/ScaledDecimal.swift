/// A decimal number with exactly four decimals: a quantity, or a share of an amount.
///
/// Quantities and shares arrive as decimal text and never pass through binary floating point.
package struct ScaledDecimal: Sendable, Hashable, Comparable {
    /// The value in ten-thousandths: `0.10` is 1 000, `5` is 50 000.
    package let tenThousandths: Int64

    package static let zero = ScaledDecimal(tenThousandths: 0)
    package static let one = ScaledDecimal(tenThousandths: 10_000)

    package init(tenThousandths: Int64) {
        self.tenThousandths = tenThousandths
    }

    /// Reads a plain decimal of at most ten digits before and four after the point.
    package init(_ text: some StringProtocol) throws(MoneyFormatError) {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard let whole = parts.first, parts.count <= 2, !whole.isEmpty, whole.count <= 10 else {
            throw .notAnAmount
        }
        let decimals = parts.count == 2 ? Array(parts[1]) : []
        if parts.count == 2, decimals.isEmpty { throw .notAnAmount }
        guard decimals.count <= 4 else { throw .tooManyDecimals }
        var value: Int64 = 0
        for byte in Array(whole) + decimals {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else {
                throw .notAnAmount
            }
            value = value * 10 + Int64(byte - UInt8(ascii: "0"))
        }
        for _ in decimals.count..<4 { value *= 10 }
        tenThousandths = value
    }

    /// The shortest decimal text of the value: `0.1`, `5`, `2.25`.
    package var text: String {
        let whole = tenThousandths / 10_000
        var decimals = String(tenThousandths % 10_000)
        decimals = String(repeating: "0", count: 4 - decimals.count) + decimals
        while decimals.last == "0" { decimals.removeLast() }
        return decimals.isEmpty ? "\(whole)" : "\(whole).\(decimals)"
    }

    package static func < (left: ScaledDecimal, right: ScaledDecimal) -> Bool {
        left.tenThousandths < right.tenThousandths
    }
}

extension ScaledDecimal: CustomStringConvertible {
    package var description: String { text }
}

extension Money {
    /// The amount times a quantity or share, rounded half away from zero to the fen.
    ///
    /// This is the only rounding of a charge line: half-up, once per line.
    package func multiplied(by factor: ScaledDecimal) -> Money {
        let product = fen * factor.tenThousandths
        let half: Int64 = product < 0 ? -5_000 : 5_000
        return Money(fen: (product + half) / 10_000)
    }
}
