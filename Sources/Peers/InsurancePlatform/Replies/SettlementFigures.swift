import Billing

/// The amounts of a `setlinfo` with its `setldetail`, read exactly; a cancellation's minus amounts
/// are turned positive.
struct SettlementFigures: Sendable, Hashable {
    var total: Money
    var burden: Split.Burden
    var fund: Money
    /// The seven funds that make up `fund_pay_sumamt`.
    var sevenFunds: Money
    /// `hifdm_pay` and `othfund_pay`, which only some regions count.
    var regionalFunds: [Money]
    /// `psn_part_amt`, or `psn_pay` of 5203.
    var personal: Money?
    /// `acct_pay`.
    var account: Money
    /// `acct_mulaid_pay`.
    var mutualAid: Money
    /// `psn_cash_pay`, `pdn_cash_pay` of 2208 or `cash_payamt` of 5203.
    var cash: Money
    var hospital: Money?
    /// Σ `fund_payamt`, nil where the answer has no rows.
    var detail: Money?
    var balance: Money?
    /// Whether the amounts came with reversed signs.
    var wasNegative: Bool
    /// Whether an amount came with another sign than the total.
    var hasMixedSigns: Bool

    /// Most rows of `setldetail`.
    private static let detailCountMax = 1_000

    /// Reads the output of 2206A, 2207A, 2208 or 5203.
    init(output: JSONValue) throws(ReplyFault) {
        guard let info = output["setlinfo"] else { throw .unreadable("no setlinfo") }
        let reader = AmountReader(node: info)
        let rawTotal = try reader.required("medfee_sumamt")
        wasNegative = rawTotal.isNegative
        let sign = SignKeeper(isNegative: rawTotal.isNegative)
        total = sign.take(rawTotal)
        burden = Split.Burden(
            ownPay: sign.take(try reader.amount("fulamt_ownpay_amt") ?? .zero),
            overLimit: sign.take(try reader.amount("overlmt_selfpay") ?? .zero),
            firstPay: sign.take(try reader.amount("preselfpay_amt") ?? .zero),
            inScope: sign.take(try reader.amount("inscp_scp_amt") ?? .zero)
        )
        fund = sign.take(try reader.required("fund_pay_sumamt"))
        var funds = Money.zero
        for key in [
            "hifp_pay", "cvlserv_pay", "hifes_pay", "hifmi_pay", "hifob_pay", "maf_pay", "oth_pay",
        ] {
            funds += sign.take(try reader.amount(key) ?? .zero)
        }
        sevenFunds = funds
        regionalFunds = [
            sign.take(try reader.amount("hifdm_pay") ?? .zero),
            sign.take(try reader.amount("othfund_pay") ?? .zero),
        ]
        personal = try reader.first("psn_part_amt", "psn_pay").map(sign.take)
        account = sign.take(try reader.required("acct_pay"))
        mutualAid = sign.take(try reader.amount("acct_mulaid_pay") ?? .zero)
        guard let cash = try reader.first("psn_cash_pay", "pdn_cash_pay", "cash_payamt") else {
            throw .unreadable("no psn_cash_pay")
        }
        self.cash = sign.take(cash)
        hospital = try reader.amount("hosp_part_amt").map(sign.take)
        balance = try reader.amount("balc")
        detail = try SettlementFigures.detail(output).map(sign.take)
        let parts =
            [burden.ownPay, burden.overLimit, burden.firstPay, burden.inScope, fund, account]
            + [mutualAid, self.cash, personal ?? .zero, hospital ?? .zero]
        hasMixedSigns = parts.contains(where: \.isNegative)
    }

    private static func detail(_ output: JSONValue) throws(ReplyFault) -> Money? {
        guard let rows = output["setldetail"]?.elements, !rows.isEmpty else { return nil }
        guard rows.count <= detailCountMax else { throw .unreadable("too many setldetail rows") }
        var sum = Money.zero
        for row in rows {
            sum += try AmountReader(node: row).required("fund_payamt")
        }
        return sum
    }
}

/// Turns the amounts of a cancellation positive.
private struct SignKeeper {
    let isNegative: Bool

    func take(_ amount: Money) -> Money { isNegative ? -amount : amount }
}

/// Reads amounts of one node; absent and null are nil, anything unreadable is a fault.
struct AmountReader {
    let node: JSONValue

    /// The amount under a key, or nil when there is none.
    func amount(_ key: String) throws(ReplyFault) -> Money? {
        guard let value = node[key], value != .string("") else { return nil }
        guard let text = value.text, let amount = WireAmount.money(text) else {
            throw .unreadable("\(key) is no amount")
        }
        return amount
    }

    /// The amount under a key that must be there.
    func required(_ key: String) throws(ReplyFault) -> Money {
        guard let amount = try amount(key) else { throw .unreadable("no \(key)") }
        return amount
    }

    /// The first amount that is there.
    func first(_ keys: String...) throws(ReplyFault) -> Money? {
        for key in keys {
            if let amount = try amount(key) { return amount }
        }
        return nil
    }
}
