import AsyncHTTPClient
import NIOCore
import NIOSSL
import Synchronization

/// The connections to one peer under one identity, with proof of whether there were any.
///
/// A request can only be written to a connection that stood at some time between its beginning
/// and its end. Counting the standing ones therefore tells, whatever error comes back, that a
/// request certainly never left.
///
/// This holds for a cancelled request too: the client marks it failed before it answers, and a
/// request that is leased a connection after that mark closes the connection instead of writing
/// (`HTTP1ClientChannelHandler.write`, `Transaction.willExecuteRequest`).
final class PeerLane: Sendable {
    /// What stood at one moment.
    struct Sighting {
        fileprivate var standing = 0
        fileprivate var everEstablished = 0
    }

    /// Shared with the client's call-back, which must not keep the lane alive.
    private final class Counter: Sendable {
        let sighting = Mutex(Sighting())
    }

    let client: HTTPClient
    private let counter: Counter

    init(_ configuration: HTTPTransportConfiguration, tls: TLSConfiguration) {
        let counter = Counter()
        var pool = HTTPClient.Configuration.ConnectionPool(
            idleTimeout: configuration.idleConnectionTimeout.timeAmount,
            concurrentHTTP1ConnectionsPerHostSoftLimit: configuration.connectionsPerPeerMax
        )
        pool.retryConnectionEstablishment = false
        var settings = HTTPClient.Configuration(
            tlsConfiguration: tls,
            redirectConfiguration: .disallow,
            timeout: .init(connect: configuration.connectTimeout.timeAmount, read: nil),
            connectionPool: pool,
            decompression: .disabled
        )
        settings.httpVersion = .http1Only
        // Runs after the handshake and before the pool may lease the connection.
        settings.http1_1ConnectionDebugInitializer = { channel in
            counter.sighting.withLock {
                $0.standing += 1
                $0.everEstablished += 1
            }
            channel.closeFuture.whenComplete { _ in
                counter.sighting.withLock { $0.standing -= 1 }
            }
            return channel.eventLoop.makeSucceededVoidFuture()
        }
        self.counter = counter
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings)
    }

    /// To be taken before a request is handed to the client.
    func look() -> Sighting {
        counter.sighting.withLock { $0 }
    }

    /// Whether some connection stood at that moment or was established since.
    func couldHaveSent(since before: Sighting) -> Bool {
        before.standing > 0 || look().everEstablished != before.everEstablished
    }
}

extension Duration {
    /// The same in NIO's type, at most a day: NIO traps where the sum with the present overflows.
    var timeAmount: TimeAmount {
        .init(Swift.min(self, .seconds(86_400)))
    }
}
