import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL
package import PeerTransport
import Synchronization

/// Carries requests to peers over HTTP/1.1, with TLS and client certificates where asked for.
///
/// A request goes out at most once. AsyncHTTPClient 1.37.0 writes a request only to the one
/// connection that was leased for it (`HTTP1Connection.execute0`); when that connection turns out
/// to be closed, or closes before the answer, the request fails and is not queued again. What could
/// send again is switched off: redirects are answers like others, HTTP/2 is not spoken, and a
/// failed connect is not tried again. The tests count the requests that a server sees.
///
/// `notSent` is said in two cases only: the error is one that arises before a connection is leased
/// (`FaultTable`), or no connection to the peer stood at any time during the exchange
/// (`PeerLane`). Every other way of ending, also one this code does not know, is `unknown`. Body
/// and query never get into a fault.
package final class HTTPTransport: PeerTransport {
    /// What requests must share to share connections.
    private struct LaneKey: Hashable {
        var origin: String
        var identity: String?
    }

    private struct State {
        var isShutDown = false
        /// One a peer and identity; as many as are configured, so never cleared.
        var lanes: [LaneKey: PeerLane] = [:]
    }

    /// A request that has passed all checks.
    private struct Prepared {
        var request: HTTPClientRequest
        var lane: PeerLane
    }

    private let configuration: HTTPTransportConfiguration
    private let plain: TLSConfiguration
    private let identities: [String: TLSConfiguration]
    private let state = Mutex(State())

    /// Makes a transport; reads the trust roots and identities once, opens no connection yet.
    package init(_ configuration: HTTPTransportConfiguration) throws(HTTPTransportError) {
        let plain = try TransportTLS.configuration(trusting: configuration.trustRoots)
        var identities: [String: TLSConfiguration] = [:]
        for (name, identity) in configuration.identities {
            identities[name] = try TransportTLS.configuration(plain, showing: identity, name: name)
        }
        self.configuration = configuration
        self.plain = plain
        self.identities = identities
    }

    /// A transport that was not shut down still closes its connections, without being waited for.
    deinit {
        for client in takeClients() {
            client.shutdown { _ in }
        }
    }

    /// Closes all connections; requests under way end as `unknown`, later ones as `notSent`.
    ///
    /// A connection that is just being made is waited for, at most the connect timeout. May be
    /// called again; a second call does not wait for the first.
    package func shutdown() async {
        await withTaskGroup(of: Void.self) { group in
            for client in takeClients() {
                group.addTask {
                    do {
                        try await client.shutdown()
                    } catch {
                        // A client throws only when it was shut down before; each is taken once.
                        assertionFailure("an HTTP client was shut down twice")
                    }
                }
            }
        }
    }

    /// Sends the request once and brings back what came of it.
    package func exchange(_ request: PeerRequest) async -> PeerExchange {
        let prepared: Prepared
        switch prepare(request) {
        case .success(let value): prepared = value
        case .failure(let fault): return .notSent(fault)
        }
        if Task.isCancelled {
            return .notSent(TransportFault(kind: .cancelled, detail: "cancelled before sending"))
        }
        let deadline = NIODeadline.now() + request.timeout.timeAmount
        let before = prepared.lane.look()
        let response: HTTPClientResponse
        do {
            response = try await prepared.lane.client.execute(prepared.request, deadline: deadline)
        } catch {
            if let fault = FaultTable.beforeSending(error) { return .notSent(fault) }
            if prepared.lane.couldHaveSent(since: before) {
                return .unknown(FaultTable.underWay(error))
            }
            return .notSent(FaultTable.withoutConnection(error))
        }
        do {
            let body = try await collect(response, until: deadline)
            return .answered(
                PeerResponse(
                    status: Int(response.status.code),
                    headers: response.headers.map { ($0.name, $0.value) },
                    body: body
                )
            )
        } catch {
            return .unknown(FaultTable.underWay(error))
        }
    }

    /// Checks what the client would reject late or silently change, and finds the lane.
    private func prepare(_ request: PeerRequest) -> Result<Prepared, TransportFault> {
        func refuse(
            _ kind: TransportFault.Kind,
            _ detail: String
        ) -> Result<Prepared, TransportFault> {
            .failure(TransportFault(kind: kind, detail: detail))
        }
        // A byte outside printable ASCII would be percent-encoded on the way, after signing.
        guard request.url.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            return refuse(.malformed, "address with a byte outside printable ASCII")
        }
        let parts = request.url.split(
            separator: "/",
            maxSplits: 3,
            omittingEmptySubsequences: false
        )
        guard parts.count > 2, ["http:", "https:"].contains(parts[0].lowercased()),
            parts[1].isEmpty
        else { return refuse(.malformed, "address that is neither http nor https") }
        let isToken = request.method.utf8.allSatisfy { (0x41...0x5a).contains($0) }
        guard isToken, !request.method.isEmpty else { return refuse(.malformed, "request method") }
        guard request.timeout > .zero else { return refuse(.timeout, "no time left to send") }

        var key = LaneKey(origin: parts[0...2].joined(separator: "/").lowercased())
        var tls = plain
        switch request.clientIdentity {
        case .none: break
        case .named(let name):
            guard let identity = identities[name] else {
                return refuse(.tls, "no client identity is configured under the name asked for")
            }
            key.identity = name
            tls = identity
        }
        guard let lane = lane(key, tls) else { return refuse(.cancelled, "transport shut down") }

        var prepared = HTTPClientRequest(url: request.url)
        prepared.method = HTTPMethod(rawValue: request.method)
        prepared.headers = HTTPHeaders(request.headers.map { ($0.name, $0.value) })
        if !request.body.isEmpty {
            prepared.body = .bytes(ByteBuffer(bytes: request.body))
        }
        return .success(Prepared(request: prepared, lane: lane))
    }

    /// The lane of the key, made when it is first asked for; nil once shut down.
    private func lane(_ key: LaneKey, _ tls: TLSConfiguration) -> PeerLane? {
        state.withLock { state in
            if state.isShutDown { return nil }
            if let lane = state.lanes[key] { return lane }
            let lane = PeerLane(configuration, tls: tls)
            state.lanes[key] = lane
            return lane
        }
    }

    /// Ends the making of lanes and gives the clients there are, each to one caller only.
    private func takeClients() -> [HTTPClient] {
        state.withLock { state in
            defer { state.lanes = [:] }
            state.isShutDown = true
            return state.lanes.values.map(\.client)
        }
    }

    /// Reads the body to its end, within the deadline of the whole exchange.
    private func collect(
        _ response: HTTPClientResponse,
        until deadline: NIODeadline
    ) async throws -> [UInt8] {
        let lengthMax = configuration.bodyLengthMax
        let body = response.body
        return try await withThrowingTaskGroup(of: [UInt8].self) { group in
            group.addTask {
                var bytes: [UInt8] = []
                for try await part in body {
                    guard bytes.count + part.readableBytes <= lengthMax else {
                        throw CollectionFault.bodyTooLarge
                    }
                    bytes.append(contentsOf: part.readableBytesView)
                }
                return bytes
            }
            group.addTask {
                let remaining = deadline - .now()
                try await Task.sleep(for: .nanoseconds(remaining.nanoseconds))
                throw CollectionFault.deadlinePassed
            }
            defer { group.cancelAll() }
            guard let bytes = try await group.next() else { throw CancellationError() }
            return bytes
        }
    }
}

/// Why a body was given up that the peer might have gone on sending.
enum CollectionFault: Error {
    case bodyTooLarge
    case deadlinePassed
}
