package import FoundationEssentials

/// One request as a simulated peer sees it, freed of the HTTP server that carried it.
package struct SandboxRequest: Sendable {
    package var method: String
    /// The path without the query, percent-decoding not applied.
    package var path: String
    /// The raw query, without the question mark; empty when there is none.
    package var query: String
    /// Header names in lower case, in the order received.
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    /// Whether the caller showed a client certificate that the sandbox's authority signed.
    package var hasClientCertificate: Bool

    package init(
        method: String,
        path: String,
        query: String = "",
        headers: [(name: String, value: String)] = [],
        body: [UInt8] = [],
        hasClientCertificate: Bool = false
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.hasClientCertificate = hasClientCertificate
    }

    /// The first value of a header, its name given in lower case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.value
    }
}

/// One answer of a simulated peer.
package struct SandboxResponse: Sendable, Equatable {
    package var status: Int
    package var contentType: String
    package var body: [UInt8]

    package init(status: Int = 200, contentType: String, body: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }
}

/// What a fault asks of the peer itself, when the transport alone cannot play it.
package struct SemanticFault: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        case badSignature = "bad_signature"
        case wrongAmount = "wrong_amount"
        case otherPerson = "other_person"
        case refuse
        case splitDiffers = "split_differs"
        case userPaying = "user_paying"
        case vanish
    }
    package var kind: Kind
    /// The peer's own error code to refuse with, where the fault names one.
    package var code: String?

    package init(kind: Kind, code: String? = nil) {
        self.kind = kind
        self.code = code
    }
}

/// What a peer may use while it answers one request.
package struct SandboxContext: Sendable {
    /// The sandbox's clock, which tests may move.
    package var now: Date
    /// Seeded: the same seed and the same requests give the same answers.
    package var random: SandboxRandom
    /// The fault that this call must play, if one was planned for it.
    package var fault: SemanticFault?

    package init(now: Date, random: SandboxRandom, fault: SemanticFault? = nil) {
        self.now = now
        self.random = random
        self.fault = fault
    }
}

/// A small seeded generator (SplitMix64); not for secrets.
package struct SandboxRandom: RandomNumberGenerator, Sendable, Codable {
    private var state: UInt64

    package init(seed: UInt64) {
        state = seed
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// A simulated outside system: a pure handler over books of its own.
///
/// The world that owns the peers serialises calls, plays transport faults, keeps the request log
/// and saves the books after every request that may have changed them.
package protocol SandboxPeer: Sendable {
    /// The peer's name in faults and in the request log: `insurance`, `wechat`, `alipay`.
    static var name: String { get }
    /// The operation that a request asks for (`2207A`, `micropay`, `alipay.trade.pay`), or nil
    /// when the path is not this peer's.
    func operation(of request: SandboxRequest) -> String?
    /// Carries out one request and answers it.
    mutating func handle(
        _ request: SandboxRequest,
        context: inout SandboxContext
    ) -> SandboxResponse
}
