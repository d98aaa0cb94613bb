import Billing
import Cryptography
import PeerTransport
import Settlement
import Testing

@testable import InsurancePlatform

@Suite("Evidence")
struct EvidenceTests {
    @Test("evidence keeps amounts and ids, and neither name nor numbers of the person")
    func settled() async throws {
        let exchange = PeerExchange.success(SampleOutput.settled)
        let evidence = try await Bench([exchange]).perform(Sample.settle).evidence
        for text in ["测试甲", Sample.identityNumber, Sample.person.personNumber, "1990-01-01"] {
            #expect(!evidence.redactedBody.contains(text))
        }
        #expect(evidence.redactedBody.contains(#""psn_no":"****0001""#))
        #expect(evidence.redactedBody.contains(#""psn_cash_pay":18.50"#))
        #expect(evidence.redactedBody.contains(Sample.settlementID))
        #expect(evidence.httpStatus == 200)
        guard case .answered(let response) = exchange else { return }
        #expect(evidence.bodyHash == Hex.encode(Hash.sha256(response.body)))
    }

    @Test("tokens and identity of a decoded credential are masked")
    func decoded() async throws {
        let code = "4240000000000000000000000001"
        let output =
            #"{"baseinfo":{"certno":"110101199001011237","psn_name":"欧阳测试"},"#
            + #""cardno":"CARD0001","ecToken":"TOKEN-1","memo":"欧阳测试 13800000000","#
            + #""mdtrt_id":"欧阳测试","欧阳测试":1}"#
        let evidence = try await Bench([.success(output)]).perform(.decode(code: code)).evidence
        for text in ["110101199001011237", "欧阳测试", "CARD0001", "TOKEN-1", "13800000000", code] {
            #expect(!evidence.redactedBody.contains(text))
        }
    }

    @Test("a refusal's words lose the person's name and long numbers")
    func refusal() async throws {
        let bench = try Bench([
            .refusal("测试甲(430100199001010000)电话13800000000，费用批次B1不存在")
        ])
        let evidence = await bench.perform(Sample.settle).evidence
        #expect(evidence.redactedBody.contains("费用批次B1不存在"))
        for text in ["测试甲", Sample.identityNumber, "13800000000"] {
            #expect(!evidence.redactedBody.contains(text))
        }
    }

    @Test("what is not JSON leaves no text behind")
    func notJSON() async throws {
        let evidence = try await Bench([.http("<html>测试甲</html>", status: 502)])
            .perform(Sample.settle).evidence
        #expect(evidence.redactedBody == "[HTTP 502] not JSON, 22 bytes")
        #expect(evidence.httpStatus == 502)
        #expect(evidence.bodyHash.count == 64)
    }

    @Test("no answer leaves no hash and the transport's words")
    func noAnswer() async throws {
        let evidence = try await Bench([
            .unknown(.init(kind: .timeout, detail: "no answer in 70 s"))
        ])
        .perform(Sample.settle).evidence
        #expect(evidence.bodyHash == "")
        #expect(evidence.httpStatus == nil)
        #expect(evidence.redactedBody == "[no answer in 70 s] ")
    }

    @Test("evidence is bounded")
    func bounded() async throws {
        let rows = (0..<500).map { #"{"feedetl_sn":"F\#($0)","setl_id":"费用"}"# }
        let output = "[\(rows.joined(separator: ","))]"
        let result = try await Bench([.success(output)]).perform(.queryLines(Sample.input))
        #expect(result.evidence.redactedBody.utf8.count <= EvidenceText.lengthMax)
        #expect(result.evidence.redactedBody.utf8.count > EvidenceText.lengthMax - 16)
        guard case .answered(.lines(let lines)) = result.outcome else {
            Issue.record("the rows were not read")
            return
        }
        #expect(lines.count == 500)
    }
}
