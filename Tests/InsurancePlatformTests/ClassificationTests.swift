import Billing
import PeerTransport
import Settlement
import Testing

@testable import InsurancePlatform

@Suite("Classification of answers")
struct ClassificationTests {
    /// An exchange of a 2207A and the verdict word it must get.
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let exchange: PeerExchange
        let verdict: String

        init(_ name: String, _ exchange: PeerExchange, _ verdict: String) {
            self.name = name
            self.exchange = exchange
            self.verdict = verdict
        }

        var testDescription: String { name }
    }

    private static let gateway401 = #"{"code":401,"message":"签名不一致!"}"#

    static let rows: [Row] = [
        Row("success", .success(SampleOutput.settled), "done"),
        Row("success with infcode as text", .http(textCode("\"0\"")), "done"),
        Row("success with infcode 0000", .http(textCode("\"0000\"")), "done"),
        Row("refusal", .refusal("医疗费总额与费用明细合计不一致"), "refused"),
        Row("refusal with another code", .refusal("未知人员", code: "7"), "refused"),
        Row("refusal with infcode as text", .refusal("未知人员", code: "\"-1\""), "refused"),
        Row("duplicate message number", .refusal("报文ID重复"), "refused:ambiguous"),
        Row("already settled", .refusal("该就诊已结算"), "refused:ambiguous"),
        Row("busy", .refusal("系统繁忙，请稍后再试"), "refused:ambiguous"),
        Row("gateway 401 in HTTP 200", .http(gateway401), "refused"),
        Row("gateway 401 in HTTP 401", .http(gateway401, status: 401), "refused"),
        Row("gateway 403 as text", .http(#"{"code":"403","message":"x"}"#), "refused"),
        Row("gateway malformed", .http(#"{"code":400,"message":"x"}"#, status: 400), "refused"),
        Row("gateway 401 in HTTP 502", .http(gateway401, status: 502), "unknown:http_status"),
        Row("gateway 500", .http(#"{"code":500,"message":"x"}"#), "unknown:unparsable"),
        Row("HTTP 502 with HTML", .http("<html>", status: 502), "unknown:http_status"),
        Row("HTTP 500 with a success", .http(envelope, status: 500), "unknown:http_status"),
        Row("HTTP 404 with a success", .http(envelope, status: 404), "unknown:http_status"),
        Row("HTTP 403 with HTML", .http("<html>", status: 403), "unknown:http_status"),
        Row("HTML in HTTP 200", .http("<html></html>"), "unknown:unparsable"),
        Row("empty body", .http(""), "unknown:unparsable"),
        Row("truncated", .http(String(envelope.dropLast(40))), "unknown:unparsable"),
        Row("no infcode", .http(#"{"output":{}}"#), "unknown:unparsable"),
        Row("infcode null", .http(#"{"infcode":null,"output":{}}"#), "unknown:unparsable"),
        Row("infcode a word", .http(#"{"infcode":"OK"}"#), "unknown:unlisted"),
        Row("an array", .http("[0]"), "unknown:unparsable"),
        Row("output null", .success("null"), "unknown:unparsable"),
        Row("timeout", .unknown(.init(kind: .timeout, detail: "60 s")), "unknown:timeout"),
        Row("reset", .unknown(.init(kind: .reset, detail: "reset")), "unknown:connection"),
        Row("cancelled", .unknown(.init(kind: .cancelled, detail: "c")), "unknown:connection"),
        Row("too big", .unknown(.init(kind: .bodyTooLarge, detail: "b")), "unknown:unparsable"),
        Row("refused connection", .notSent(.init(kind: .refused, detail: "r")), "not_sent"),
    ]

    private static let envelope = #"{"infcode":0,"output":\#(SampleOutput.settled)}"#
    private static func textCode(_ code: String) -> String {
        #"{"infcode":\#(code),"output":\#(SampleOutput.settled)}"#
    }

    @Test("each kind of answer has one class, and the 2207A is sent once", arguments: rows)
    func classes(_ row: Row) async throws {
        let bench = try Bench([row.exchange])
        let result = await bench.perform(Sample.settle)
        #expect(result.evidence.verdict == row.verdict)
        #expect(bench.transport.operations == ["9001", "2207A"])
        #expect(result.evidence.operation == "2207A")
        #expect(result.evidence.number == Sample.settleNumber)
        switch result.outcome {
        case .answered: #expect(row.verdict == "done")
        case .refused(let refusal):
            #expect(row.verdict == (refusal.isAmbiguous ? "refused:ambiguous" : "refused"))
        case .unknown(let doubt): #expect(row.verdict == "unknown:\(doubt.kind.rawValue)")
        case .notSent: #expect(row.verdict == "not_sent")
        }
    }

    @Test("a refusal keeps the platform's code and words")
    func refusalWords() async throws {
        let bench = try Bench([.refusal("该参保人的基本信息为空", code: "-1")])
        let result = await bench.perform(.identify(Sample.person.credential))
        #expect(result.refusal == Refusal(code: "-1", text: "该参保人的基本信息为空"))
    }

    @Test("control characters of a refusal are dropped and its length is bounded")
    func inertRefusal() async throws {
        let long = String(repeating: "长", count: 2_000)
        let bench = try Bench([.refusal(#"\u001b[31m红\u202e\#(long)"#)])
        let text = try #require(await bench.perform(Sample.settle).refusal?.text)
        #expect(text.hasPrefix("[31m红长"))
        #expect(text.count == 500)
    }

    @Test(
        "output null is a success where the transaction has no output",
        arguments: [
            InsuranceRequest.cancelRegistration(Sample.input), .describeVisit(Sample.input),
            .cancelLines(Sample.input),
            .reverse(messageNumber: Sample.settleNumber, operation: "2207A", Sample.input),
        ]
    )
    func nullOutput(request: InsuranceRequest) async throws {
        let result = try await Bench([.success("null")]).perform(request)
        #expect(result.outcome == .answered(.accepted))
    }

    /// A settlement answer with one field changed, that must not pass.
    static let misfits: [(old: String, new: String)] = [
        (#""psn_no":"43010000000000000000000001""#, #""psn_no":"43010000000000000000000002""#),
        (#""psn_no":"43010000000000000000000001","#, ""),
        (#""mdtrt_id":"430100M0000000000001""#, #""mdtrt_id":"430100M0000000000002""#),
        (#""medfee_sumamt":128.50"#, #""medfee_sumamt":128.51"#),
        (#""medfee_sumamt":128.50"#, #""medfee_sumamt":"-128.50""#),
        (Sample.settleNumber, Sample.cancelNumber),
    ]

    @Test(
        "a settlement about another person, visit, total or message is in doubt",
        arguments: misfits
    )
    func mismatch(_ row: (old: String, new: String)) async throws {
        let output = Sample.changed(SampleOutput.settled, row.old, row.new)
        let result = try await Bench([.success(output)]).perform(Sample.settle)
        #expect(result.doubt?.kind == .mismatch)
    }

    @Test(
        "a settlement without an amount, or with a garbled one, is in doubt",
        arguments: [
            (#""medfee_sumamt":128.50,"#, ""), (#""psn_cash_pay":18.50,"#, ""),
            (#""fund_pay_sumamt":73.50,"#, ""), (#""acct_pay":36.50"#, #""acct_pay":null"#),
            (#""psn_cash_pay":18.50"#, #""psn_cash_pay":18.505"#),
            (#""psn_cash_pay":18.50"#, #""psn_cash_pay":"18,50""#),
            (#""psn_cash_pay":18.50"#, #""psn_cash_pay":{}"#),
            (#""setl_id":"430100S0000000000001","#, ""),
        ]
    )
    func unreadable(old: String, new: String) async throws {
        let output = Sample.changed(SampleOutput.settled, old, new)
        let result = try await Bench([.success(output)]).perform(Sample.settle)
        #expect(result.doubt?.kind == .unparsable)
    }

    @Test("a region whose settlement number is its own is told so by the profile")
    func ownSettlementNumber() async throws {
        let output = Sample.changed(SampleOutput.settled, Sample.settleNumber, "R-1")
        let bench = try Bench([.success(output)]) { $0.settlementEchoesMessageNumber = false }
        #expect(await bench.perform(Sample.settle).settlement?.messageNumber == "R-1")
    }
}
