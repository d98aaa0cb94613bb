/// An amount of yuan held as a whole number of fen; the only type that carries money.
///
/// There is no initialiser from a floating-point number and no coding conformance: each peer's
/// adapter chooses its wire form (fen, `12.30` text, JSON number) by name. Overflow traps.
package struct Money: Sendable, Hashable, Comparable {
    /// The amount in fen (1/100 yuan); negative for what is given back.
    package let fen: Int64

    package static let zero = Money(fen: 0)

    package init(fen: Int64) {
        self.fen = fen
    }

    /// Reads a plain decimal amount of yuan: an optional minus, digits, at most two decimals.
    ///
    /// Exponents, signs other than a leading minus, separators, full-width digits, an empty text
    /// and more than 13 digits before the point are refused.
    package init(yuan text: some StringProtocol) throws(MoneyFormatError) {
        var bytes = Array(text.utf8)
        let negative = bytes.first == UInt8(ascii: "-")
        if negative { bytes.removeFirst() }
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard let whole = parts.first, parts.count <= 2, (1...13).contains(whole.count) else {
            throw .notAnAmount
        }
        var decimals = parts.count == 2 ? Array(parts[1]) : [UInt8(ascii: "0")]
        if decimals.isEmpty { throw .notAnAmount }
        guard decimals.count <= 2 else { throw .tooManyDecimals }
        if decimals.count == 1 { decimals.append(UInt8(ascii: "0")) }
        var value: Int64 = 0
        for byte in Array(whole) + decimals {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else {
                throw .notAnAmount
            }
            value = value * 10 + Int64(byte - UInt8(ascii: "0"))
        }
        fen = negative ? -value : value
    }

    /// The amount in yuan with exactly two decimals, such as `-0.03`; the form of screens and wires.
    package var yuan: String {
        let magnitude = fen.magnitude
        let cents = magnitude % 100
        return "\(fen < 0 ? "-" : "")\(magnitude / 100).\(cents < 10 ? "0" : "")\(cents)"
    }

    package var isZero: Bool { fen == 0 }
    package var isNegative: Bool { fen < 0 }

    package static func < (left: Money, right: Money) -> Bool { left.fen < right.fen }
    package static func + (left: Money, right: Money) -> Money {
        Money(fen: left.fen + right.fen)
    }
    package static func - (left: Money, right: Money) -> Money {
        Money(fen: left.fen - right.fen)
    }
    package static prefix func - (amount: Money) -> Money { Money(fen: -amount.fen) }
    package static func += (left: inout Money, right: Money) { left = left + right }
    package static func -= (left: inout Money, right: Money) { left = left - right }
}

extension Money: CustomStringConvertible {
    package var description: String { yuan }
}

/// Why a text is not an amount of money.
package enum MoneyFormatError: Error, Sendable, Equatable {
    /// Something other than digits, one point and a leading minus, or too many digits.
    case notAnAmount
    /// More than two decimals: there is nothing smaller than a fen.
    case tooManyDecimals
}

extension Sequence where Element == Money {
    /// The sum of the amounts, zero for none.
    package func total() -> Money {
        reduce(.zero, +)
    }
}
