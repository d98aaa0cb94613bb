import FoundationEssentials

/// A request whose caller was left without an answer, and which is carried out later.
struct LateCall: Sendable, Codable {
    private struct Header: Sendable, Codable {
        var name: String
        var value: String
    }

    /// When it is carried out, by the sandbox's clock.
    var due: Date
    var peer: SandboxPeerName
    var operation: String
    var afterFence: FaultPlan.AfterFence
    private var method: String
    private var path: String
    private var query: String
    private var headers: [Header]
    private var body: Data
    private var hasClientCertificate: Bool

    init(
        _ request: SandboxRequest,
        due: Date,
        peer: SandboxPeerName,
        operation: String,
        afterFence: FaultPlan.AfterFence
    ) {
        self.due = due
        self.peer = peer
        self.operation = operation
        self.afterFence = afterFence
        method = request.method
        path = request.path
        query = request.query
        headers = request.headers.map { Header(name: $0.name, value: $0.value) }
        body = Data(request.body)
        hasClientCertificate = request.hasClientCertificate
    }

    /// The request as the peer sees it at last: as it came, with the world's mark.
    var request: SandboxRequest {
        SandboxRequest(
            method: method,
            path: path,
            query: query,
            headers: headers.map { ($0.name, $0.value) }
                + [(SandboxRequest.fenceHeader, afterFence.rawValue)],
            body: Array(body),
            hasClientCertificate: hasClientCertificate
        )
    }
}

/// The simulated peers that exist today, by their names in faults and logs.
package enum SandboxPeerName: String, Sendable, Codable, CaseIterable {
    case insurance, wechat, alipay
}
