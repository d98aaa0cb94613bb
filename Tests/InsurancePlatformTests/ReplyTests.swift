import Billing
import PeerTransport
import Settlement
import Testing

@testable import InsurancePlatform

@Suite("Replies of every transaction")
struct ReplyTests {
    @Test("1101 gives the person of the valid insurance")
    func person() async throws {
        let result = try await Bench([.success(SampleOutput.person)])
            .perform(.identify(Sample.person.credential))
        #expect(result.outcome == .answered(.person(Sample.person)))
    }

    @Test("1101 for another identity number is in doubt")
    func otherPerson() async throws {
        let credential = InsuranceCredential(kind: .residentID, number: "430100199001019999")
        let result = try await Bench([.success(SampleOutput.person)])
            .perform(.identify(credential))
        #expect(result.doubt?.kind == .mismatch)
    }

    @Test("a person without valid insurance is refused in words")
    func uninsured() async throws {
        let output = Sample.changed(
            SampleOutput.person,
            #""psn_insu_stas":"1""#,
            #""psn_insu_stas":"2""#
        )
        let result = try await Bench([.success(output)])
            .perform(.identify(Sample.person.credential))
        #expect(result.refusal?.text == "该参保人无正常参保信息")
    }

    @Test("of several insurances the preferred valid one counts")
    func severalInsurances() async throws {
        let rows = [
            #"{"balc":1.00,"insutype":"510","psn_type":"11","insuplc_admdvs":"430100"}"#,
            #"{"balc":2.00,"insutype":"390","psn_type":"14","insuplc_admdvs":"430102"}"#,
            #"{"balc":3,"insutype":"310","psn_type":"11","psn_insu_stas":"4","#
                + #""insuplc_admdvs":"430100"}"#,
        ].joined(separator: ",")
        let output =
            #"{"baseinfo":{"psn_no":"9","psn_name":"测试乙","certno":"11010119900101001x"}"#
            + #","insuinfo":[\#(rows)]}"#
        let credential = InsuranceCredential(kind: .card, number: "A123")
        let result = try await Bench([.success(output)]).perform(.identify(credential))
        guard case .answered(.person(let person)) = result.outcome else {
            Issue.record("no person: \(result.outcome)")
            return
        }
        #expect(person.insuranceType == "390")
        #expect(person.insuredRegion == "430102")
        #expect(person.balanceFen == 200)
        #expect(person.identityNumber == "11010119900101001X")
        #expect(person.credential == credential)
    }

    @Test(
        "1162 gives a token of kind 01",
        arguments: [
            #"{"baseinfo":{"certno":"C1","psn_name":"测试甲"},"ecToken":"TK1"}"#,
            #"{"data":{"idNo":"C1","userName":"测试甲","ecToken":"TK1"}}"#,
            #"{"idNo":"C1","userName":"测试甲","ecToken":"TK1"}"#,
        ]
    )
    func decoded(output: String) async throws {
        let result = try await Bench([.success(output)]).perform(.decode(code: "4240"))
        #expect(
            result.outcome
                == .answered(
                    .decoded(
                        InsuranceCredential(kind: .electronic, number: "TK1"),
                        identityNumber: "C1",
                        name: "测试甲"
                    )
                )
        )
    }

    @Test("1162 without a token is in doubt")
    func noToken() async throws {
        let result = try await Bench([.success(SampleOutput.person)]).perform(.decode(code: "4"))
        #expect(result.doubt?.kind == .unparsable)
    }

    @Test("2201 gives the visit, and only of our person and number")
    func registered() async throws {
        let right = try await Bench([.success(SampleOutput.registered)])
            .perform(.register(Sample.input))
        #expect(right.outcome == .answered(.registered(visitID: "430100M0000000000001")))
        for (old, new) in [("OP202601010001", "OP2"), ("43010000000000000000000001", "5")] {
            let output = Sample.changed(SampleOutput.registered, old, new)
            let wrong = try await Bench([.success(output)]).perform(.register(Sample.input))
            #expect(wrong.doubt?.kind == .mismatch)
        }
    }

    @Test("2204 counts the lines that were taken")
    func uploaded() async throws {
        let result = try await Bench([.success(SampleOutput.uploaded)])
            .perform(.uploadLines(Sample.input, lines: Sample.lines))
        #expect(result.outcome == .answered(.linesUploaded(count: 3)))
    }

    @Test(
        "2204 about other lines or amounts is in doubt",
        arguments: [
            ("F0003", "F0009"), ("F0003", "F0001"),
            (#""F0003","det_item_fee_sumamt":18.50"#, #""F0003","det_item_fee_sumamt":18.51"#),
        ]
    )
    func otherLines(old: String, new: String) async throws {
        let output = Sample.changed(SampleOutput.uploaded, old, new)
        let result = try await Bench([.success(output)])
            .perform(.uploadLines(Sample.input, lines: Sample.lines))
        #expect(result.doubt?.kind == .mismatch)
    }

    @Test("2204 that answers fewer lines is in doubt")
    func fewerLines() async throws {
        let result = try await Bench([.success(#"{"result":[]}"#)])
            .perform(.uploadLines(Sample.input, lines: Sample.lines))
        #expect(result.doubt?.kind == .mismatch)
    }

    @Test("2206A gives the split and no settlement number")
    func quoted() async throws {
        let result = try await Bench([.success(SampleOutput.settled)])
            .perform(.preSettle(Sample.input, total: Sample.total))
        let settlement = try #require(result.settlement)
        #expect(settlement.settlementID == nil)
        #expect(settlement.messageNumber == nil)
        #expect(settlement.split == ReplyTests.split)
    }

    /// The sample's split.
    static let split = Split(
        total: Sample.total,
        fund: Money(fen: 7_350),
        account: Money(fen: 3_650),
        selfPay: Money(fen: 1_850),
        burden: Sample.echo
    )

    @Test("2207A gives number, split and balance")
    func settled() async throws {
        let result = try await Bench([.success(SampleOutput.settled)]).perform(Sample.settle)
        let settlement = try #require(result.settlement)
        #expect(settlement.settlementID == Sample.settlementID)
        #expect(settlement.messageNumber == Sample.settleNumber)
        #expect(settlement.split == ReplyTests.split)
        #expect(settlement.brokenIdentities == [])
        #expect(settlement.balanceFen == 48_385)
        #expect(!settlement.isCancelled)
    }

    @Test("amounts as text are read alike")
    func amountText() async throws {
        let output = SampleOutput.settled
            .replacing(#":128.50"#, with: #":"128.50""#)
            .replacing(#":18.50"#, with: #":"18.5""#)
            .replacing(#":73.50"#, with: #":"73.5000""#)
        let result = try await Bench([.success(output)]).perform(Sample.settle)
        #expect(result.settlement?.split == ReplyTests.split)
    }

    @Test("2208 turns minus amounts positive under a number of its own")
    func cancelled() async throws {
        let result = try await Bench([.success(SampleOutput.cancelled)])
            .perform(
                .cancelSettlement(Sample.input, settlementID: Sample.settlementID),
                number: Sample.cancelNumber
            )
        let settlement = try #require(result.settlement)
        #expect(settlement.settlementID == "430100S0000000000002")
        #expect(settlement.isCancelled)
        #expect(settlement.split == ReplyTests.split)
        #expect(settlement.balanceFen == 52_035)
    }

    @Test("2208 accepts the misspelt pdn_cash_pay")
    func misspelt() async throws {
        let output = Sample.changed(SampleOutput.cancelled, "psn_cash_pay", "pdn_cash_pay")
        let result = try await Bench([.success(output)])
            .perform(.cancelSettlement(Sample.input, settlementID: Sample.settlementID))
        #expect(result.settlement?.split == ReplyTests.split)
    }

    @Test("2208 about another visit is in doubt")
    func otherVisit() async throws {
        let output = Sample.changed(
            SampleOutput.cancelled,
            "430100M0000000000001",
            "430100M0000000000009"
        )
        let result = try await Bench([.success(output)])
            .perform(.cancelSettlement(Sample.input, settlementID: Sample.settlementID))
        #expect(result.doubt?.kind == .mismatch)
    }

    @Test("5203 reads the renamed keys and the refund flag", arguments: [false, true])
    func queried(isCancelled: Bool) async throws {
        let output =
            isCancelled
            ? Sample.changed(
                SampleOutput.queried,
                #""refd_setl_flag":"0""#,
                #""refd_setl_flag":1"#
            )
            : SampleOutput.queried
        let result = try await Bench([.success(output)])
            .perform(.querySettlement(Sample.input, settlementID: Sample.settlementID))
        let settlement = try #require(result.settlement)
        #expect(settlement.split == ReplyTests.split)
        #expect(settlement.messageNumber == Sample.settleNumber)
        #expect(settlement.isCancelled == isCancelled)
    }

    @Test("5203 about another settlement, or without one, is in doubt")
    func otherSettlement() async throws {
        let request = InsuranceRequest.querySettlement(
            Sample.input,
            settlementID: "430100S0000000000009"
        )
        let other = try await Bench([.success(SampleOutput.queried)]).perform(request)
        #expect(other.doubt?.kind == .mismatch)
        let none = try await Bench([.success("{}")]).perform(request)
        #expect(none.doubt?.kind == .unparsable)
    }

    @Test(
        "5204 gives each line with its settlement, in an array or inside an object",
        arguments: [
            SampleOutput.lines, #"{"feedetail":\#(SampleOutput.lines)}"#,
        ]
    )
    func lines(output: String) async throws {
        let result = try await Bench([.success(output)]).perform(.queryLines(Sample.input))
        #expect(
            result.outcome
                == .answered(
                    .lines([
                        .init(serial: "F0001", settlementID: Sample.settlementID),
                        .init(serial: "F0002", settlementID: nil),
                        .init(serial: "F0003", settlementID: nil),
                    ])
                )
        )
    }

    @Test("5204 with no rows is an answer, without a list it is in doubt")
    func noLines() async throws {
        let empty = try await Bench([.success("[]")]).perform(.queryLines(Sample.input))
        #expect(empty.outcome == .answered(.lines([])))
        let none = try await Bench([.success("null")]).perform(.queryLines(Sample.input))
        #expect(none.doubt?.kind == .unparsable)
    }

    @Test("5201 gives the visits of the day")
    func visits() async throws {
        let row = #"{"mdtrt_id":"M1","psn_no":"43010000000000000000000001","ipt_otp_no":"OP1"}"#
        let result = try await Bench([.success(#"{"mdtrtinfo":[\#(row),{"mdtrt_id":"M2"}]}"#)])
            .perform(.queryVisits(Sample.input))
        #expect(
            result.outcome
                == .answered(
                    .visits([
                        .init(visitID: "M1", outpatientNumber: "OP1"),
                        .init(visitID: "M2", outpatientNumber: nil),
                    ])
                )
        )
        let other = row.replacing("43010000000000000000000001", with: "5")
        let wrong = try await Bench([.success(#"{"mdtrtinfo":[\#(other)]}"#)])
            .perform(.queryVisits(Sample.input))
        #expect(wrong.doubt?.kind == .mismatch)
        let none = try await Bench([.success(#"{"mdtrtinfo":[]}"#)])
            .perform(.queryVisits(Sample.input))
        #expect(none.outcome == .answered(.visits([])))
    }
}
