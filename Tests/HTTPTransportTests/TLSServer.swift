import Cryptography
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// An HTTPS server for one test; answers "ok" and counts what reaches it.
final class TLSServer: Sendable {
    /// Whether a client certificate of the authority is asked for.
    enum ClientCheck: Sendable { case none, required }

    private let channel: any Channel
    private let counts: Counts
    let port: Int

    /// Connections on which a request head arrived, and requests.
    var requests: Int { counts.requests.withLock { $0 } }
    /// Connections accepted, whatever became of their handshake.
    var connections: Int { counts.connections.withLock { $0 } }

    private final class Counts: Sendable {
        let requests = Mutex(0)
        let connections = Mutex(0)
    }

    init(
        _ issued: CertificateAuthority.Issued,
        authorityPEM: String,
        check: ClientCheck = .none
    ) async throws {
        let chain = try NIOSSLCertificate.fromPEMBytes(Array(issued.certificatePEM.utf8))
        let key = try NIOSSLPrivateKey(bytes: Array(issued.privateKeyPEM.utf8), format: .pem)
        var settings = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(key)
        )
        if check == .required {
            settings.certificateVerification = .noHostnameVerification
            settings.trustRoots = .certificates(
                try NIOSSLCertificate.fromPEMBytes(Array(authorityPEM.utf8))
            )
        }
        let context = try NIOSSLContext(configuration: settings)
        let counts = Counts()
        channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                counts.connections.withLock { $0 += 1 }
                return channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(NIOSSLServerHandler(context: context))
                    try pipeline.configureHTTPServerPipeline()
                    try pipeline.addHandler(Responder(counts))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        self.counts = counts
        port = channel.localAddress?.port ?? 0
    }

    func stop() async {
        try? await channel.close()
    }

    private final class Responder: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart
        private let counts: Counts

        init(_ counts: Counts) {
            self.counts = counts
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard case .end = unwrapInboundIn(data) else { return }
            counts.requests.withLock { $0 += 1 }
            let headers: HTTPHeaders = ["Content-Length": "2"]
            let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: headers)
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.write(
                wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: "ok")))),
                promise: nil
            )
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}
