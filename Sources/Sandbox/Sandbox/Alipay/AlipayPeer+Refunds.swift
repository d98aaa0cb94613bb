import FoundationEssentials

extension AlipayPeer {
    /// Gives money of a paid trade back; the same request number is the same refund.
    mutating func refund(_ call: Call) throws(AlipayRefusal) -> AlipayNode {
        let business = call.business
        guard let amount = business.refundAmount.flatMap({ SandboxMoney.fen(yuan: $0) }),
            amount > 0
        else { throw .business("INVALID_PARAMETER", "参数无效") }
        guard var trade = try lookUp(call) else { throw Self.tradeNotExist }
        guard let requestNumber = business.outRequestNo ?? wholeRefundNumber(trade, amount) else {
            throw .business("REFUND_AMT_NOT_EQUAL_TOTAL", "退款金额与订单金额不一致，部分退款须有out_request_no")
        }
        guard requestNumber.utf8.count <= 64 else {
            throw .business("INVALID_PARAMETER", "参数无效")
        }
        if let known = trade.refunds.first(where: { $0.outRequestNo == requestNumber }) {
            guard known.amount == amount else {
                throw .business("DISCORDANT_REPEAT_REQUEST", "同一笔退款的请求参数不一致")
            }
            return answer(trade, known, changed: false)
        }
        switch trade.state {
        case .waiting: throw .business("TRADE_STATUS_ERROR", "交易状态不合法")
        case .closed, .cancelled: throw .business("TRADE_NOT_ALLOW_REFUND", "当前交易不允许退款")
        case .paid: break
        }
        guard trade.refunded + amount <= trade.amount else {
            throw .business("REASON_TRADE_REFUND_FEE_ERR", "退款金额无效")
        }
        let refund = AlipayTrade.Refund(
            outRequestNo: requestNumber,
            amount: amount,
            reason: business.refundReason ?? "",
            at: call.now
        )
        trade.refunds.append(refund)
        trades[trade.outTradeNo] = trade
        return answer(trade, refund, changed: call.fault?.kind != .userPaying)
    }

    /// A whole refund without a request number takes the trade's own.
    private func wholeRefundNumber(_ trade: AlipayTrade, _ amount: Int64) -> String? {
        amount == trade.amount ? trade.outTradeNo : nil
    }

    private func answer(
        _ trade: AlipayTrade,
        _ refund: AlipayTrade.Refund,
        changed: Bool
    ) -> AlipayNode {
        var node = AlipayNode.success
        node["trade_no"] = trade.tradeNo
        node["out_trade_no"] = trade.outTradeNo
        node["buyer_user_id"] = trade.buyerID
        node["fund_change"] = changed ? "Y" : "N"
        // The wire's refund_fee is the sum of all refunds of the trade, not this one's amount.
        node["refund_fee"] = SandboxMoney.yuan(fen: trade.refunded)
        node["gmt_refund_pay"] = ChinaTime.spaced(refund.at)
        return node
    }

    /// Answers whether one refund took place: without it the node has no `refund_status`.
    mutating func refundQuery(_ call: Call) throws(AlipayRefusal) -> AlipayNode {
        guard let requestNumber = call.business.outRequestNo else {
            throw .business("INVALID_PARAMETER", "参数无效")
        }
        guard let trade = try lookUp(call) else { throw Self.tradeNotExist }
        var node = AlipayNode.success
        guard call.fault?.kind != .vanish, call.fault?.kind != .userPaying,
            let refund = trade.refunds.first(where: { $0.outRequestNo == requestNumber })
        else { return node }
        node["trade_no"] = trade.tradeNo
        node["out_trade_no"] = trade.outTradeNo
        node["out_request_no"] = refund.outRequestNo
        node["refund_reason"] = refund.reason.isEmpty ? nil : refund.reason
        node["total_amount"] = SandboxMoney.yuan(fen: trade.amount)
        node["refund_amount"] = SandboxMoney.yuan(fen: refund.amount)
        node["refund_status"] = "REFUND_SUCCESS"
        node["gmt_refund_pay"] = ChinaTime.spaced(refund.at)
        return node
    }
}
