import FoundationEssentials
import Sandbox
import Testing

@Suite("The admin interface") struct SandboxAdminTests {
    private func ask(
        _ bench: PaymentTestBench,
        _ method: String,
        _ path: String,
        _ body: String = ""
    ) async throws -> (status: Int, text: String) {
        let outcome = await bench.world.handle(
            SandboxRequest(method: method, path: "/_sandbox/" + path, body: Array(body.utf8))
        )
        guard case .answer(let response, .zero) = outcome else {
            Issue.record("no answer: \(outcome)")
            return (0, "")
        }
        return (response.status, String(decoding: response.body, as: UTF8.self))
    }

    @Test("empty books have every key")
    func emptyBooks() async throws {
        let books = try await ask(try PaymentTestBench(), "GET", "books")
        #expect(books.status == 200)
        #expect(
            books.text
                == #"{"credit":[],"insurance":[],"invoices":[],"messages":[],"payments":[]}"#
        )
    }

    @Test("payments stand in the books in fen, by our number")
    func books() async throws {
        let bench = try PaymentTestBench()
        _ = try await bench.wechat(
            "/pay/micropay",
            bench.micropay("W000001", code: try bench.code(.wechat))
        )
        let books = try await ask(bench, "GET", "books")
        let row =
            #"{"amount":8888,"channel":"wechat","out_trade_no":"W000001","refunded":0,"state":"paid"}"#
        #expect(books.text.contains(#""payments":["# + row + "]"))
    }

    @Test("faults are planned, listed and forgotten")
    func faults() async throws {
        let bench = try PaymentTestBench()
        let body = #"{"peer":"wechat","operation":"micropay","kind":"lose_answer","nth":1}"#
        #expect(try await ask(bench, "POST", "faults", body).status == 200)
        #expect(bench.world.faults.map(\.kind) == [.loseAnswer])
        #expect(try await ask(bench, "GET", "faults").text.contains("lose_answer"))
        #expect(try await ask(bench, "DELETE", "faults").status == 200)
        #expect(bench.world.faults.isEmpty)
    }

    @Test(
        "a fault that is not understood is refused with a reason",
        arguments: [
            "", "{}", #"{"kind":"explode"}"#, #"{"kind":"delay","nth":0}"#, "[1]",
            #"{"kind":"delay","millis":5}"#,
        ]
    )
    func badFault(body: String) async throws {
        let bench = try PaymentTestBench()
        let answer = try await ask(bench, "POST", "faults", body)
        #expect(answer.status == 400)
        #expect(answer.text.contains("error"))
        #expect(bench.world.faults.isEmpty)
    }

    @Test("the worked examples are insured people, and a person can be added")
    func persons() async throws {
        let bench = try PaymentTestBench()
        let listed = try await ask(bench, "GET", "persons")
        for person in ["E1", "E2", "E3", "E4", "E5"] {
            #expect(listed.text.contains(#""person":"\#(person)""#))
        }
        let refused = try await ask(bench, "POST", "persons", #"{"person":"X1"}"#)
        #expect(refused.status == 400)
        #expect(refused.text.contains("missing"))
    }

    @Test("an insurance credential is minted for an insured person alone")
    func insuranceCode() async throws {
        let bench = try PaymentTestBench()
        let answer = try await ask(
            bench,
            "POST",
            "codes",
            #"{"person":"E1","kind":"insurance"}"#
        )
        #expect(answer.status == 200)
        #expect(answer.text.contains(#""code":"424"#))
        let unknown = try await ask(
            bench,
            "POST",
            "codes",
            #"{"person":"nobody","kind":"insurance"}"#
        )
        #expect(unknown.status == 400)
    }

    private struct Minted: Decodable {
        var code: String
        var expires_at: Date
    }

    @Test(
        "a payment code is minted with its expiry",
        arguments: [("wechat", 10...15), ("alipay", 25...30)]
    )
    func codes(kind: String, prefixes: ClosedRange<Int>) async throws {
        let bench = try PaymentTestBench()
        let answer = try await ask(
            bench,
            "POST",
            "codes",
            #"{"person":"E1","kind":"\#(kind)"}"#
        )
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        let minted = try decoder.decode(Minted.self, from: Data(answer.text.utf8))
        #expect(minted.code.count == 18)
        #expect(prefixes.contains(try #require(Int(minted.code.prefix(2)))))
        #expect(minted.expires_at == PaymentTestBench.start.addingTimeInterval(60))
    }

    @Test(
        "a kind that is not simulated is refused in clear words",
        arguments: ["one_code", "ess", "city", "relative", "unionpay", "x"]
    )
    func badKind(kind: String) async throws {
        let answer = try await ask(
            try PaymentTestBench(),
            "POST",
            "codes",
            #"{"person":"E1","kind":"\#(kind)"}"#
        )
        #expect(answer.status == 400)
        #expect(answer.text.contains("not simulated"))
    }

    @Test("the clock is moved by seconds and set to an instant")
    func clock() async throws {
        let bench = try PaymentTestBench()
        let moved = try await ask(bench, "POST", "clock", #"{"advance_seconds":90}"#)
        #expect(moved.text == #"{"now":"2026-01-01T00:01:30Z"}"#)
        let set = try await ask(bench, "POST", "clock", #"{"now":"2026-02-01T00:00:00Z"}"#)
        #expect(set.text == #"{"now":"2026-02-01T00:00:00Z"}"#)
        #expect(try await ask(bench, "POST", "clock", "{}").status == 400)
        #expect(try await ask(bench, "GET", "clock").text == set.text)
    }

    @Test("the credentials hold everything a foreign client needs")
    func credentials() async throws {
        let bench = try PaymentTestBench()
        let answer = try await ask(bench, "GET", "credentials")
        let credentials = try JSONDecoder().decode(
            SandboxCredentials.self,
            from: Data(answer.text.utf8)
        )
        #expect(credentials.wechat.api_key.count == 32)
        #expect(credentials.wechat.client_private_key_pem.contains("PRIVATE KEY"))
        #expect(credentials.alipay.app_private_key_pem == bench.keys.alipayAppPrivateKeyPEM)
        #expect(credentials.tls.ca_certificate_pem.contains("BEGIN CERTIFICATE"))
        #expect(credentials.insurance.paasid == bench.keys.insurance.applicationAccount)
        let secret = bench.keys.alipayGatewayPrivateKeyPEM.split(separator: "\n").dropFirst(5)
        let hasSecret = answer.text.contains(try #require(secret.first))
        #expect(!hasSecret, "the gateway's own private key stays inside")
    }

    @Test(
        "unknown paths and methods are named as such",
        arguments: [("GET", "x", 404), ("POST", "books", 405), ("PUT", "faults", 405)]
    )
    func unknown(method: String, path: String, status: Int) async throws {
        #expect(try await ask(try PaymentTestBench(), method, path).status == status)
    }
}
