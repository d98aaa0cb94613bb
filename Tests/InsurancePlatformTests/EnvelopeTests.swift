import Billing
import Cryptography
import PeerTransport
import Settlement
import Testing

@testable import InsurancePlatform

@Suite("Envelope and bodies")
struct EnvelopeTests {
    @Test("every transaction has its golden body and its number", arguments: Sample.requests)
    func bodies(_ row: (request: InsuranceRequest, operation: String, body: String)) throws {
        let platform = try Bench([]).platform
        #expect(String(decoding: platform.body(of: row.request), as: UTF8.self) == row.body)
        #expect(platform.operation(of: row.request) == row.operation)
    }

    @Test("the envelope wraps the stored body byte for byte")
    func goldenEnvelope() async throws {
        let bench = try Bench([.success(SampleOutput.settled)])
        // Not the adapter's own body: spaces and order must survive.
        let body = Array(#"{"data": {"b":1.50, "a":2}}"#.utf8)
        _ = await bench.platform.perform(
            Sample.settle,
            messageNumber: Sample.settleNumber,
            body: body
        )
        let golden = [
            #"{"infno":"2207A","msgid":"H43010000001202601010800000001","#,
            #""mdtrtarea_admvs":"430100","insuplc_admdvs":"430100","recer_sys_code":"MBS","#,
            #""dev_no":"","dev_safe_info":"","signtype":"","infver":"V1.0","opter_type":"1","#,
            #""opter":"C01","opter_name":"收费员甲","inf_time":"2026-01-01 08:00:00","#,
            #""fixmedins_code":"H43010000001","fixmedins_name":"示例医院","#,
            #""sign_no":"SIGN0001","cainfo":"","input":{"data": {"b":1.50, "a":2}}}"#,
        ].joined()
        #expect(bench.transport.bodies.last == golden)
        let request = try #require(bench.transport.sent.last)
        #expect(request.url == "http://platform.test/fsi/api/rsfComIfsService/callService")
        #expect(request.method == "POST")
        #expect(request.timeout == .seconds(70))
        #expect(request.headers.map(\.name) == ["Content-Type"])
    }

    @Test("9001 names operator, address and nobody's region")
    func signInEnvelope() async throws {
        let bench = try Bench([.success(SampleOutput.settled)])
        _ = await bench.perform(Sample.settle)
        let body = try #require(bench.transport.bodies.first)
        #expect(body.hasSuffix("\"input\":\(GoldenBody.signIn)}"))
        #expect(bench.transport.fields("insuplc_admdvs") == ["", "430100"])
        #expect(bench.transport.fields("sign_no") == ["", "SIGN0001"])
        #expect(bench.transport.fields("msgid")[0] == "H43010000001202601010800009001")
    }

    @Test("the gateway's signature is the vector's")
    func gatewayVector() {
        let signature = Envelope.gatewaySignature(
            timestamp: "1767225600",
            token: "sandbox-token-0001",
            nonce: "sandbox-nonce-0001"
        )
        #expect(signature == "e060138bb9e910008f90c631d815b96735adc62043dc4ead4c4c4579d716e8bf")
        let other = Envelope.gatewaySignature(
            timestamp: "1767225601",
            token: "sandbox-token-0001",
            nonce: "sandbox-nonce-0001"
        )
        #expect(other != signature)
    }

    @Test("the gateway's headers carry account, seconds, nonce and signature")
    func gatewayHeaders() async throws {
        let bench = try Bench([.success(SampleOutput.settled)]) {
            $0.headers = .tif(account: "acct-1", secret: "sandbox-token-0001")
        }
        _ = await bench.perform(Sample.settle)
        let request = try #require(bench.transport.sent.last)
        let headers = Dictionary(uniqueKeysWithValues: request.headers.map { ($0.name, $0.value) })
        let nonce = String(repeating: "ab", count: 16)
        #expect(headers["x-tif-paasid"] == "acct-1")
        #expect(headers["x-tif-timestamp"] == "1767225600")
        #expect(headers["x-tif-nonce"] == nonce)
        #expect(
            headers["x-tif-signature"]
                == Envelope.gatewaySignature(
                    timestamp: "1767225600",
                    token: "sandbox-token-0001",
                    nonce: nonce
                )
        )
    }

    @Test("a secret is not in the configuration's description")
    func hiddenSecret() {
        let headers = InsurancePlatformConfiguration.GatewayHeaders.tif(
            account: "acct-1",
            secret: "sandbox-token-0001"
        )
        #expect(!"\(headers)".contains("sandbox-token"))
    }

    @Test("the SM2 envelope signature verifies over the vector's text")
    func envelopeSignature() async throws {
        let key = try SM2PrivateKey(
            scalar: try #require(
                Hex.decode("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8")
            )
        )
        let bench = try Bench([.success(SampleOutput.settled)]) {
            $0.signature = .sm2(key, form: .raw)
        }
        _ = await bench.perform(Sample.settle)
        let text = [
            "dev_no=&dev_safe_info=&fixmedins_code=H43010000001&fixmedins_name=示例医院&",
            "inf_time=2026-01-01 08:00:00&infno=2207A&infver=V1.0&insuplc_admdvs=430100&",
            "mdtrtarea_admvs=430100&msgid=H43010000001202601010800000001&opter=C01&",
            "opter_name=收费员甲&opter_type=1&recer_sys_code=MBS&sign_no=SIGN0001&signtype=SM2",
        ].joined()
        #expect(
            Hex.encode(Hash.sm3(Array(text.utf8)))
                == "76fe5da1434e83058b1941737a2efe2fffa57b97b702f1e22aef2f1c8db22d5e"
        )
        let cainfo = try #require(bench.transport.fields("cainfo").last)
        let signature = try #require(Hex.decode(cainfo))
        #expect(key.publicKey.verify(signature, of: Array(text.utf8), form: .raw))
    }

    @Test(
        "a message number is code, China time and four digits",
        arguments: [
            (1, "H43010000001202601010800000001"), (0, "H43010000001202601010800000000"),
            (10_000, "H43010000001202601010800000000"), (123_456, "H43010000001202601010800003456"),
        ]
    )
    func messageNumber(sequence: Int64, expected: String) throws {
        let bench = try Bench([])
        let number = bench.platform.messageNumber(sequence: sequence, at: bench.clock.now())
        #expect(number == expected)
        #expect(number.count == 30)
    }

    @Test("the letter forms are the profile's")
    func plainForms() throws {
        let platform = try Bench([]) { $0.codes = .plain }.platform
        #expect(platform.operation(of: Sample.settle) == "2207")
        #expect(platform.operation(of: .preSettle(Sample.input, total: Sample.total)) == "2206")
        #expect(platform.operation(of: .describeVisit(Sample.input)) == "2203")
    }

    @Test("every transaction has an address in each shape", arguments: Sample.requests)
    func addresses(_ row: (request: InsuranceRequest, operation: String, body: String)) throws {
        var configuration = try InsurancePlatformConfiguration(
            baseURL: "https://bus.test/ebus/430100",
            institution: .init(code: "H43010000001", name: "示例医院", region: "430100"),
            cashier: .init(code: "C01", name: "收费员甲")
        )
        configuration.entry = .singleWithCode
        #expect(
            configuration.url(of: row.operation)?.hasSuffix("callService/\(row.operation)") == true
        )
        configuration.entry = .perTransaction(paths: InsurancePaths.perTransaction)
        #expect(configuration.url(of: row.operation)?.hasPrefix("https://bus.test/ebus/") == true)
    }

    @Test("a transaction without an address is not sent")
    func noAddress() async throws {
        let bench = try Bench([]) {
            $0.entry = .perTransaction(paths: ["9001": "/sign"])
        }
        let result = await bench.perform(Sample.settle)
        guard case .notSent = result.outcome else {
            Issue.record("sent without an address")
            return
        }
        #expect(bench.transport.operations == ["9001"])
    }

    @Test(
        "a wrong institution code or address is refused at start",
        arguments: [
            ("http://a", "H4301000001"), ("http://a", "X43010000001"), ("http://a", "H4301000000Ａ"),
            ("ftp://a", "H43010000001"),
        ]
    )
    func badConfiguration(url: String, code: String) {
        #expect(throws: InsuranceConfigurationError.self) {
            try InsurancePlatformConfiguration(
                baseURL: url,
                institution: .init(code: code, name: "", region: ""),
                cashier: .init(code: "", name: "")
            )
        }
    }

    @Test("a visit with nothing but its type is sent with the profile's fallbacks")
    func fallbacks() throws {
        var input = Sample.input
        input.visit = Visit(id: "V", patientID: "P", medicalType: "11", at: "2026-01-01 07:59:59")
        let platform = try Bench([]).platform
        for request in [
            InsuranceRequest.register(input), .describeVisit(input),
            .uploadLines(input, lines: Sample.lines),
        ] {
            let body = try JSONReader.read(platform.body(of: request))
            let node =
                body["data"] ?? body["diseinfo"]?.elements?.first
                ?? body["feedetail"]?.elements?.first
            guard case .object(let members)? = node else {
                Issue.record("no node in the body")
                continue
            }
            for (key, value) in members where key != "dise_codg" {
                #expect(value.text != nil, "\(key) is empty")
            }
        }
    }

    @Test("a disease goes into the visit and every line")
    func disease() throws {
        var input = Sample.input
        input.visit.disease = .init(code: "M01600", name: "糖尿病")
        let platform = try Bench([]).platform
        let about = try JSONReader.read(platform.body(of: .describeVisit(input)))
        #expect(about["mdtrtinfo"]?["dise_codg"]?.text == "M01600")
        let upload = try JSONReader.read(
            platform.body(of: .uploadLines(input, lines: Sample.lines))
        )
        let codes = upload["feedetail"]?.elements?.compactMap { $0["dise_codg"]?.text }
        #expect(codes == ["M01600", "M01600", "M01600"])
    }

    @Test("an insurance type without an account never asks for it")
    func accountRule() throws {
        let platform = try Bench([]) {
            $0.accountRules.typesWithoutAccount = ["310"]
        }.platform
        let body = try JSONReader.read(
            platform.body(of: .preSettle(Sample.input, total: Sample.total))
        )
        #expect(body["data"]?["acct_used_flag"]?.text == "0")
    }
}
