/// How the cash that closes a remainder is rounded; the raw value is the hospital's parameter.
///
/// Only the cash tender is ever rounded. Insurer, account and electronic tenders stay exact, and
/// the difference is booked as a row of its own.
package enum CashRounding: Int, Sendable, CaseIterable {
    case none = 0
    case jiaoHalfUp = 1
    case jiaoDown = 2
    case jiaoUp = 3
    case yuanHalfUp = 4
    case yuanDown = 5
    case yuanUp = 6

    /// The cash to take for an exact amount that is not negative.
    package func taken(for exact: Money) -> Money {
        precondition(!exact.isNegative, "only an amount due can be rounded")
        let (unit, lift): (Int64, Int64) =
            switch self {
            case .none: (1, 0)
            case .jiaoHalfUp: (10, 5)
            case .jiaoDown: (10, 0)
            case .jiaoUp: (10, 9)
            case .yuanHalfUp: (100, 50)
            case .yuanDown: (100, 0)
            case .yuanUp: (100, 99)
            }
        return Money(fen: (exact.fen + lift) / unit * unit)
    }

    /// What the hospital gives up (positive) or gains (negative) by rounding: exact minus taken.
    package func difference(for exact: Money) -> Money {
        exact - taken(for: exact)
    }
}
