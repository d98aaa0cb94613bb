import PaymentEvidence
import Billing
import Settlement

/// What a verified answer says about the request it answers.
///
/// The tables are the wire's lists of `err_code` and `trade_state`; whatever they do not name is
/// unknown. A query is never answered with a refusal: not being told is not being refused.
struct WeChatVerdict {
    let members: [String: String]

    func outcome(of request: PaymentRequest) -> PaymentOutcome {
        let succeeded: Bool
        switch members["result_code"] {
        case "SUCCESS": succeeded = true
        case "FAIL": succeeded = false
        default: return unlisted("result_code")
        }
        switch request {
        case .charge(let number, let amount, _, _):
            return succeeded ? charged(number, amount) : chargeFailed
        case .query(let number, let amount):
            return succeeded ? found(number, amount) : queryFailed
        case .cancel(let number):
            return succeeded ? reversed(number) : reverseFailed
        case .refund(let number, let refundNumber, let amount, let total):
            return succeeded ? refundTaken(number, refundNumber, amount, total) : refundFailed
        case .queryRefund(let number, let refundNumber, let amount):
            return succeeded ? refundFound(number, refundNumber, amount) : refundQueryFailed
        }
    }

    // MARK: micropay

    private func charged(_ number: String, _ amount: Money) -> PaymentOutcome {
        if let doubt = numberDoubt(number) ?? amountDoubt("total_fee", amount) {
            return .unknown(doubt)
        }
        return paid
    }

    private var chargeFailed: PaymentOutcome {
        switch errorCode {
        case "USERPAYING": .pending
        case "SYSTEMERROR", "BANKERROR": systemError
        case "ORDERPAID": .alreadyPaid
        // Somebody's order has our number; only a query by it can tell what it is.
        case "OUT_TRADE_NO_USED":
            .unknown(Doubt(kind: .mismatch, detail: "OUT_TRADE_NO_USED"))
        // The code: a fresh one may do.
        case "AUTHCODEEXPIRE", "AUTH_CODE_ERROR", "AUTH_CODE_INVALID",
            // The payer: other funds, another payer.
            "NOTENOUGH", "NOTSUPORTCARD", "BUYER_MISMATCH", "TRADE_ERROR",
            // The number: nothing can happen under it any more.
            "ORDERCLOSED", "ORDERREVERSED",
            // The configuration or the request.
            "PARAM_ERROR", "NOAUTH", "XML_FORMAT_ERROR", "REQUIRE_POST_METHOD", "SIGNERROR",
            "LACK_PARAMS", "NOT_UTF8", "APPID_NOT_EXIST", "MCHID_NOT_EXIST",
            "APPID_MCHID_NOT_MATCH", "INVALID_REQUEST":
            .refused(refusal)
        default: unlisted("err_code \(errorCode)")
        }
    }

    // MARK: orderquery

    private func found(_ number: String, _ amount: Money) -> PaymentOutcome {
        if let doubt = numberDoubt(number) { return misfit(doubt) }
        // Only a paid order is sure to carry its amount.
        if members["total_fee"] != nil || members["trade_state"] == "SUCCESS",
            let doubt = amountDoubt("total_fee", amount)
        {
            return misfit(doubt)
        }
        return switch members["trade_state"] {
        case "SUCCESS": paid
        case "USERPAYING", "NOTPAY", "ACCEPT": .pending
        case "CLOSED", "REVOKED", "PAYERROR": .closed
        // Paid once and given back in whole or part: how much, this answer does not say.
        case "REFUND": .unknown(Doubt(kind: .unlisted, detail: "trade_state REFUND"))
        default: unlisted("trade_state")
        }
    }

    private var queryFailed: PaymentOutcome {
        switch errorCode {
        case "ORDERNOTEXIST": .notFound
        case "SYSTEMERROR": systemError
        default: unlisted("err_code \(errorCode)")
        }
    }

    // MARK: reverse

    private func reversed(_ number: String) -> PaymentOutcome {
        // The wire promises no number here; when there is one it must be ours.
        if members["out_trade_no"] != nil, let doubt = numberDoubt(number) {
            return .unknown(doubt)
        }
        return switch members["recall"] {
        case "Y": .undoAgain
        case "N": .undoAccepted
        default: unlisted("recall")
        }
    }

    private var reverseFailed: PaymentOutcome {
        if members["recall"] == "Y" { return .undoAgain }
        return switch errorCode {
        case "SYSTEMERROR": systemError
        case "INVALID_TRANSACTIONID", "ORDERNOTEXIST": .notFound
        case "REVERSE_EXPIRE", "TRADE_ERROR": .undoRefused(refusal)
        // The request was not taken for what it is: nothing is decided about the payment.
        case "PARAM_ERROR", "REQUIRE_POST_METHOD", "SIGNERROR", "INVALID_REQUEST": systemError
        default: unlisted("err_code \(errorCode)")
        }
    }

    // MARK: refund

    private func refundTaken(
        _ number: String,
        _ refundNumber: String,
        _ amount: Money,
        _ total: Money
    ) -> PaymentOutcome {
        let doubt =
            numberDoubt(number) ?? textDoubt("out_refund_no", refundNumber)
            ?? amountDoubt("refund_fee", amount) ?? amountDoubt("total_fee", total)
        return doubt.map { .unknown($0) } ?? .undoAccepted
    }

    private var refundFailed: PaymentOutcome {
        switch errorCode {
        case "SYSTEMERROR": systemError
        case "BIZERR_NEED_RETRY", "INVALID_REQ_TOO_MUCH", "FREQUENCY_LIMITED": .undoAgain
        case "TRADE_OVERDUE", "USER_ACCOUNT_ABNORMAL", "NOTENOUGH", "INVALID_TRANSACTIONID":
            .undoRefused(refusal)
        // Catch-all and configuration codes: the refund query by its number decides.
        case "ERROR", "PARAM_ERROR", "SIGNERROR": systemError
        default: unlisted("err_code \(errorCode)")
        }
    }

    // MARK: refundquery

    private func refundFound(
        _ number: String,
        _ refundNumber: String,
        _ amount: Money
    ) -> PaymentOutcome {
        if let doubt = numberDoubt(number) { return misfit(doubt) }
        let rows = members.filter {
            $0.key.hasPrefix("out_refund_no_") && $0.value == refundNumber
        }
        guard rows.count == 1, let row = rows.first?.key.dropFirst("out_refund_no_".count) else {
            return misfit(Doubt(kind: .mismatch, detail: "out_refund_no is not ours"))
        }
        if let doubt = amountDoubt("refund_fee_\(row)", amount) { return misfit(doubt) }
        return switch members["refund_status_\(row)"] {
        case "SUCCESS": .refunded(amount)
        case "PROCESSING": .pending
        case "REFUNDCLOSE": .undoRefused(Refusal(code: "REFUNDCLOSE", text: "退款关闭"))
        // The payer's card cannot take the money back: a person must redirect it.
        case "CHANGE": .unknown(Doubt(kind: .systemError, detail: "refund_status CHANGE"))
        default: unlisted("refund_status")
        }
    }

    private var refundQueryFailed: PaymentOutcome {
        switch errorCode {
        case "REFUNDNOTEXIST": .notFound
        case "SYSTEMERROR": systemError
        default: unlisted("err_code \(errorCode)")
        }
    }
}

extension WeChatVerdict {
    // MARK: shared

    private var paid: PaymentOutcome {
        if let currency = members["fee_type"], currency != "CNY" {
            return .unknown(Doubt(kind: .mismatch, detail: "fee_type is not CNY"))
        }
        guard let peerNumber = members["transaction_id"], !peerNumber.isEmpty else {
            return .unknown(Doubt(kind: .unparsable, detail: "no transaction_id"))
        }
        return .paid(peerNumber: peerNumber)
    }

    private var errorCode: String { String((members["err_code"] ?? "").prefix(64)) }

    private var refusal: Refusal {
        Refusal(code: errorCode, text: String((members["err_code_des"] ?? "").prefix(200)))
    }

    private var systemError: PaymentOutcome {
        .unknown(Doubt(kind: .systemError, detail: errorCode))
    }

    private func unlisted(_ what: String) -> PaymentOutcome {
        .unknown(Doubt(kind: .unlisted, detail: what))
    }

    /// An answer to a query by our number that does not fit is worth more than not knowing.
    private func misfit(_ doubt: Doubt) -> PaymentOutcome {
        doubt.kind == .mismatch ? .mismatch(doubt) : .unknown(doubt)
    }

    private func numberDoubt(_ number: String) -> Doubt? {
        textDoubt("out_trade_no", number)
    }

    private func textDoubt(_ name: String, _ expected: String) -> Doubt? {
        guard let found = members[name] else {
            return Doubt(kind: .unparsable, detail: "no \(name)")
        }
        return found == expected ? nil : Doubt(kind: .mismatch, detail: "another \(name)")
    }

    /// Amounts are whole fen in plain digits.
    private func amountDoubt(_ name: String, _ expected: Money) -> Doubt? {
        guard let text = members[name] else {
            return Doubt(kind: .unparsable, detail: "no \(name)")
        }
        guard (1...15).contains(text.utf8.count), text.allSatisfy(\.isASCIIDigit),
            let fen = Int64(text)
        else { return Doubt(kind: .unparsable, detail: "\(name) is not an amount in fen") }
        guard fen == expected.fen else {
            return Doubt(kind: .mismatch, detail: "\(name) \(fen), expected \(expected.fen)")
        }
        return nil
    }
}
