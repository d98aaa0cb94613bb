package import FoundationEssentials
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOPosix
import NIOSSL
package import Sandbox
import ServiceLifecycle

/// Serves a sandbox world over HTTP: one plain listener, and one behind TLS that demands a client
/// certificate of the sandbox's own authority.
///
/// Both listeners serve every peer and the admin interface; the difference is what a peer learns
/// about the caller. Quiet: nothing is logged. Runs on a task of its own until `stop`.
package struct SandboxServer: Sendable {
    /// Where to listen.
    package struct Configuration: Sendable {
        /// An address of this machine; loopback unless the operator says otherwise.
        package var host: String
        /// Port of the plain listener; 0 for a free one.
        package var port: Int
        /// Port of the TLS listener; 0 for a free one.
        package var tlsPort: Int

        package init(host: String = "127.0.0.1", port: Int = 0, tlsPort: Int = 0) {
            self.host = host
            self.port = port
            self.tlsPort = tlsPort
        }

        /// Reads `HOST:PORT`, as the command line takes it; an IPv6 host stands in brackets.
        package init(listen text: String) throws(SandboxServerError) {
            guard let colon = text.lastIndex(of: ":"), colon > text.startIndex,
                let port = UInt16(text[text.index(after: colon)...])
            else { throw .badListenAddress(text) }
            var host = text[..<colon]
            if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
            self.init(host: String(host), port: Int(port))
        }
    }

    /// Where the sandbox listens.
    package struct Addresses: Sendable {
        /// All peers and the admin interface, without TLS.
        package let http: URL
        /// The same behind TLS with a client certificate: needed for `/secapi/`.
        package let https: URL
    }

    package let addresses: Addresses
    private let services: ServiceGroup
    private let task: Task<Void, any Error>

    /// Starts both listeners and returns when both accept connections.
    ///
    /// - Throws: when an address cannot be bound or the certificates cannot be used.
    package static func start(
        world: SandboxWorld,
        configuration: Configuration = Configuration()
    ) async throws -> SandboxServer {
        let logger = Logger(label: "sandbox", factory: { _ in SwiftLogNoOpLogHandler() })
        let ports = AsyncStream<BoundPort>.makeStream()
        let plain = HTTP1Channel(responder: SandboxResponder(world: world, isTLS: false).respond)
        let secure = try TLSChannel(
            HTTP1Channel(responder: SandboxResponder(world: world, isTLS: true).respond),
            tlsConfiguration: tlsConfiguration(world.keys)
        )
        let group = MultiThreadedEventLoopGroup.singleton
        let plainServer = plain.server(
            configuration: ServerConfiguration(
                address: .hostname(configuration.host, port: configuration.port)
            ),
            onServerRunning: { channel in
                ports.continuation.yield(BoundPort(isTLS: false, of: channel))
            },
            eventLoopGroup: group,
            logger: logger
        )
        let secureServer = secure.server(
            configuration: ServerConfiguration(
                address: .hostname(configuration.host, port: configuration.tlsPort)
            ),
            onServerRunning: { channel in
                ports.continuation.yield(BoundPort(isTLS: true, of: channel))
            },
            eventLoopGroup: group,
            logger: logger
        )
        let services = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: plainServer), .init(service: secureServer)],
                gracefulShutdownSignals: [],
                cancellationSignals: [],
                logger: logger
            )
        )
        // On its own task, because the caller goes on while the server runs; `stop` ends it.
        let task = Task {
            defer { ports.continuation.finish() }
            try await services.run()
        }
        do {
            let addresses = try await boundAddresses(configuration.host, ports.stream, task)
            world.endpoints = SandboxCredentials.Endpoints(
                http: addresses.http.absoluteString,
                https: addresses.https.absoluteString
            )
            return SandboxServer(addresses: addresses, services: services, task: task)
        } catch {
            await services.triggerGracefulShutdown()
            _ = await task.result
            throw error
        }
    }

    /// Closes both listeners, lets requests in progress end, and returns when all is closed.
    package func stop() async throws {
        await services.triggerGracefulShutdown()
        try await task.value
    }

    /// Waits until the server has ended: by `stop`, or because the calling task was cancelled.
    package func waitUntilStopped() async throws {
        let services = self.services
        try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            Task { await services.triggerGracefulShutdown() }
        }
    }

    private struct BoundPort: Sendable {
        let isTLS: Bool
        let port: Int?

        init(isTLS: Bool, of channel: any Channel) {
            self.isTLS = isTLS
            port = channel.localAddress?.port
        }
    }

    private static func boundAddresses(
        _ host: String,
        _ bound: AsyncStream<BoundPort>,
        _ task: Task<Void, any Error>
    ) async throws -> Addresses {
        var plain: URL?
        var secure: URL?
        let name = host.contains(":") ? "[\(host)]" : host
        for await entry in bound {
            guard let port = entry.port else { throw SandboxServerError.notListening }
            let url = URL(string: "\(entry.isTLS ? "https" : "http")://\(name):\(port)")
            if entry.isTLS { secure = url } else { plain = url }
            if let plain, let secure { return Addresses(http: plain, https: secure) }
        }
        // The stream ended first: the servers did, and their task knows why.
        try await task.value
        throw SandboxServerError.notListening
    }

    private static func tlsConfiguration(_ keys: SandboxKeys) throws -> TLSConfiguration {
        let certificate = try NIOSSLCertificate(
            bytes: Array(keys.serverCertificatePEM.utf8),
            format: .pem
        )
        let key = try NIOSSLPrivateKey(bytes: Array(keys.serverPrivateKeyPEM.utf8), format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: [.certificate(certificate)],
            privateKey: .privateKey(key)
        )
        configuration.trustRoots = .certificates(
            try NIOSSLCertificate.fromPEMBytes(Array(keys.authorityCertificatePEM.utf8))
        )
        // Demands a certificate of that authority; a client has no host name to check.
        configuration.certificateVerification = .noHostnameVerification
        return configuration
    }
}

/// Why the sandbox could not be served.
package enum SandboxServerError: Error, Sendable {
    /// A listener ended before it had told its port.
    case notListening
    /// The caller's request is played as a cut connection: never seen outside this target.
    case connectionCut
    /// A listen address is not `HOST:PORT`.
    case badListenAddress(String)
}
