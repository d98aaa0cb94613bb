import NIOCore
import NIOPosix
import NIOSSL

/// A client that sees an exchange as it is on the wire: bytes until the peer closes.
enum RawHTTPClient {
    /// Sends bytes and returns everything that comes back until the connection is closed.
    static func exchange(
        port: Int,
        _ request: String,
        tls: TLSConfiguration? = nil
    ) async throws -> String {
        let context = try tls.map { try NIOSSLContext(configuration: $0) }
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let context {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: context, serverHostname: "localhost")
                        )
                    }
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel
                    )
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: request))
            var received = ByteBuffer()
            for try await part in inbound {
                received.writeImmutableBuffer(part)
            }
            return String(buffer: received)
        }
    }

    /// A whole request that asks the server to close behind its answer.
    static func request(
        _ method: String,
        _ target: String,
        body: String = "",
        close: Bool = true
    ) -> String {
        "\(method) \(target) HTTP/1.1\r\nHost: localhost\r\n"
            + (close ? "Connection: close\r\n" : "")
            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }
}
