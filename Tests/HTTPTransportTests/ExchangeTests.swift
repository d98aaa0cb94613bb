import HTTPTransport
import PeerTransport
import Synchronization
import Testing

/// What an exchange came to, in a form that compares.
enum Ending: Equatable {
    case answered(Int, String)
    case notSent(TransportFault.Kind)
    case unknown(TransportFault.Kind)

    init(_ exchange: PeerExchange) {
        switch exchange {
        case .answered(let response):
            self = .answered(response.status, String(decoding: response.body, as: UTF8.self))
        case .notSent(let fault): self = .notSent(fault.kind)
        case .unknown(let fault): self = .unknown(fault.kind)
        }
    }
}

/// Runs the body with a transport and closes it on every path.
func withTransport<Value>(
    _ configuration: HTTPTransportConfiguration = .init(),
    _ body: (HTTPTransport) async throws -> Value
) async throws -> Value {
    let transport = try HTTPTransport(configuration)
    do {
        let value = try await body(transport)
        await transport.shutdown()
        return value
    } catch {
        await transport.shutdown()
        throw error
    }
}

func payment(
    _ url: String,
    timeout: Duration = .seconds(20),
    identity: PeerRequest.ClientIdentity = .none
) -> PeerRequest {
    PeerRequest(
        url: url,
        headers: [("Content-Type", "application/json"), ("X-Trace", "t1")],
        body: Array(#"{"auth_code":"134567890123456789"}"#.utf8),
        timeout: timeout,
        clientIdentity: identity
    )
}

private let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Answer: a\r\n\r\nok"

@Suite("Exchanges over plain HTTP", .timeLimit(.minutes(1)))
struct ExchangeTests {
    @Test("an answer comes back to the byte, and warm requests share one connection")
    func answered() async throws {
        let server = try RawServer { connection in
            while connection.readRequest() != nil { connection.write(answer) }
        }
        defer { server.stop() }
        try await withTransport { transport in
            for _ in 1...3 {
                let exchange = await transport.exchange(payment(server.address("/pay?a=%2B+b")))
                #expect(Ending(exchange) == .answered(200, "ok"))
                guard case .answered(let response) = exchange else { return }
                #expect(response.header("x-answer") == "a")
            }
        }
        #expect(server.connections == 1)
        #expect(server.requests.count == 3)
        let request = try #require(server.requests.first)
        let lines = request.split(separator: "\r\n", omittingEmptySubsequences: false)
        #expect(lines.first == "POST /pay?a=%2B+b HTTP/1.1")
        #expect(lines.last == #"{"auth_code":"134567890123456789"}"#)
        let names = lines.dropFirst().prefix { !$0.isEmpty }
            .map { $0.prefix { $0 != ":" }.lowercased() }
        #expect(
            names.sorted() == ["content-length", "content-type", "host", "x-trace"],
            "nothing is added but what HTTP needs"
        )
    }

    @Test(
        "what a peer answers is an answer, whatever its status; nothing is followed or unpacked",
        arguments: [
            ("HTTP/1.1 500 Oops\r\nContent-Length: 5\r\n\r\nwrong", 500, "wrong"),
            ("HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n", 302, ""),
            (
                "HTTP/1.1 307 Again\r\nLocation: /\r\nContent-Length: 0\r\n"
                    + "Connection: close\r\n\r\n", 307, ""
            ),
            ("HTTP/1.1 204 No Content\r\n\r\n", 204, ""),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n", 200, "abcd"
            ),
            (
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nraw",
                200, "raw"
            ),
            ("HTTP/1.1 100 Continue\r\n\r\n" + answer, 200, "ok"),
        ]
    )
    func everyStatus(text: String, status: Int, body: String) async throws {
        let server = try RawServer { connection in
            while connection.readRequest() != nil { connection.write(text) }
        }
        defer { server.stop() }
        let ending = try await withTransport { transport in
            Ending(await transport.exchange(payment(server.address())))
        }
        #expect(ending == .answered(status, body))
        #expect(server.requests.count == 1)
    }

    @Test(
        "an answer that breaks off or is no HTTP leaves the outcome unknown, and is asked for once",
        arguments: [
            ("", [TransportFault.Kind.reset]),
            ("HTTP/1.1 200 OK\r\nContent-Le", [.reset, .malformed]),
            ("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", [.reset, .malformed]),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
                [.reset, .malformed]
            ),
            ("220 mail.example ESMTP\r\n", [.malformed]),
            ("\u{1}\u{2}\u{3} garbage\r\n\r\n", [.malformed]),
        ]
    )
    func brokenAnswer(text: String, kinds: [TransportFault.Kind]) async throws {
        let server = try RawServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write(text)
        }
        defer { server.stop() }
        let exchange = try await withTransport { transport in
            await transport.exchange(payment(server.address()))
        }
        #expect(kinds.map { Ending.unknown($0) }.contains(Ending(exchange)))
        #expect(server.requests.count == 1)
        #expect(server.connections == 1)
    }

    @Test("a reset after the request leaves the outcome unknown")
    func reset() async throws {
        let server = try RawServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.resetOnClose()
        }
        defer { server.stop() }
        let ending = try await withTransport { transport in
            Ending(await transport.exchange(payment(server.address())))
        }
        #expect(ending == .unknown(.reset))
        #expect(server.requests.count == 1)
    }

    @Test("a kept connection that dies under the second request is not replaced for it")
    func diesWarm() async throws {
        let server = try RawServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write(answer)
            guard connection.readRequest() != nil else { return }
        }
        defer { server.stop() }
        try await withTransport { transport in
            let first = await transport.exchange(payment(server.address("/1")))
            #expect(Ending(first) == .answered(200, "ok"))
            let second = await transport.exchange(payment(server.address("/2")))
            #expect(Ending(second) == .unknown(.reset))
            #expect(server.connections == 1)
            #expect(server.requests.count == 2)
            let third = await transport.exchange(payment(server.address("/3")))
            #expect(Ending(third) == .answered(200, "ok"))
        }
        #expect(server.connections == 2)
        #expect(server.requests.count == 3)
    }

    @Test("a peer that closes kept connections at once never sees a request twice")
    func closesAtOnce() async throws {
        let server = try RawServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write(answer)
        }
        defer { server.stop() }
        var endings: [Ending] = []
        try await withTransport { transport in
            for number in 1...60 {
                let url = server.address("/\(number)")
                endings.append(Ending(await transport.exchange(payment(url))))
            }
        }
        // A request may meet the close on the way; then it is unknown, never sent anew.
        for ending in endings {
            #expect([.answered(200, "ok"), .unknown(.reset)].contains(ending))
        }
        let paths = server.requests.map { $0.prefix { $0 != "\r" } }
        #expect(Set(paths).count == paths.count)
    }

    @Test(
        "no answer in time is unknown",
        arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"]
    )
    func silent(text: String) async throws {
        let server = try RawServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write(text)
            connection.waitForClose()
        }
        defer { server.stop() }
        let ending = try await withTransport { transport in
            Ending(
                await transport.exchange(payment(server.address(), timeout: .seconds(1)))
            )
        }
        #expect(ending == .unknown(.timeout))
        #expect(server.requests.count == 1)
    }

    @Test("an answer longer than allowed is unknown, announced or not")
    func tooLong() async throws {
        let server = try RawServer { connection in
            guard let request = connection.readRequest() else { return }
            let body = String(repeating: "x", count: 3000)
            let framing = request.hasPrefix("POST /known") ? "Content-Length: 3000\r\n" : ""
            connection.write("HTTP/1.1 200 OK\r\n\(framing)\r\n\(body)")
        }
        defer { server.stop() }
        try await withTransport(.init(bodyLengthMax: 2999)) { transport in
            for path in ["/known", "/until-close"] {
                let exchange = await transport.exchange(payment(server.address(path)))
                #expect(Ending(exchange) == .unknown(.bodyTooLarge))
            }
        }
        try await withTransport(.init(bodyLengthMax: 3000)) { transport in
            let exchange = await transport.exchange(payment(server.address("/known")))
            #expect(Ending(exchange) == .answered(200, String(repeating: "x", count: 3000)))
        }
    }

    @Test("a task cancelled under way is unknown; one cancelled before sends nothing")
    func cancelled() async throws {
        let arrivals = AsyncStream.makeStream(of: Void.self)
        let server = try RawServer { connection in
            guard connection.readRequest() != nil else { return }
            arrivals.continuation.yield()
            connection.waitForClose()
        }
        defer { server.stop() }
        try await withTransport { transport in
            let url = server.address()
            let running = Task { await transport.exchange(payment(url)) }
            for await _ in arrivals.stream { break }
            running.cancel()
            #expect(Ending(await running.value) == .unknown(.cancelled))

            let late = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return await transport.exchange(payment(url))
            }
            #expect(Ending(await late.value) == .notSent(.cancelled))
        }
        #expect(server.requests.count == 1)
    }

    @Test("shutting down ends what is under way as unknown, and nothing is sent afterwards")
    func shutDown() async throws {
        let arrivals = AsyncStream.makeStream(of: Void.self)
        let server = try RawServer { connection in
            guard connection.readRequest() != nil else { return }
            arrivals.continuation.yield()
            connection.waitForClose()
        }
        defer { server.stop() }
        let transport = try HTTPTransport(.init())
        let url = server.address()
        let running = Task { await transport.exchange(payment(url)) }
        for await _ in arrivals.stream { break }
        await transport.shutdown()
        let ending = Ending(await running.value)
        #expect([.unknown(.cancelled), .unknown(.reset)].contains(ending))
        await transport.shutdown()
        #expect(Ending(await transport.exchange(payment(url))) == .notSent(.cancelled))
        #expect(server.requests.count == 1)
    }

    @Test("a transport that is simply dropped does no harm")
    func dropped() async throws {
        let server = try RawServer { connection in
            while connection.readRequest() != nil { connection.write(answer) }
        }
        defer { server.stop() }
        var transport: HTTPTransport? = try HTTPTransport(.init())
        let exchange = await transport?.exchange(payment(server.address()))
        transport = nil
        #expect(exchange.map(Ending.init) == .answered(200, "ok"))
    }
}
