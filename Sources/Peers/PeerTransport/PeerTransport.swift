/// One HTTP request to a peer, complete: nothing is added on the way but what HTTP itself needs.
package struct PeerRequest: Sendable {
    package var method: String
    /// An absolute `http` or `https` address.
    package var url: String
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    /// How long the whole exchange may take before its outcome counts as unknown.
    package var timeout: Duration
    /// Which of the transport's identities to show: `.none`, or the merchant's client certificate.
    package var clientIdentity: ClientIdentity

    package enum ClientIdentity: Sendable, Equatable {
        /// Plain server-authenticated TLS, or no TLS.
        case none
        /// The client certificate configured under this name.
        case named(String)
    }

    package init(
        method: String = "POST",
        url: String,
        headers: [(name: String, value: String)] = [],
        body: [UInt8] = [],
        timeout: Duration,
        clientIdentity: ClientIdentity = .none
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.clientIdentity = clientIdentity
    }
}

/// A complete HTTP answer; the body is kept to the byte, because signatures are over bytes.
package struct PeerResponse: Sendable {
    package var status: Int
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]

    package init(
        status: Int,
        headers: [(name: String, value: String)] = [],
        body: [UInt8]
    ) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first value of a header, compared without case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// How an exchange with a peer ended, as far as the transport can tell.
package enum PeerExchange: Sendable {
    /// A whole answer arrived; whether it is an answer to the question is the adapter's judgement.
    case answered(PeerResponse)
    /// Not one byte of the request left this machine: the peer cannot have acted.
    case notSent(TransportFault)
    /// The request may have reached the peer, and no whole answer came back.
    case unknown(TransportFault)
}

/// Why no whole answer arrived.
package struct TransportFault: Error, Sendable, Equatable {
    package enum Kind: String, Sendable {
        case refused, unreachable, tls, timeout, reset, bodyTooLarge, malformed, cancelled
    }
    package var kind: Kind
    /// A short technical text without personal data, for the log and the story of an exception.
    package var detail: String

    package init(kind: Kind, detail: String) {
        self.kind = kind
        self.detail = detail
    }
}

/// Carries one request to a peer and brings back what came of it; never throws, never retries.
package protocol PeerTransport: Sendable {
    func exchange(_ request: PeerRequest) async -> PeerExchange
}
