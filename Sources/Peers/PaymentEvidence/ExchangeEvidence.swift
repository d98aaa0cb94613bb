import Cryptography
package import PeerTransport
package import Settlement

/// Collects what an exchange with a payment channel leaves behind, without codes and personal data.
package struct ExchangeEvidence {
    /// The longest text that is kept, in characters.
    private static let lengthMax = 2_000

    private let kept: Set<String>
    private let begun: Moment
    private var evidence: Evidence

    /// - Parameter kept: the members that may be kept as they came; of all others only the name stays.
    package init(operation: String, number: String, begun: Moment, kept: Set<String>) {
        self.kept = kept
        self.begun = begun
        evidence = Evidence(operation: operation, number: number, at: begun, verdict: "")
    }

    /// Takes down the answer itself; `members` is nil when it could not be read.
    package mutating func note(_ response: PeerResponse, members: [String: String]?) {
        evidence.httpStatus = response.status
        evidence.bodyHash = Hex.encode(Hash.sha256(response.body))
        evidence.redactedBody =
            members.map(redacted) ?? "unreadable, \(response.body.count) bytes"
    }

    /// The finished result.
    package func result(_ outcome: PaymentOutcome, at: Moment) -> PeerResult<PaymentOutcome> {
        var evidence = evidence
        evidence.at = at
        evidence.verdict = outcome.verdictWord
        evidence.milliseconds = at.bootID == begun.bootID ? max(0, at.boot - begun.boot) : 0
        return PeerResult(outcome, evidence: evidence)
    }

    private func redacted(_ members: [String: String]) -> String {
        let lines = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map {
            name,
            value in
            // Rows of a list carry their position behind the name: `refund_fee_0`.
            let stem =
                name.last?.isNumber == true
                ? name[..<(name.lastIndex(of: "_") ?? name.endIndex)] : name[...]
            return kept.contains(String(stem)) ? "\(name)=\(value)" : "\(name)=****"
        }
        return String(lines.joined(separator: "\n").prefix(Self.lengthMax))
    }
}

extension Doubt {
    /// The doubt that a failed exchange leaves.
    package init(_ fault: TransportFault) {
        let kind: Kind =
            switch fault.kind {
            case .timeout: .timeout
            case .refused, .unreachable, .tls, .reset, .cancelled: .connection
            case .bodyTooLarge, .malformed: .unparsable
            }
        self.init(kind: kind, detail: "\(fault.kind.rawValue): \(fault.detail)")
    }
}

extension PaymentOutcome {
    /// The short word of the classification, for the evidence.
    package var verdictWord: String {
        switch self {
        case .paid: "done"
        case .pending: "pending"
        case .refused: "refused"
        case .closed: "closed"
        case .refunded: "refunded"
        case .notFound: "not_found"
        case .undoAccepted: "undo_accepted"
        case .undoAgain: "undo_again"
        case .undoRefused: "undo_refused"
        case .alreadyPaid: "already_paid"
        case .mismatch: "mismatch"
        case .unknown(let doubt): "unknown:\(doubt.kind.rawValue)"
        case .notSent(let doubt): "not_sent:\(doubt.kind.rawValue)"
        }
    }
}
