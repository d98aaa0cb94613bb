import Cryptography
import PeerTransport
import Settlement

/// Collects what an exchange leaves behind, without codes and personal data.
struct WeChatEvidence {
    /// The members that may be kept as they came; of all others only the name stays.
    private static let kept: Set<String> = [
        "return_code", "return_msg", "result_code", "err_code", "err_code_des", "appid", "mch_id",
        "trade_type", "trade_state", "trade_state_desc", "bank_type", "fee_type", "total_fee",
        "settlement_total_fee", "cash_fee", "out_trade_no", "transaction_id", "time_end",
        "recall", "out_refund_no", "refund_id", "refund_fee", "refund_count", "refund_status",
        "refund_success_time",
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
        let lines = FlatXML.inByteOrder(members).map { name, value in
            // Rows of a list carry their position behind the name: `refund_fee_0`.
            let stem =
                name.last?.isNumber == true
                ? name[..<(name.lastIndex(of: "_") ?? name.endIndex)] : name[...]
            return kept.contains(String(stem)) ? "\(name)=\(value)" : "\(name)=****"
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
