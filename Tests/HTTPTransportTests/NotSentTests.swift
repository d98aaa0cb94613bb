import HTTPTransport
import PeerTransport
import Testing

@Suite("Requests that never left", .timeLimit(.minutes(1)))
struct NotSentTests {
    @Test(
        "a closed port is refused, by address and by name",
        arguments: ["127.0.0.1", "localhost"]
    )
    func refused(host: String) async throws {
        let port = try RawServer.closedPort()
        let ending = try await withTransport { transport in
            Ending(await transport.exchange(payment("http://\(host):\(port)/pay")))
        }
        #expect(ending == .notSent(.refused))
    }

    @Test("an unknown host name is unreachable")
    func unknownHost() async throws {
        let ending = try await withTransport { transport in
            Ending(await transport.exchange(payment("http://no-such-host.invalid/pay")))
        }
        #expect(ending == .notSent(.unreachable))
    }

    @Test(
        "an address that cannot be used as it stands is not sent",
        arguments: [
            "", "/pay", "pay", "ftp://127.0.0.1/", "http://", "http+unix://%2Ftmp%2Fs/",
            "http://127.0.0.1/a b", "http://127.0.0.1/支付", "http://127.0.0.1/\r\nX: y",
        ]
    )
    func badAddress(url: String) async throws {
        let ending = try await withTransport { transport in
            Ending(await transport.exchange(payment(url)))
        }
        #expect(ending == .notSent(.malformed))
    }

    @Test("headers and methods that would break the head are not sent")
    func badHead() async throws {
        let server = try RawServer { connection in _ = connection.readRequest() }
        defer { server.stop() }
        try await withTransport { transport in
            var request = payment(server.address())
            request.headers = [("X-Name", "a\r\nX-Other: b")]
            #expect(Ending(await transport.exchange(request)) == .notSent(.malformed))
            request.headers = [("X Name", "a")]
            #expect(Ending(await transport.exchange(request)) == .notSent(.malformed))
            request.headers = []
            request.method = "GET / HTTP/1.1\r\n"
            #expect(Ending(await transport.exchange(request)) == .notSent(.malformed))
            request.method = ""
            #expect(Ending(await transport.exchange(request)) == .notSent(.malformed))
        }
        #expect(server.connections == 0)
    }

    @Test("an identity that is not configured and a spent deadline send nothing")
    func beforeConnecting() async throws {
        let server = try RawServer { connection in _ = connection.readRequest() }
        defer { server.stop() }
        try await withTransport { transport in
            let asked = payment(server.address(), identity: .named("merchant"))
            #expect(Ending(await transport.exchange(asked)) == .notSent(.tls))
            let late = payment(server.address(), timeout: .zero)
            #expect(Ending(await transport.exchange(late)) == .notSent(.timeout))
        }
        #expect(server.connections == 0)
    }

    @Test("a handshake that the peer cuts or answers in plain text is not sent")
    func noHandshake() async throws {
        let server = try RawServer { connection in
            connection.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
            connection.waitForClose()
        }
        defer { server.stop() }
        let ending = try await withTransport { transport in
            Ending(await transport.exchange(payment("https://127.0.0.1:\(server.port)/pay")))
        }
        #expect(ending == .notSent(.tls))
        #expect(server.requests.isEmpty)
    }

    @Test("a handshake that never ends is given up and not sent")
    func silentHandshake() async throws {
        let server = try RawServer { connection in connection.waitForClose() }
        defer { server.stop() }
        let limits = HTTPTransportConfiguration(connectTimeout: .milliseconds(300))
        let ending = try await withTransport(limits) { transport in
            Ending(await transport.exchange(payment("https://127.0.0.1:\(server.port)/pay")))
        }
        #expect([.notSent(.tls), .notSent(.timeout)].contains(ending))
    }

    @Test("cancelled or out of time before a connection stands, nothing was sent")
    func givenUpWhileConnecting() async throws {
        let arrivals = AsyncStream.makeStream(of: Void.self)
        let server = try RawServer { connection in
            arrivals.continuation.yield()
            connection.waitForClose()
        }
        defer { server.stop() }
        let url = "https://127.0.0.1:\(server.port)/pay"
        try await withTransport(.init(connectTimeout: .seconds(1))) { transport in
            let short = payment(url, timeout: .milliseconds(200))
            #expect(Ending(await transport.exchange(short)) == .notSent(.timeout))
            let running = Task { await transport.exchange(payment(url)) }
            for await _ in arrivals.stream { break }
            running.cancel()
            #expect(Ending(await running.value) == .notSent(.cancelled))
        }
    }

    @Test("no fault quotes the body, the query or a header")
    func discreetDetails() async throws {
        let closed = try RawServer.closedPort()
        let broken = try RawServer { connection in _ = connection.readRequest() }
        defer { broken.stop() }
        try await withTransport { transport in
            for base in ["http://127.0.0.1:\(closed)", broken.address(""), "http://127.0.0.1/ "] {
                var request = payment(base + "/pay?secret=134567890123456789")
                request.headers.append(("X-Key", "134567890123456789\u{7f}"))
                for headers in [request.headers, []] {
                    request.headers = headers
                    switch await transport.exchange(request) {
                    case .answered: Issue.record("nobody answers here")
                    case .notSent(let fault), .unknown(let fault):
                        #expect(!fault.detail.contains("1345"))
                        #expect(!fault.detail.contains("secret"))
                    }
                }
            }
        }
    }
}
