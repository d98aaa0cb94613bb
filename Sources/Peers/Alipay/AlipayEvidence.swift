import Cryptography
import PeerTransport
import Settlement

/// Collects what an exchange leaves behind, without codes and personal data.
struct AlipayEvidence {
    /// The members that may be kept as they came; of all others only the name stays.
    private static let kept: Set<String> = [
        "code", "msg", "sub_code", "sub_msg", "out_trade_no", "trade_no", "total_amount",
        "receipt_amount", "trade_status", "gmt_payment", "send_pay_date", "retry_flag", "action",
        "fund_change", "refund_fee", "refund_amount", "refund_status", "out_request_no",
        "gmt_refund_pay",
    ]
    /// The longest text that is kept, in characters.
    private static let lengthMax = 2_000

    private let begun: Moment
    private var evidence: Evidence

    init(operation: String, number: String, begun: Moment) {
        self.begun = begun
        evidence = Evidence(operation: operation, number: number, at: begun, verdict: "")
    }

    /// Takes down the answer itself.
    mutating func note(_ response: PeerResponse, members: [String: String]?) {
        evidence.httpStatus = response.status
        evidence.bodyHash = Hex.encode(Hash.sha256(response.body))
        evidence.redactedBody =
            members.map(Self.redacted) ?? "unreadable, \(response.body.count) bytes"
    }

    /// The finished result.
    func result(_ outcome: PaymentOutcome, at: Moment) -> PeerResult<PaymentOutcome> {
        var evidence = evidence
        evidence.at = at
        evidence.verdict = outcome.verdictWord
        evidence.milliseconds = at.bootID == begun.bootID ? max(0, at.boot - begun.boot) : 0
        return PeerResult(outcome, evidence: evidence)
    }

    private static func redacted(_ members: [String: String]) -> String {
        let lines = members.sorted { $0.key < $1.key }.map { name, value in
            kept.contains(name) ? "\(name)=\(value)" : "\(name)=****"
        }
        return String(lines.joined(separator: "\n").prefix(lengthMax))
    }
}

extension Doubt {
    /// The doubt that a failed exchange leaves.
    init(_ fault: TransportFault) {
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
    var verdictWord: String {
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
