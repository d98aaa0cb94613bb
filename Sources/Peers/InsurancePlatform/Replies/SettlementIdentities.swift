import Billing

/// Checks the identities I1 to I7 of a settlement (specification 4.2) and derives the split.
struct SettlementIdentities {
    let figures: SettlementFigures
    let rules: InsurancePlatformConfiguration.AccountRules
    /// Identities that are only noted.
    let warnings: Set<String>
    /// The line sums of 2204, where this adapter saw the upload (I6).
    var uploaded: (burden: Split.Burden, lines: Int)?
    /// Whether the answer is to a 2208, whose amounts must be negative (I7).
    var isCancellation = false
    /// The amounts of the cancelled settlement, where this adapter saw it (I7).
    var cancelled: SettlementFigures?

    struct Finding {
        /// Nil when an identity that counts does not hold.
        var split: Split?
        var broken: [String]
        /// What the evidence shall say beside the answer.
        var notes: [String]
    }

    /// The split with what was found.
    func check() -> Finding {
        let shares = shares
        var findings = [i1, i2, i3(shares), i4(shares), i5(shares)].compactMap(\.self)
        findings += i6 + i7
        let broken = findings.filter { !warnings.contains(String($0.prefix(2))) }
        var finding = Finding(
            split: nil,
            broken: broken,
            notes: findings.map { "breaks \($0)" }
        )
        if let reading = mutualAidReading(shares), !figures.mutualAid.isZero {
            finding.notes.append("mutual aid \(reading.rawValue) acct_pay")
        }
        guard broken.isEmpty else { return finding }
        finding.split = Split(
            total: figures.total,
            fund: figures.fund,
            account: shares.personal - figures.cash,
            mutualAid: figures.mutualAid,
            hospital: shares.hospital,
            selfPay: figures.cash,
            burden: figures.burden
        )
        if finding.split == nil {
            // No identity names it, but a negative part or unequal parts are no split either.
            finding.broken = ["I4: the parts do not make a split"]
        }
        return finding
    }

    /// The personal burden and the hospital's share, the one that is missing taken from I4.
    ///
    /// 5203 has no hospital share, and real answers to 2208 leave both out.
    private var shares: (personal: Money, hospital: Money) {
        let rest = figures.total - figures.fund
        switch (figures.personal, figures.hospital) {
        case (let personal?, let hospital?): return (personal, hospital)
        case (let personal?, nil): return (personal, rest - personal)
        case (nil, let hospital?): return (rest - hospital, hospital)
        case (nil, nil):
            let own = figures.account + figures.cash
            let personal = own + figures.mutualAid == rest ? rest : own
            return (personal, rest - personal)
        }
    }

    private var i1: String? {
        let burden = figures.burden
        let sum = burden.ownPay + burden.overLimit + burden.firstPay + burden.inScope
        return sum == figures.total ? nil : "I1: classes \(sum), total \(figures.total)"
    }

    private var i2: String? {
        let regional = figures.regionalFunds
        let sums = [
            figures.sevenFunds, figures.sevenFunds + regional[0],
            figures.sevenFunds + regional[1], figures.sevenFunds + regional.total(),
        ]
        return sums.contains(figures.fund)
            ? nil : "I2: funds \(figures.sevenFunds), fund_pay_sumamt \(figures.fund)"
    }

    private func mutualAidReading(
        _ shares: (personal: Money, hospital: Money)
    ) -> InsurancePlatformConfiguration.AccountRules.MutualAid? {
        let inside = figures.account + figures.cash
        if rules.mutualAid != .beside, shares.personal == inside { return .inside }
        if rules.mutualAid != .inside, shares.personal == inside + figures.mutualAid {
            return .beside
        }
        return nil
    }

    private func i3(_ shares: (personal: Money, hospital: Money)) -> String? {
        guard mutualAidReading(shares) == nil else { return nil }
        return "I3: personal \(shares.personal), account \(figures.account), "
            + "mutual aid \(figures.mutualAid), cash \(figures.cash)"
    }

    private func i4(_ shares: (personal: Money, hospital: Money)) -> String? {
        let sum = figures.fund + shares.personal + shares.hospital
        guard
            sum != figures.total || shares.hospital.isNegative || shares.personal.isNegative
                || figures.hasMixedSigns
        else { return nil }
        return "I4: fund \(figures.fund), personal \(shares.personal), "
            + "hospital \(shares.hospital), total \(figures.total)"
    }

    private func i5(_ shares: (personal: Money, hospital: Money)) -> String? {
        guard let detail = figures.detail else { return nil }
        let sum = figures.fund + figures.account + shares.hospital
        // Mutual aid beside the account may have a row of its own; no source says.
        guard detail != sum, detail != sum + figures.mutualAid else { return nil }
        return "I5: setldetail \(detail), expected \(sum)"
    }

    private var i6: [String] {
        guard let uploaded else { return [] }
        let pairs = [
            (figures.burden.ownPay, uploaded.burden.ownPay),
            (figures.burden.overLimit, uploaded.burden.overLimit),
            (figures.burden.firstPay, uploaded.burden.firstPay),
            (figures.burden.inScope, uploaded.burden.inScope),
        ]
        // How a platform rounds its sums is not known: a fen per line is tolerated.
        let differs = pairs.contains { abs($0.fen - $1.fen) > Int64(uploaded.lines) }
        return differs ? ["I6: classes differ from the uploaded lines"] : []
    }

    private var i7: [String] {
        guard isCancellation else { return [] }
        if !figures.wasNegative, !figures.total.isZero {
            return ["I7: the cancellation's amounts are not negative"]
        }
        guard let cancelled else { return [] }
        let pairs = [
            (figures.total, cancelled.total), (figures.fund, cancelled.fund),
            (figures.account, cancelled.account), (figures.cash, cancelled.cash),
        ]
        guard let odd = pairs.first(where: { $0 != $1 }) else { return [] }
        return ["I7: cancelled \(odd.0), settled \(odd.1)"]
    }
}
