/// One fee line as the insurer classified it; the four parts add up to the total.
struct BenefitLine: Sendable, Equatable, Codable {
    var total: InsurerFen
    /// Wholly self-paid (丙).
    var own: InsurerFen
    /// Above the price ceiling.
    var overLimit: InsurerFen
    /// The self-paid first share (乙).
    var firstPay: InsurerFen
    /// Within the scope of the policy.
    var inScope: InsurerFen

    /// Largest unit price, in millionths of a yuan, and largest quantity, in ten-thousandths.
    static let priceMicroMax: Int64 = 10_000_000 * 1_000_000
    static let quantityMax: Int64 = 100_000 * 10_000

    /// `price × quantity`, rounded half-up to the fen; nil when either is out of bounds.
    static func product(priceMicro: Int64, quantity: Int64) -> InsurerFen? {
        guard (0...priceMicroMax).contains(priceMicro), (0...quantityMax).contains(quantity)
        else { return nil }
        // Millionths times ten-thousandths of a yuan: eight decimals below the fen.
        return InsurerFen(
            FixedPoint.roundHalfUp(Int128(priceMicro) * Int128(quantity), dropping: 8)
        )
    }

    /// Splits a line by the insurer's view of its item; nil when a number is out of bounds.
    ///
    /// - Parameters:
    ///   - priceMicro: unit price in millionths of a yuan.
    ///   - quantity: in ten-thousandths.
    ///   - chargedInFull: the hospital asks for a wholly self-paid line (`hosp_appr_flag` 2).
    init?(item: CatalogueItem, priceMicro: Int64, quantity: Int64, chargedInFull: Bool) {
        guard let total = Self.product(priceMicro: priceMicro, quantity: quantity) else {
            return nil
        }
        self.total = total
        if item.level == .excluded || chargedInFull {
            (own, overLimit, firstPay, inScope) = (total, .zero, .zero, .zero)
            return
        }
        own = .zero
        let excess = item.priceLimitMicro.map { max(0, priceMicro - $0) } ?? 0
        guard let over = Self.product(priceMicro: excess, quantity: quantity) else { return nil }
        overLimit = min(over, total)
        let base = total - overLimit
        firstPay = InsurerFen(
            FixedPoint.roundHalfUp(Int128(base.fen) * Int128(item.firstShare), dropping: 4)
        )
        inScope = base - firstPay
    }
}
