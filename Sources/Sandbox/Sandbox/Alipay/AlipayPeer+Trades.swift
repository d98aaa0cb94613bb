import Cryptography
import FoundationEssentials

extension AlipayPeer {
    /// Takes money for a scanned code.
    mutating func pay(_ call: Call) throws(AlipayRefusal) -> AlipayNode {
        let business = call.business
        guard let number = business.outTradeNo, Self.isNumber(number), let code = business.authCode,
            let subject = business.subject, !subject.isEmpty, subject.count <= 256,
            business.scene == "bar_code" || business.scene == nil,
            let amount = business.totalAmount.flatMap({ SandboxMoney.fen(yuan: $0) }),
            (1...10_000_000_000).contains(amount)
        else { throw .business("INVALID_PARAMETER", "参数无效") }
        if cancelledNumbers.contains(number), !call.ignoresFence {
            throw .business("TRADE_HAS_CLOSE", "交易已经关闭")
        }
        if let trade = current(number, now: call.now) {
            return try repeated(trade, amount: amount, subject: subject, code: code)
        }
        let person = try payer(code: code, amount: amount, now: call.now)
        sequence += 1
        let digits = String(sequence)
        var trade = AlipayTrade(
            outTradeNo: number,
            tradeNo: ChinaTime.compact(call.now).prefix(8) + "220014"
                + String(repeating: "0", count: max(0, 14 - digits.count)) + digits,
            amount: amount,
            subject: subject,
            authCode: code,
            buyerID: Self.buyerID(of: person),
            state: .paid,
            createdAt: call.now,
            expiresAt: call.now.addingTimeInterval(
                Self.seconds(of: business.timeoutExpress) ?? rules.timeoutDefault
            )
        )
        codes.use(code)
        if let polls = call.polls(of: .userPaying, otherwise: 1) {
            trade.state = .waiting
            trade.pollsLeft = polls
            trades[number] = trade
            return Self.inProcess(trade)
        }
        trade.paidAt = call.now
        trade.hiddenPolls = call.polls(of: .vanish, otherwise: .max) ?? 0
        trades[number] = trade
        return Self.described(trade, in: .success)
    }

    private func repeated(
        _ trade: AlipayTrade,
        amount: Int64,
        subject: String,
        code: String
    ) throws(AlipayRefusal) -> AlipayNode {
        guard trade.amount == amount, trade.subject == subject else {
            throw .business("CONTEXT_INCONSISTENT", "交易信息被篡改")
        }
        switch trade.state {
        case .paid: throw .business("TRADE_HAS_SUCCESS", "交易已被支付")
        case .closed, .cancelled: throw .business("TRADE_HAS_CLOSE", "交易已经关闭")
        case .waiting:
            guard trade.authCode == code else {
                throw .business("CONTEXT_INCONSISTENT", "交易信息被篡改")
            }
            return Self.inProcess(trade)
        }
    }

    private func payer(code: String, amount: Int64, now: Date) throws(AlipayRefusal) -> String {
        guard (16...24).contains(code.utf8.count),
            code.utf8.allSatisfy({ (48...57).contains($0) }),
            (25...30).contains(Int(code.prefix(2)) ?? 0),
            case .fresh(let person, let funds) = codes.verdict(on: code, now: now)
        else { throw .business("PAYMENT_AUTH_CODE_INVALID", "支付失败，获取顾客账户信息失败，请顾客刷新付款码后重新收款") }
        if let funds, funds < amount {
            throw .business("BUYER_BALANCE_NOT_ENOUGH", "买家余额不足")
        }
        return person
    }

    /// Answers what has become of a trade; a waiting payer comes one poll nearer to paying.
    mutating func query(_ call: Call) throws(AlipayRefusal) -> AlipayNode {
        guard var trade = try lookUp(call), call.fault?.kind != .vanish else {
            throw Self.tradeNotExist
        }
        if trade.hiddenPolls > 0 {
            if trade.hiddenPolls != .max { trade.hiddenPolls -= 1 }
            trades[trade.outTradeNo] = trade
            throw Self.tradeNotExist
        }
        var pretendsToWait = call.fault?.kind == .userPaying
        if trade.state == .waiting, !pretendsToWait {
            if trade.pollsLeft > 0 {
                trade.pollsLeft -= 1
            } else {
                trade.state = .paid
                trade.paidAt = call.now
            }
            trades[trade.outTradeNo] = trade
            pretendsToWait = trade.state == .waiting
        }
        var node = Self.described(trade, in: .success)
        node["trade_status"] = pretendsToWait ? "WAIT_BUYER_PAY" : trade.wireStatus
        if let paidAt = trade.paidAt { node["send_pay_date"] = ChinaTime.spaced(paidAt) }
        if cancelledNumbers.contains(trade.outTradeNo) {
            node["ext_infos"] = "{\"action\":\"cancel\"}"
        }
        return node
    }

    /// Undoes a payment whose outcome the merchant could not learn: closes it or gives it back.
    ///
    /// A number without a trade is accepted, without `action`, and remembered, so that a payment
    /// still on its way under that number is refused.
    mutating func cancel(_ call: Call) throws(AlipayRefusal) -> AlipayNode {
        var node = AlipayNode.success
        guard var trade = try lookUp(call) else {
            guard let number = call.business.outTradeNo, Self.isNumber(number) else {
                throw Self.tradeNotExist
            }
            node["out_trade_no"] = number
            node["retry_flag"] = call.fault?.kind == .userPaying ? "Y" : "N"
            if call.fault?.kind != .userPaying { cancelledNumbers.insert(number) }
            return node
        }
        node["trade_no"] = trade.tradeNo
        node["out_trade_no"] = trade.outTradeNo
        if call.fault?.kind == .userPaying {
            node["retry_flag"] = "Y"
            return node
        }
        guard call.now.timeIntervalSince(trade.createdAt) <= rules.cancelAgeMax else {
            throw .business("TRADE_CANCEL_TIME_OUT", "超过撤销时间范围")
        }
        switch trade.state {
        case .waiting: trade.state = .closed
        case .paid:
            guard trade.refunds.isEmpty else {
                throw .business("CANCEL_NOT_ALLOWED", "交易已退款，不允许撤销")
            }
            trade.state = .cancelled
        case .closed, .cancelled: break
        }
        trades[trade.outTradeNo] = trade
        cancelledNumbers.insert(trade.outTradeNo)
        node["retry_flag"] = "N"
        node["action"] = trade.state == .cancelled ? "refund" : "close"
        if trade.state == .cancelled { node["gmt_refund_pay"] = ChinaTime.spaced(call.now) }
        return node
    }

    static let tradeNotExist = AlipayRefusal.business("TRADE_NOT_EXIST", "交易不存在")

    /// The trade that a call names, closed if its time has run out; `trade_no` wins.
    func lookUp(_ call: Call) throws(AlipayRefusal) -> AlipayTrade? {
        if let tradeNo = call.business.tradeNo {
            let found = trades.values.first { $0.tradeNo == tradeNo }
            return found.flatMap { current($0.outTradeNo, now: call.now) }
        }
        guard let number = call.business.outTradeNo else {
            throw .business("INVALID_PARAMETER", "参数无效")
        }
        return current(number, now: call.now)
    }

    private func current(_ number: String, now: Date) -> AlipayTrade? {
        guard var trade = trades[number] else { return nil }
        if trade.state == .waiting, now >= trade.expiresAt { trade.state = .closed }
        return trade
    }

    private static func isNumber(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    }

    private static func inProcess(_ trade: AlipayTrade) -> AlipayNode {
        // The leading blank of the text is on the wire.
        described(trade, in: AlipayNode(code: "10003", message: " order success pay inprocess"))
    }

    /// The members that pay and query share.
    private static func described(_ trade: AlipayTrade, in node: AlipayNode) -> AlipayNode {
        var node = node
        let amount = SandboxMoney.yuan(fen: trade.amount)
        node["trade_no"] = trade.tradeNo
        node["out_trade_no"] = trade.outTradeNo
        node["buyer_logon_id"] = "159****\(trade.buyerID.suffix(4))"
        node["buyer_user_id"] = trade.buyerID
        node["total_amount"] = amount
        guard let paidAt = trade.paidAt else { return node }
        node["receipt_amount"] = amount
        node["buyer_pay_amount"] = amount
        node["invoice_amount"] = amount
        node["point_amount"] = "0.00"
        node["gmt_payment"] = ChinaTime.spaced(paidAt)
        node.append(
            "fund_bill_list",
            rows: [[("amount", amount), ("fund_channel", "ALIPAYACCOUNT")]]
        )
        return node
    }

    /// The same person has the same identity in every trade: 2088 and twelve digits.
    private static func buyerID(of person: String) -> String {
        "2088"
            + Hash.sha256(Array("buyer:\(person)".utf8)).prefix(12)
            .map { String($0 % 10) }.joined()
    }

    /// The seconds of `90m`, `2h` or `1d`; nil for anything else.
    private static func seconds(of timeout: String?) -> TimeInterval? {
        guard let timeout, let unit = timeout.last, let count = Int(timeout.dropLast()),
            (1...21_600).contains(count)
        else { return nil }
        switch unit {
        case "m": return TimeInterval(count * 60)
        case "h": return TimeInterval(count * 3600)
        case "d": return TimeInterval(count * 86_400)
        case _: return nil
        }
    }
}
