/// How a bill divides between the insurer's funds, the personal account, the hospital and the
/// patient; `total = fund + account + hospital + self`, to the fen.
package struct Split: Sendable, Hashable {
    package let total: Money
    /// What the insurer's funds pay (`fund_pay_sumamt`).
    package let fund: Money
    /// Personal account and family mutual aid together (`psn_part_amt − psn_cash_pay`).
    package let account: Money
    /// The mutual-aid part inside `account`, for display.
    package let mutualAid: Money
    /// What the hospital bears (`hosp_part_amt`).
    package let hospital: Money
    /// What the window must collect (`psn_cash_pay`).
    package let selfPay: Money
    /// Where the patient's burden comes from, for display; all zero for a self-pay bill.
    package let burden: Burden

    /// The insurer's four classes of the total.
    package struct Burden: Sendable, Hashable {
        /// Class C and other wholly self-paid amounts (`fulamt_ownpay_amt`).
        package var ownPay: Money
        /// Above the price ceiling (`overlmt_selfpay`).
        package var overLimit: Money
        /// First-pay share of class B (`preselfpay_amt`).
        package var firstPay: Money
        /// Within the policy's scope (`inscp_scp_amt`).
        package var inScope: Money

        package init(ownPay: Money, overLimit: Money, firstPay: Money, inScope: Money) {
            self.ownPay = ownPay
            self.overLimit = overLimit
            self.firstPay = firstPay
            self.inScope = inScope
        }

        package static let none = Burden(
            ownPay: .zero,
            overLimit: .zero,
            firstPay: .zero,
            inScope: .zero
        )
    }

    /// Builds a split, or nothing when the parts do not make the total or one is negative.
    package init?(
        total: Money,
        fund: Money,
        account: Money,
        mutualAid: Money = .zero,
        hospital: Money = .zero,
        selfPay: Money,
        burden: Burden = .none
    ) {
        guard [total, fund, account, mutualAid, hospital, selfPay].allSatisfy({ !$0.isNegative }),
            mutualAid <= account, fund + account + hospital + selfPay == total
        else { return nil }
        self.total = total
        self.fund = fund
        self.account = account
        self.mutualAid = mutualAid
        self.hospital = hospital
        self.selfPay = selfPay
        self.burden = burden
    }

    /// The split of a bill that nobody but the patient pays.
    package static func selfPayOnly(_ total: Money) -> Split {
        Split(selfPayOnly: total)
    }

    private init(selfPayOnly total: Money) {
        precondition(!total.isNegative, "a bill's total is negative")
        self.total = total
        fund = .zero
        account = .zero
        mutualAid = .zero
        hospital = .zero
        selfPay = total
        burden = .none
    }
}
