import FoundationEssentials

extension WeChatPeer {
    /// Gives money of a paid order back; the same refund number is the same refund.
    mutating func refund(_ call: Call) throws(Refusal) -> Members {
        let refundNumber = try required("out_refund_no", call)
        guard refundNumber.utf8.count <= 64 else {
            throw Refusal("PARAM_ERROR", "out_refund_no格式错误")
        }
        let total = try checkedAmount("total_fee", call)
        let amount = try checkedAmount("refund_fee", call)
        guard var order = try lookUp(call) else {
            throw Refusal("INVALID_TRANSACTIONID", "订单不存在")
        }
        guard total == order.amount else { throw Refusal("PARAM_ERROR", "订单金额不一致") }
        if let known = order.refunds.first(where: { $0.outRefundNo == refundNumber }) {
            guard known.amount == amount else {
                throw Refusal("ERROR", "订单金额或退款金额与之前请求不一致，请核实后再试")
            }
            return members(of: known, in: order)
        }
        guard !refundNumberIsTaken(refundNumber) else {
            throw Refusal("ERROR", "退款单号已用于其他订单")
        }
        guard order.state == .paid else { throw Refusal("ERROR", "订单未支付或已撤销") }
        let paidAt = order.paidAt ?? order.createdAt
        guard call.now.timeIntervalSince(paidAt) <= rules.refundAgeMax else {
            throw Refusal("TRADE_OVERDUE", "订单已经超过退款期限")
        }
        guard order.refunded + amount <= order.amount else {
            throw Refusal("ERROR", "累计退款金额大于支付金额")
        }
        sequence += 1
        let digits = String(sequence)
        let refund = WeChatOrder.Refund(
            outRefundNo: refundNumber,
            refundID: "503000" + ChinaTime.compact(call.now).prefix(8)
                + String(repeating: "0", count: max(0, 14 - digits.count)) + digits,
            amount: amount,
            at: call.now,
            pollsLeft: call.polls(of: .userPaying, otherwise: 1) ?? 0
        )
        order.refunds.append(refund)
        orders[order.outTradeNo] = order
        return members(of: refund, in: order)
    }

    /// Answers which refunds there are for an order or under a refund number.
    mutating func refundQuery(_ call: Call) throws(Refusal) -> Members {
        if call.fault?.kind == .vanish { throw Self.refundNotExist }
        guard var order = try refundedOrder(call) else { throw Self.refundNotExist }
        let chosen = order.refunds.indices.filter { index in
            let refund = order.refunds[index]
            if let number = call.members["out_refund_no"] { return refund.outRefundNo == number }
            if let id = call.members["refund_id"] { return refund.refundID == id }
            return true
        }
        guard !chosen.isEmpty else { throw Self.refundNotExist }
        var members: Members = [
            ("transaction_id", order.transactionID), ("out_trade_no", order.outTradeNo),
            ("total_fee", String(order.amount)), ("cash_fee", String(order.amount)),
            ("refund_count", String(chosen.count)),
        ]
        for (position, index) in chosen.enumerated() {
            let refund = order.refunds[index]
            let isProcessing = refund.pollsLeft > 0 || call.fault?.kind == .userPaying
            members += [
                ("out_refund_no_\(position)", refund.outRefundNo),
                ("refund_id_\(position)", refund.refundID),
                ("refund_fee_\(position)", String(refund.amount)),
                ("refund_status_\(position)", isProcessing ? "PROCESSING" : "SUCCESS"),
                ("refund_recv_accout_\(position)", "支付用户零钱"),
            ]
            if isProcessing {
                order.refunds[index].pollsLeft = max(0, refund.pollsLeft - 1)
            } else {
                members.append(("refund_success_time_\(position)", ChinaTime.spaced(refund.at)))
            }
        }
        orders[order.outTradeNo] = order
        return members
    }

    private static let refundNotExist = Refusal("REFUNDNOTEXIST", "退款订单查询失败")

    private func refundedOrder(_ call: Call) throws(Refusal) -> WeChatOrder? {
        let refundNumber = call.members["out_refund_no"]
        let refundID = call.members["refund_id"]
        guard refundNumber == nil, refundID == nil else {
            return orders.values.first { order in
                order.refunds.contains {
                    $0.outRefundNo == refundNumber || $0.refundID == refundID
                }
            }
        }
        return try lookUp(call)
    }

    private func refundNumberIsTaken(_ number: String) -> Bool {
        orders.values.contains { $0.refunds.contains { $0.outRefundNo == number } }
    }

    private func members(of refund: WeChatOrder.Refund, in order: WeChatOrder) -> Members {
        [
            ("transaction_id", order.transactionID), ("out_trade_no", order.outTradeNo),
            ("out_refund_no", refund.outRefundNo), ("refund_id", refund.refundID),
            ("refund_fee", String(refund.amount)), ("total_fee", String(order.amount)),
            ("fee_type", "CNY"), ("cash_fee", String(order.amount)),
            ("cash_refund_fee", String(refund.amount)),
        ]
    }
}
