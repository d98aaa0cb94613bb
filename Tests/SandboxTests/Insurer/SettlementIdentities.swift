import Testing

@testable import Sandbox

/// Checks I1 to I6 of the platform on the answer of a quote or a settlement.
func expectIdentities(_ reply: TestHospital.Reply, rows: [InsurerJSON] = []) throws {
    let total = try reply.fen("medfee_sumamt")
    let classes = ["fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt", "inscp_scp_amt"]
    let parts = try classes.map { try reply.fen($0) }
    #expect(total == parts.reduce(0, +), "I1")
    let funds = try [
        "hifp_pay", "cvlserv_pay", "hifes_pay", "hifmi_pay", "hifob_pay", "maf_pay", "oth_pay",
    ].map { try reply.fen($0) }
    let fund = try reply.fen("fund_pay_sumamt")
    #expect(fund == funds.reduce(0, +), "I2")
    let part = try reply.fen("psn_part_amt")
    let account = try reply.fen("acct_pay")
    let cash = try reply.fen("psn_cash_pay")
    #expect(part == account + (try reply.fen("acct_mulaid_pay")) + cash, "I3")
    let hospital = try reply.fen("hosp_part_amt")
    #expect(total == fund + part + hospital, "I4")
    let detail = try #require(reply.output["setldetail"]?.elements)
    let paid = detail.compactMap { InsurerFen(yuan: $0.string("fund_payamt"))?.fen }
    #expect(paid.count == detail.count)
    #expect(paid.reduce(0, +) == fund + account + hospital, "I5")
    for amount in parts + funds + [part, account, cash] { #expect(amount >= 0) }
    guard !rows.isEmpty else { return }
    let lineKeys = ["fulamt_ownpay_amt", "overlmt_amt", "preselfpay_amt", "inscp_scp_amt"]
    for (key, fen) in zip(lineKeys, parts) {
        let sum = rows.compactMap { InsurerFen(yuan: $0.string(key))?.fen }.reduce(0, +)
        #expect(sum == fen, "I6 \(key)")
    }
}

/// Checks I7: a cancellation is the settlement with minus signs under a number of its own.
func expectCancellation(
    _ cancelled: TestHospital.Reply,
    of settled: TestHospital.Reply,
    balanceBefore: Int
) throws {
    for key in [
        "medfee_sumamt", "fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt",
        "inscp_scp_amt", "act_pay_dedc", "hifp_pay", "cvlserv_pay", "fund_pay_sumamt",
        "psn_part_amt", "acct_pay", "acct_mulaid_pay", "psn_cash_pay",
    ] {
        #expect(try cancelled.fen(key) == -(try settled.fen(key)), "I7 \(key)")
    }
    #expect(try cancelled.fen("balc") == balanceBefore + settled.fen("acct_pay"), "I7 balance")
    #expect(
        cancelled.settlement.string("setl_id") != settled.settlement.string("setl_id")
    )
}
