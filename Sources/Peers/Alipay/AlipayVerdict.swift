import PaymentEvidence
import Billing
import Settlement

/// What a verified answer says about the request it answers.
///
/// The tables are the wire's lists of `code`, `sub_code` and states; whatever they do not name is
/// unknown. A query is never answered with a refusal: not being told is not being refused.
struct AlipayVerdict {
    let members: AlipayAnswer.Members

    func outcome(of request: PaymentRequest) -> PaymentOutcome {
        switch members["code"] {
        case "10000": succeeded(request)
        case "10003": accepted(request)
        case "20000": systemError
        case "20001", "40001", "40002", "40006": misconfigured(request)
        case "40004": failed(request)
        default: unlisted("code")
        }
    }

    private func succeeded(_ request: PaymentRequest) -> PaymentOutcome {
        switch request {
        case .charge(let number, let amount, _, _): charged(number, amount)
        case .query(let number, let amount): found(number, amount)
        case .cancel(let number): cancelled(number)
        case .refund(let number, _, let amount, let total): refundTaken(number, amount, total)
        case .queryRefund(let number, let refundNumber, let amount):
            refundFound(number, refundNumber, amount)
        }
    }

    /// 10003: the payer is acting; only a charge is ever answered so.
    private func accepted(_ request: PaymentRequest) -> PaymentOutcome {
        switch request {
        case .charge(let number, let amount, _, _):
            if let doubt = numberDoubt(number) { return .unknown(doubt) }
            if members["total_amount"] != nil, let doubt = amountDoubt("total_amount", amount) {
                return .unknown(doubt)
            }
            return .pending
        case .query, .cancel, .refund, .queryRefund: return unlisted("code 10003")
        }
    }

    /// The gateway did not take the request for one: a charge is refused, anything else undecided.
    private func misconfigured(_ request: PaymentRequest) -> PaymentOutcome {
        switch request {
        case .charge: .refused(refusal)
        case .query, .cancel, .refund, .queryRefund: systemError
        }
    }

    private func failed(_ request: PaymentRequest) -> PaymentOutcome {
        switch request {
        case .charge: chargeFailed
        case .query: queryFailed
        case .cancel: cancelFailed
        case .refund: refundFailed
        case .queryRefund: queryFailed
        }
    }

    // MARK: alipay.trade.pay

    private func charged(_ number: String, _ amount: Money) -> PaymentOutcome {
        if let doubt = numberDoubt(number) ?? amountDoubt("total_amount", amount) {
            return .unknown(doubt)
        }
        return paid
    }

    private var chargeFailed: PaymentOutcome {
        switch subcode {
        case "SYSTEM_ERROR": systemError
        case "TRADE_HAS_SUCCESS": .alreadyPaid
        // Somebody's order has our number; only a query by it can tell what it is.
        case "CONTEXT_INCONSISTENT":
            .unknown(Doubt(kind: .mismatch, detail: "CONTEXT_INCONSISTENT"))
        case let code where Self.refusedCharges.contains(code): .refused(refusal)
        default: unlisted("sub_code \(subcode)")
        }
    }

    private static let refusedCharges: Set<String> = [
        // The code: a fresh one may do.
        "PAYMENT_AUTH_CODE_INVALID",
        // The number: nothing can happen under it any more.
        "TRADE_HAS_CLOSE",
        // The payer: other funds, another payer.
        "BUYER_BALANCE_NOT_ENOUGH", "BUYER_BANKCARD_BALANCE_NOT_ENOUGH",
        "ERROR_BALANCE_PAYMENT_DISABLE", "NO_PAYMENT_INSTRUMENTS_AVAILABLE",
        "BUYER_SELLER_EQUAL", "TRADE_BUYER_NOT_MATCH", "BUYER_ENABLE_STATUS_FORBID",
        "USER_FACE_PAYMENT_SWITCH_OFF", "MOBILE_PAYMENT_SWITCH_OFF", "PULL_MOBILE_CASHIER_FAIL",
        "PAYMENT_FAIL", "PAYMENT_REQUEST_HAS_RISK",
        // Limits.
        "BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR", "BUYER_PAYMENT_AMOUNT_MONTH_LIMIT_ERROR",
        "BEYOND_PAY_RESTRICTION", "BEYOND_PER_RECEIPT_RESTRICTION",
        "BEYOND_PER_RECEIPT_SINGLE_RESTRICTION", "TOTAL_FEE_EXCEED",
        // The configuration or the request.
        "SELLER_BEEN_BLOCKED", "ACCESS_FORBIDDEN", "PARTNER_ERROR", "INVALID_STORE_ID",
        "EXIST_FORBIDDEN_WORD", "INVALID_PARAMETER", "AUTH_TOKEN_IS_NOT_EXIST",
        // Agreements and credit, which a scanned code does not use, but are refusals all the same.
        "AGREEMENT_NOT_EXIST", "AGREEMENT_INVALID", "AGREEMENT_STATUS_NOT_NORMAL",
        "AGREEMENT_ERROR", "MERCHANT_AGREEMENT_NOT_EXIST", "MERCHANT_AGREEMENT_INVALID",
        "MERCHANT_STATUS_NOT_NORMAL", "CARD_USER_NOT_MATCH", "CYCLE_PAY_DATE_NOT_MATCH",
        "CYCLE_PAY_SINGLE_FEE_EXCEED", "CYCLE_PAY_TOTAL_FEE_EXCEED",
        "CYCLE_PAY_TOTAL_TIMES_EXCEED", "ZM_AUTH_AMOUNT_EXCEED", "ZM_CREDIT_AUTH_FAIL",
    ]

    // MARK: alipay.trade.query

    private func found(_ number: String, _ amount: Money) -> PaymentOutcome {
        if let doubt = numberDoubt(number) { return misfit(doubt) }
        let status = members["trade_status"]
        let isPaid = status == "TRADE_SUCCESS" || status == "TRADE_FINISHED"
        if members["total_amount"] != nil || isPaid,
            let doubt = amountDoubt("total_amount", amount)
        {
            return misfit(doubt)
        }
        return switch status {
        case "TRADE_SUCCESS", "TRADE_FINISHED": paid
        case "WAIT_BUYER_PAY": .pending
        // Never paid, or given back in full: either way nothing stays taken.
        case "TRADE_CLOSED": .closed
        default: unlisted("trade_status")
        }
    }

    private var queryFailed: PaymentOutcome {
        switch subcode {
        case "TRADE_NOT_EXIST": .notFound
        case "SYSTEM_ERROR", "INVALID_PARAMETER": systemError
        default: unlisted("sub_code \(subcode)")
        }
    }

    // MARK: alipay.trade.cancel

    private func cancelled(_ number: String) -> PaymentOutcome {
        // Absent for a trade that never was; when there is one it must be ours.
        if members["out_trade_no"] != nil, let doubt = numberDoubt(number) {
            return .unknown(doubt)
        }
        switch members["retry_flag"] {
        case "Y": return .undoAgain
        case "N": break
        default: return unlisted("retry_flag")
        }
        return switch members["action"] ?? "" {
        case "close", "refund": .undoAccepted
        case "": .notFound
        default: unlisted("action")
        }
    }

    private var cancelFailed: PaymentOutcome {
        switch subcode {
        case "SYSTEM_ERROR", "INVALID_PARAMETER": systemError
        case "TRADE_NOT_EXIST": .notFound
        case "CANCEL_NOT_ALLOWED", "REASON_TRADE_BEEN_FREEZEN", "REASON_TRADE_REFUND_FEE_ERR",
            "SELLER_BALANCE_NOT_ENOUGH", "TRADE_HAS_FINISHED", "TRADE_CANCEL_TIME_OUT":
            .undoRefused(refusal)
        default: unlisted("sub_code \(subcode)")
        }
    }

    // MARK: alipay.trade.refund

    private func refundTaken(
        _ number: String,
        _ amount: Money,
        _ total: Money
    ) -> PaymentOutcome {
        if let doubt = numberDoubt(number) { return .unknown(doubt) }
        // `refund_fee` is all that was ever given back of the trade, this refund included.
        if let text = members["refund_fee"] {
            guard let sum = Self.money(text) else {
                return .unknown(Doubt(kind: .unparsable, detail: "refund_fee"))
            }
            guard sum >= amount, sum <= total else {
                return .unknown(Doubt(kind: .mismatch, detail: "refund_fee \(sum.yuan)"))
            }
        }
        // N is also the answer to a repeated number, which may have moved the money before: only
        // the refund query tells.
        return switch members["fund_change"] {
        case "Y": .undoAccepted
        default: unlisted("fund_change")
        }
    }

    private var refundFailed: PaymentOutcome {
        switch subcode {
        case "SYSTEM_ERROR", "INVALID_PARAMETER": systemError
        case "REFUND_CHARGE_ERROR": .undoAgain
        // Our number with another amount: the refund query by the number decides.
        case "DISCORDANT_REPEAT_REQUEST":
            .unknown(Doubt(kind: .mismatch, detail: "DISCORDANT_REPEAT_REQUEST"))
        case "REASON_TRADE_REFUND_FEE_ERR", "REFUND_AMT_NOT_EQUAL_TOTAL", "TRADE_NOT_EXIST",
            "TRADE_NOT_ALLOW_REFUND", "TRADE_STATUS_ERROR", "REASON_TRADE_STATUS_INVALID",
            "TRADE_HAS_FINISHED", "SELLER_BALANCE_NOT_ENOUGH", "NOT_ALLOW_PARTIAL_REFUND",
            "BUYER_ERROR":
            .undoRefused(refusal)
        default: unlisted("sub_code \(subcode)")
        }
    }

    // MARK: alipay.trade.fastpay.refund.query

    private func refundFound(
        _ number: String,
        _ refundNumber: String,
        _ amount: Money
    ) -> PaymentOutcome {
        switch members["refund_status"] ?? "" {
        case "REFUND_SUCCESS":
            let doubt =
                numberDoubt(number) ?? textDoubt("out_request_no", refundNumber)
                ?? amountDoubt("refund_amount", amount)
            return doubt.map(misfit) ?? .refunded(amount)
        // The call worked and knows of no such refund; the numbers may be missing then.
        case "":
            if members["out_trade_no"] != nil, let doubt = numberDoubt(number) {
                return misfit(doubt)
            }
            return .notFound
        default: return unlisted("refund_status")
        }
    }
}

extension AlipayVerdict {
    // MARK: shared

    private var paid: PaymentOutcome {
        guard let peerNumber = members["trade_no"], !peerNumber.isEmpty else {
            return .unknown(Doubt(kind: .unparsable, detail: "no trade_no"))
        }
        return .paid(peerNumber: peerNumber)
    }

    /// The business code without its prefix and without a bracketed text behind it; `AQC.` and
    /// `aop.ACQ.` are spellings that the gateway is known to send.
    private var subcode: String {
        var text = members["sub_code", default: ""].prefix(96)
        if text.hasPrefix("aop.") { text = text.dropFirst(4) }
        guard text.hasPrefix("ACQ.") || text.hasPrefix("AQC.") else { return String(text) }
        return String(text.dropFirst(4).prefix { $0 != "[" && $0 != " " })
    }

    private var refusal: Refusal {
        let text = members["sub_msg"] ?? members["msg"] ?? ""
        let code = members["sub_code"] ?? members["code"] ?? ""
        return Refusal(code: String(code.prefix(96)), text: String(text.prefix(200)))
    }

    private var systemError: PaymentOutcome {
        let code = "\(members["code"] ?? "") \(members["sub_code"] ?? "")"
        return .unknown(Doubt(kind: .systemError, detail: String(code.prefix(120))))
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

    /// Amounts are yuan in plain decimals, exact to the fen.
    private func amountDoubt(_ name: String, _ expected: Money) -> Doubt? {
        guard let text = members[name] else {
            return Doubt(kind: .unparsable, detail: "no \(name)")
        }
        guard let amount = Self.money(text) else {
            return Doubt(kind: .unparsable, detail: "\(name) is not an amount")
        }
        guard amount == expected else {
            let detail = "\(name) \(amount.yuan), expected \(expected.yuan)"
            return Doubt(kind: .mismatch, detail: detail)
        }
        return nil
    }

    private static func money(_ text: String) -> Money? {
        do throws(MoneyFormatError) {
            return try Money(yuan: text)
        } catch {
            return nil
        }
    }
}
