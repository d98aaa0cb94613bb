import FoundationEssentials
import NIOSSL
import Sandbox
import SandboxServer
import Testing

/// Each kind of fault as a client sees it on a real socket.
@Suite("The sandbox's server") struct SandboxServerTests {
    private static let start = Date(timeIntervalSince1970: 1_767_225_600)
    private static let keys = Result { try SandboxKeys(making: 7, now: start) }

    /// Runs an action against a server of its own and stops it on every path.
    private func serve(
        _ action: (SandboxWorld, SandboxServer, _ port: Int) async throws -> Void
    ) async throws {
        let keys = try Self.keys.get()
        let world = try SandboxWorld(
            SandboxConfiguration(seed: 7, keys: keys),
            clock: { Self.start }
        )
        let server = try await SandboxServer.start(world: world)
        do {
            try await action(world, server, try #require(server.addresses.http.port))
        } catch {
            try await server.stop()
            throw error
        }
        try await server.stop()
    }

    private let query = RawHTTPClient.request("POST", "/pay/orderquery", body: "<xml></xml>")

    @Test("a request reaches its peer and is answered whole")
    func answer() async throws {
        try await serve { _, _, port in
            let answer = try await RawHTTPClient.exchange(port: port, query)
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(answer.hasSuffix("</xml>"))
        }
    }

    @Test(
        "a lost request, a lost answer and a late call end without one byte",
        arguments: [FaultPlan.Kind.loseRequest, .loseAnswer, .late]
    )
    func dropped(kind: FaultPlan.Kind) async throws {
        try await serve { world, _, port in
            world.plan(FaultPlan(kind: kind))
            let request = RawHTTPClient.request(
                "POST",
                "/pay/orderquery",
                body: "<xml></xml>",
                close: false
            )
            let answer = try await RawHTTPClient.exchange(port: port, request)
            #expect(answer == "")
            #expect(world.requests.map(\.outcome) == ["dropped"])
        }
    }

    @Test("a hang is silence, then the end")
    func hang() async throws {
        try await serve { world, _, port in
            world.plan(FaultPlan(kind: .hang, milliseconds: 60))
            let clock = ContinuousClock()
            let began = clock.now
            let answer = try await RawHTTPClient.exchange(port: port, query)
            #expect(answer == "")
            #expect(clock.now - began >= .milliseconds(60))
        }
    }

    @Test("a delay is a whole answer, later")
    func delay() async throws {
        try await serve { world, _, port in
            world.plan(FaultPlan(kind: .delay, milliseconds: 60))
            let clock = ContinuousClock()
            let began = clock.now
            let answer = try await RawHTTPClient.exchange(port: port, query)
            #expect(answer.hasSuffix("</xml>"))
            #expect(clock.now - began >= .milliseconds(60))
        }
    }

    @Test("a truncated answer has fewer bytes than its head says")
    func truncated() async throws {
        try await serve { world, _, port in
            world.plan(FaultPlan(kind: .truncate))
            let answer = try await RawHTTPClient.exchange(port: port, query)
            let body = try #require(answer.firstRange(of: "\r\n\r\n")).upperBound
            let head = answer[..<body].lowercased()
            let length = try #require(
                head.split(separator: "\r\n").first { $0.hasPrefix("content-length: ") }
                    .flatMap { Int($0.dropFirst("content-length: ".count)) }
            )
            let received = answer[body...].utf8.count
            #expect(received > 0)
            #expect(received == length / 2)
        }
    }

    @Test(
        "server errors with and without effect look alike",
        arguments: [FaultPlan.Kind.serverError, .serverErrorAfter]
    )
    func serverError(kind: FaultPlan.Kind) async throws {
        try await serve { world, _, port in
            world.plan(FaultPlan(kind: kind, code: "503"))
            let answer = try await RawHTTPClient.exchange(port: port, query)
            #expect(answer.hasPrefix("HTTP/1.1 503 "))
        }
    }

    @Test("a garbled answer is complete and unreadable; a duplicate is answered once")
    func garbled() async throws {
        try await serve { world, _, port in
            world.plan(FaultPlan(kind: .garble))
            world.plan(FaultPlan(kind: .duplicate))
            let answer = try await RawHTTPClient.exchange(port: port, query)
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(!answer.contains("return_code"))
            let second = try await RawHTTPClient.exchange(port: port, query)
            #expect(second.ranges(of: "HTTP/1.1 200 OK").count == 1)
            #expect(second.hasSuffix("</xml>"))
        }
    }

    @Test("the absolute form of a request target is understood")
    func absolute() async throws {
        try await serve { world, _, port in
            let request = RawHTTPClient.request(
                "POST",
                "http://127.0.0.1/gateway.do?method=alipay.trade.query"
            )
            let answer = try await RawHTTPClient.exchange(port: port, request)
            #expect(answer.contains("isv.missing-app-id"))
            #expect(world.requests.map(\.operation) == ["alipay.trade.query"])
        }
    }

    @Test("the admin interface is served, and names both addresses")
    func admin() async throws {
        try await serve { _, server, port in
            let answer = try await RawHTTPClient.exchange(
                port: port,
                RawHTTPClient.request("GET", "/_sandbox/credentials")
            )
            #expect(answer.contains(server.addresses.http.absoluteString))
            #expect(answer.contains(server.addresses.https.absoluteString))
        }
    }

    private func clientTLS(_ keys: SandboxKeys, certificate: Bool) throws -> TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates(
            try NIOSSLCertificate.fromPEMBytes(Array(keys.authorityCertificatePEM.utf8))
        )
        if certificate {
            tls.certificateChain = [
                .certificate(
                    try NIOSSLCertificate(
                        bytes: Array(keys.wechatClientCertificatePEM.utf8),
                        format: .pem
                    )
                )
            ]
            tls.privateKey = .privateKey(
                try NIOSSLPrivateKey(
                    bytes: Array(keys.wechatClientPrivateKeyPEM.utf8),
                    format: .pem
                )
            )
        }
        return tls
    }

    @Test("the second listener lets in who shows the merchant's certificate, and nobody else")
    func clientCertificate() async throws {
        try await serve { world, server, port in
            let securePort = try #require(server.addresses.https.port)
            let reverse = RawHTTPClient.request("POST", "/secapi/pay/reverse", body: "<xml></xml>")
            let plain = try await RawHTTPClient.exchange(port: port, reverse)
            #expect(plain.hasPrefix("HTTP/1.1 400 "))
            let known = try await RawHTTPClient.exchange(
                port: securePort,
                reverse,
                tls: try clientTLS(world.keys, certificate: true)
            )
            #expect(known.hasPrefix("HTTP/1.1 200 OK"))
            let before = world.requests.count
            await #expect(throws: (any Error).self) {
                let answer = try await RawHTTPClient.exchange(
                    port: securePort,
                    reverse,
                    tls: try clientTLS(world.keys, certificate: false)
                )
                if !answer.contains("HTTP/1.1") { throw SandboxServerError.notListening }
            }
            #expect(world.requests.count == before)
        }
    }

    /// A server on a port that the kernel gives to nobody else, so that it can be taken again.
    private static func startOutsideEphemeralPorts(
        _ world: SandboxWorld
    ) async throws -> SandboxServer {
        for _ in 0..<20 {
            let port = Int.random(in: 20_000...30_000)
            do {
                return try await SandboxServer.start(
                    world: world,
                    configuration: SandboxServer.Configuration(port: port)
                )
            } catch {
                // Taken by somebody: another one.
            }
        }
        return try await SandboxServer.start(world: world)
    }

    @Test("stopping ends a hanging request and frees the port")
    func stop() async throws {
        let world = try SandboxWorld(
            SandboxConfiguration(seed: 7, keys: try Self.keys.get()),
            clock: { Self.start }
        )
        world.plan(FaultPlan(kind: .hang, milliseconds: 600_000))
        let server = try await Self.startOutsideEphemeralPorts(world)
        let port = try #require(server.addresses.http.port)
        async let hanging = RawHTTPClient.exchange(port: port, query)
        while world.requests.isEmpty { await Task.yield() }
        try await server.stop()
        let hung = try await hanging
        #expect(hung == "")
        let again = try await SandboxServer.start(
            world: world,
            configuration: SandboxServer.Configuration(port: port)
        )
        #expect(again.addresses.http.port == port)
        try await again.stop()
    }

    @Test("a server whose waiting task is cancelled stops by itself")
    func cancelled() async throws {
        let world = try SandboxWorld(
            SandboxConfiguration(seed: 7, keys: try Self.keys.get()),
            clock: { Self.start }
        )
        let server = try await SandboxServer.start(world: world)
        let port = try #require(server.addresses.http.port)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.waitUntilStopped() }
            group.cancelAll()
            try await group.waitForAll()
        }
        await #expect(throws: (any Error).self) {
            try await RawHTTPClient.exchange(port: port, query)
        }
    }

    @Test(
        "a listen address is host and port",
        arguments: [("127.0.0.1:8080", "127.0.0.1", 8080), ("[::1]:0", "::1", 0)]
    )
    func listen(text: String, host: String, port: Int) throws {
        let configuration = try SandboxServer.Configuration(listen: text)
        #expect(configuration.host == host)
        #expect(configuration.port == port)
    }

    @Test("what is no listen address is refused", arguments: ["", "8080", ":80", "a:", "a:70000"])
    func badListen(text: String) {
        #expect(throws: SandboxServerError.self) {
            try SandboxServer.Configuration(listen: text)
        }
    }

    @Test("an address in use is an error, not a silent start")
    func inUse() async throws {
        try await serve { world, _, port in
            await #expect(throws: (any Error).self) {
                _ = try await SandboxServer.start(
                    world: world,
                    configuration: SandboxServer.Configuration(port: port)
                )
            }
        }
    }
}
