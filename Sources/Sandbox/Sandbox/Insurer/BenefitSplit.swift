/// What a person has used in one year.
struct BenefitAccumulators: Sendable, Equatable, Codable {
    var deductibleUsed = InsurerFen.zero
    /// Pool pay of ordinary and emergency care.
    var poolUsed = InsurerFen.zero
    var civilUsed = InsurerFen.zero
    /// Pool pay of each registered disease, by its code.
    var diseasePoolUsed: [String: InsurerFen] = [:]

    /// The pool pay that counts against the cap in question.
    func pool(disease: String?) -> InsurerFen {
        disease.map { diseasePoolUsed[$0] ?? .zero } ?? poolUsed
    }

    /// Books a split, or takes it back with a sign of −1.
    mutating func move(_ split: BenefitSplit, disease: String?, sign: Int) {
        deductibleUsed.fen += sign * split.deductible.fen
        civilUsed.fen += sign * split.civil.fen
        if let disease {
            let used = diseasePoolUsed[disease, default: .zero].fen + sign * split.pool.fen
            diseasePoolUsed[disease] = used == 0 ? nil : InsurerFen(used)
        } else {
            poolUsed.fen += sign * split.pool.fen
        }
    }
}

/// How one bill is paid: the insurer's computation, exact to the fen.
///
/// Half-up rounding happens at three points only: a line's amounts, the pool's share and the
/// subsidy. Always: own + over limit + first pay + in scope = total, and fund + account + mutual
/// aid + cash = total.
struct BenefitSplit: Sendable, Equatable, Codable {
    var total: InsurerFen
    var own: InsurerFen
    var overLimit: InsurerFen
    var firstPay: InsurerFen
    var inScope: InsurerFen
    var deductible: InsurerFen
    /// The pool's share in ten-thousandths.
    var poolShare: Int
    var pool: InsurerFen
    var civil: InsurerFen
    /// Another fund's payment; only a planned fault makes it differ from zero.
    var otherFund: InsurerFen
    var account: InsurerFen
    /// What each giver of mutual aid pays, in the givers' order.
    var aid: [InsurerFen]
    var cash: InsurerFen

    var fund: InsurerFen { pool + civil + otherFund }
    var personal: InsurerFen { total - fund }
    var aidTotal: InsurerFen { aid.total }

    /// Computes the split of classified lines.
    ///
    /// - Parameters:
    ///   - disease: the registered disease that the bill is charged under, by code.
    ///   - balance: what the own account may pay from; zero when it must not be used.
    ///   - givers: what each giver of mutual aid still offers, in the order of authorisation.
    init(
        lines: [BenefitLine],
        policy: BenefitPolicy,
        used: BenefitAccumulators,
        disease: String?,
        balance: InsurerFen,
        givers: [InsurerFen]
    ) {
        own = lines.map(\.own).total
        overLimit = lines.map(\.overLimit).total
        firstPay = lines.map(\.firstPay).total
        inScope = lines.map(\.inScope).total
        total = own + overLimit + firstPay + inScope
        poolShare = policy.poolShare
        otherFund = .zero

        deductible = min(inScope, max(.zero, policy.deductible - used.deductibleUsed))
        let base = inScope - deductible
        let raw = InsurerFen(
            FixedPoint.roundHalfUp(Int128(base.fen) * Int128(policy.poolShare), dropping: 4)
        )
        pool = min(raw, max(.zero, policy.poolCap - used.pool(disease: disease)))
        let copay = base - pool
        if let share = policy.civilShare {
            let subsidy = InsurerFen(
                FixedPoint.roundHalfUp(Int128(copay.fen) * Int128(share), dropping: 4)
            )
            civil = min(subsidy, max(.zero, policy.civilCap - used.civilUsed))
        } else {
            civil = .zero
        }

        let allowed = deductible + (copay - civil) + firstPay
        account = min(max(.zero, balance), allowed)
        var open = allowed - account
        aid = []
        for offered in givers {
            let paid = min(max(.zero, offered), open)
            aid.append(paid)
            open = open - paid
        }
        cash = total - (pool + civil) - account - aid.total
    }

    /// The largest part that account and mutual aid together may pay.
    var accountAllowed: InsurerFen { inScope - pool - civil + firstPay }

    /// Another split of the same bill that satisfies every identity, as a settlement that differs
    /// from its quote would show; nil when the bill leaves no room for one.
    ///
    /// - Parameter raisingCash: whether the patient pays more than was quoted, or less.
    func differing(raisingCash: Bool) -> BenefitSplit? {
        var other = self
        if !raisingCash {
            let moved = min(cash, InsurerFen(100))
            other.otherFund = otherFund + moved
            other.cash = cash - moved
        } else if account > .zero {
            other.account = .zero
            other.cash = cash + account
        } else {
            let moved = min(pool, InsurerFen(100))
            other.pool = pool - moved
            other.cash = cash + moved
        }
        return other == self ? nil : other
    }
}
