import Billing
import PeerTransport
import Settlement
import Testing

@testable import InsurancePlatform

@Suite("Identities of a settlement")
struct IdentityTests {
    /// A settlement answer of the sample visit with these amounts.
    private func output(_ amounts: [String: String], detail: [String] = []) -> String {
        var text = #"{"setlinfo":{"mdtrt_id":"430100M0000000000001","setl_id":"S1","#
        text += #""psn_no":"43010000000000000000000001""#
        for (key, amount) in amounts { text += #","\#(key)":\#(amount)"# }
        let rows = detail.map { #"{"fund_pay_type":"310101","fund_payamt":\#($0)}"# }
        return text + #"},"setldetail":[\#(rows.joined(separator: ","))]}"#
    }

    private func settle(
        _ amounts: [String: String],
        detail: [String] = [],
        total: Money = Sample.total,
        change: (inout InsurancePlatformConfiguration) -> Void = { _ in }
    ) async throws -> InsurerSettlement {
        let bench = try Bench([.success(output(amounts, detail: detail))], change: change)
        let result = await bench.perform(.settle(Sample.input, total: total, echo: .none))
        return try #require(result.settlement)
    }

    /// identity-2 of the vectors: amounts of a real reply.
    private let real = [
        "medfee_sumamt": "23442.46", "fulamt_ownpay_amt": "2533.97", "overlmt_selfpay": "1396.89",
        "preselfpay_amt": "703.44", "inscp_scp_amt": "18808.16", "hifp_pay": "18785.39",
        "fund_pay_sumamt": "18785.39", "psn_part_amt": "4152.06", "acct_pay": "170.04",
        "psn_cash_pay": "3982.02", "hosp_part_amt": "505.01",
    ]
    private let realTotal = Money(fen: 2_344_246)

    @Test("a real reply's amounts hold, hospital share and account rows included")
    func realReply() async throws {
        let settlement = try await settle(
            real,
            detail: ["18785.39", "170.04", "505.01"],
            total: realTotal
        )
        #expect(settlement.brokenIdentities == [])
        let split = try #require(settlement.split)
        #expect(split.hospital == Money(fen: 50_501))
        #expect(split.account == Money(fen: 17_004))
        #expect(split.selfPay == Money(fen: 398_202))
    }

    @Test(
        "each broken identity is named and leaves no split",
        arguments: [
            ("fulamt_ownpay_amt", "2533.98", "I1"), ("acct_pay", "170.05", "I3"),
            ("psn_cash_pay", "3982.01", "I3"), ("hosp_part_amt", "505.00", "I4"),
            ("fund_pay_sumamt", "18785.40", "I4"), ("psn_part_amt", "4152.07", "I3"),
        ]
    )
    func broken(key: String, amount: String, name: String) async throws {
        var amounts = real
        amounts[key] = amount
        let settlement = try await settle(
            amounts,
            detail: ["18785.39", "170.04", "505.01"],
            total: realTotal
        )
        #expect(settlement.split == nil)
        #expect(settlement.settlementID == "S1")
        #expect(settlement.brokenIdentities.contains { $0.hasPrefix(name) })
    }

    @Test("detail rows that do not add up break I5")
    func brokenDetail() async throws {
        let settlement = try await settle(real, detail: ["18785.39"], total: realTotal)
        #expect(settlement.split == nil)
        #expect(settlement.brokenIdentities.map { $0.prefix(2) } == ["I5"])
    }

    @Test("funds that do not add up are only noted, or break where the profile says so")
    func funds() async throws {
        var amounts = real
        amounts["hifp_pay"] = "1.00"
        let bench = try Bench([.success(output(amounts))])
        let result = await bench.perform(
            .settle(Sample.input, total: realTotal, echo: .none)
        )
        #expect(result.settlement?.split != nil)
        #expect(result.evidence.redactedBody.contains("breaks I2"))
        let strict = try await settle(amounts, total: realTotal) { $0.warningIdentities = [] }
        #expect(strict.split == nil)
        #expect(strict.brokenIdentities.map { $0.prefix(2) } == ["I2"])
    }

    @Test("regional funds count when the sum needs them", arguments: ["hifdm_pay", "othfund_pay"])
    func regionalFunds(key: String) async throws {
        var amounts = real
        amounts["hifp_pay"] = "18785.00"
        amounts[key] = "0.39"
        let settlement = try await settle(amounts, total: realTotal) { $0.warningIdentities = [] }
        #expect(settlement.brokenIdentities == [])
    }

    /// 226.92 with mutual aid 120.00: fund 41.55, burden 185.37, cash 65.37.
    private func aided(account: String) -> [String: String] {
        [
            "medfee_sumamt": "226.92", "preselfpay_amt": "8.21", "inscp_scp_amt": "218.71",
            "hifp_pay": "41.55", "fund_pay_sumamt": "41.55", "psn_part_amt": "185.37",
            "acct_pay": account, "acct_mulaid_pay": "120.00", "psn_cash_pay": "65.37",
        ]
    }

    @Test("mutual aid is read beside or inside the account", arguments: ["0.00", "120.00"])
    func mutualAid(account: String) async throws {
        let settlement = try await settle(aided(account: account), total: Money(fen: 22_692))
        let split = try #require(settlement.split)
        #expect(split.account == Money(fen: 12_000))
        #expect(split.mutualAid == Money(fen: 12_000))
        #expect(split.selfPay == Money(fen: 6_537))
    }

    @Test("a region that fixes the reading breaks I3 on the other one")
    func fixedReading() async throws {
        let settlement = try await settle(
            aided(account: "0.00"),
            total: Money(fen: 22_692)
        ) { $0.accountRules.mutualAid = .inside }
        #expect(settlement.brokenIdentities.contains { $0.hasPrefix("I3") })
        #expect(settlement.split == nil)
    }

    @Test(
        "a negative part is no split",
        arguments: [
            [
                "psn_cash_pay": "-1.00", "acct_pay": "37.50", "psn_part_amt": "36.50",
                "hosp": "18.50",
            ],
            [
                "psn_cash_pay": "55.00", "acct_pay": "0.00", "psn_part_amt": "55.00",
                "hosp": "0.00",
                "fund_pay_sumamt": "-73.50",
            ],
        ]
    )
    func negativePart(change: [String: String]) async throws {
        var amounts = [
            "medfee_sumamt": "128.50", "inscp_scp_amt": "128.50", "fund_pay_sumamt": "73.50",
            "hifp_pay": "73.50",
        ]
        for (key, value) in change { amounts[key == "hosp" ? "hosp_part_amt" : key] = value }
        let settlement = try await settle(amounts)
        #expect(settlement.split == nil)
        #expect(!settlement.brokenIdentities.isEmpty)
    }

    @Test("classes that differ from the uploaded lines break I6")
    func uploadedClasses() async throws {
        let wrong = SampleOutput.settled
            .replacing(
                #""preselfpay_amt":5.00,"inscp_scp_amt":105.00"#,
                with: #""preselfpay_amt":6.00,"inscp_scp_amt":104.00"#
            )
        let bench = try Bench([
            .success(SampleOutput.uploaded), .success(SampleOutput.settled), .success(wrong),
        ])
        _ = await bench.perform(.uploadLines(Sample.input, lines: Sample.lines))
        let right = await bench.perform(.preSettle(Sample.input, total: Sample.total))
        #expect(right.settlement?.brokenIdentities == [])
        let settled = await bench.perform(Sample.settle)
        #expect(settled.settlement?.split == nil)
        #expect(settled.settlement?.brokenIdentities.map { $0.prefix(2) } == ["I6"])
        #expect(settled.evidence.verdict == "done:broken")
    }

    @Test("a cancellation of other amounts than were settled breaks I7")
    func cancellation() async throws {
        let wrong = SampleOutput.cancelled
            .replacing(
                #""acct_pay":-36.50,"psn_cash_pay":-18.50"#,
                with: #""acct_pay":-35.50,"psn_cash_pay":-19.50"#
            )
            .replacing(#""fund_payamt":-36.50"#, with: #""fund_payamt":-35.50"#)
        let bench = try Bench([
            .success(SampleOutput.settled), .success(SampleOutput.cancelled), .success(wrong),
        ])
        _ = await bench.perform(Sample.settle)
        let request = InsuranceRequest.cancelSettlement(
            Sample.input,
            settlementID: Sample.settlementID
        )
        #expect(await bench.perform(request).settlement?.brokenIdentities == [])
        let broken = await bench.perform(request).settlement
        #expect(broken?.brokenIdentities.map { $0.prefix(2) } == ["I7"])
    }

    @Test("a cancellation whose amounts are not negative breaks I7")
    func positiveCancellation() async throws {
        let bench = try Bench([.success(SampleOutput.settled)])
        let settlement = await bench.perform(
            .cancelSettlement(Sample.input, settlementID: Sample.settlementID)
        ).settlement
        #expect(settlement?.split == nil)
        #expect(settlement?.brokenIdentities.map { $0.prefix(2) } == ["I7"])
    }
}
