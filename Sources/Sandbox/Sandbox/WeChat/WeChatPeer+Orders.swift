import Cryptography
import FoundationEssentials

extension WeChatPeer {
    /// Takes money for a scanned code.
    mutating func micropay(
        _ call: Call,
        random: inout SandboxRandom
    ) throws(Refusal) -> Members {
        let number = try checkedNumber(call)
        let code = try required("auth_code", call)
        let body = try required("body", call)
        _ = try required("spbill_create_ip", call)
        let amount = try checkedAmount("total_fee", call)
        guard body.utf8.count <= 128 * 4 else { throw Refusal("PARAM_ERROR", "body过长") }
        if reversedNumbers.contains(number), !call.ignoresFence {
            throw Refusal("ORDERREVERSED", "该订单已撤销，请重新下单")
        }
        if let order = orders[number] { throw repeated(order, call) }
        let person = try payer(code: code, amount: amount, now: call.now)
        sequence += 1
        let day = ChinaTime.compact(call.now).prefix(8)
        let digits = String(sequence)
        var order = WeChatOrder(
            outTradeNo: number,
            transactionID: "420000"
                + day + String(repeating: "0", count: max(0, 14 - digits.count)) + digits,
            amount: amount,
            body: body,
            attach: call.members["attach"] ?? "",
            authCode: code,
            openID: Self.openID(of: person),
            state: .paid,
            createdAt: call.now
        )
        codes.use(code)
        if let polls = call.polls(of: .userPaying, otherwise: 1) {
            order.state = .userPaying
            order.pollsLeft = polls
            orders[number] = order
            throw Refusal("USERPAYING", "需要用户输入支付密码")
        }
        order.paidAt = call.now
        order.hiddenPolls = call.polls(of: .vanish, otherwise: .max) ?? 0
        orders[number] = order
        return paidMembers(order)
    }

    private func repeated(_ order: WeChatOrder, _ call: Call) -> Refusal {
        guard order.fits(call.members) else {
            return Refusal("OUT_TRADE_NO_USED", "商户订单号重复")
        }
        switch order.state {
        case .userPaying: return Refusal("USERPAYING", "需要用户输入支付密码")
        case .paid: return Refusal("ORDERPAID", "该订单已支付")
        case .revoked: return Refusal("ORDERREVERSED", "该订单已撤销")
        }
    }

    private func payer(code: String, amount: Int64, now: Date) throws(Refusal) -> String {
        let isShaped =
            code.utf8.count == 18 && code.utf8.allSatisfy { (48...57).contains($0) }
            && (10...15).contains(Int(code.prefix(2)) ?? 0)
        guard isShaped else { throw Refusal("AUTH_CODE_INVALID", "请扫描微信支付被扫条码/二维码") }
        switch codes.verdict(on: code, now: now) {
        case .unknown: throw Refusal("AUTH_CODE_INVALID", "付款码无效")
        case .used, .expired: throw Refusal("AUTHCODEEXPIRE", "二维码已过期，请用户在微信上刷新后再试")
        case .fresh(let person, let funds):
            if let funds, funds < amount { throw Refusal("NOTENOUGH", "余额不足") }
            return person
        }
    }

    /// Answers what has become of an order; a waiting payer comes one poll nearer to paying.
    mutating func orderQuery(_ call: Call) throws(Refusal) -> Members {
        guard var order = try lookUp(call) else { throw Self.orderNotExist }
        if call.fault?.kind == .vanish { throw Self.orderNotExist }
        if order.hiddenPolls > 0 {
            if order.hiddenPolls != .max { order.hiddenPolls -= 1 }
            orders[order.outTradeNo] = order
            throw Self.orderNotExist
        }
        if call.fault?.kind == .userPaying {
            return stateMembers(order, "USERPAYING", "支付中")
        }
        if order.state == .userPaying {
            if order.pollsLeft > 0 {
                order.pollsLeft -= 1
                orders[order.outTradeNo] = order
                return stateMembers(order, "USERPAYING", "支付中")
            }
            order.state = .paid
            order.paidAt = call.now
            orders[order.outTradeNo] = order
        }
        switch order.state {
        case .userPaying: return stateMembers(order, "USERPAYING", "支付中")
        case .revoked: return stateMembers(order, "REVOKED", "订单已撤销")
        case .paid:
            let refunded = !order.refunds.isEmpty
            return paidMembers(order) + [
                ("trade_state", refunded ? "REFUND" : "SUCCESS"),
                ("trade_state_desc", refunded ? "订单发生过退款" : "支付成功"),
            ]
        }
    }

    /// Undoes a payment whose outcome the merchant could not learn: closes it or gives it back.
    ///
    /// A number without an order is accepted and remembered, so that a payment still on its way
    /// under that number is refused.
    mutating func reverse(_ call: Call) throws(Refusal) -> Members {
        guard var order = try lookUp(call) else {
            guard call.members["transaction_id"] == nil else {
                throw Refusal("INVALID_TRANSACTIONID", "无效transaction_id", recall: false)
            }
            if call.fault?.kind == .userPaying { throw Self.callAgain }
            reversedNumbers.insert(try checkedNumber(call))
            return [("recall", "N")]
        }
        let age = call.now.timeIntervalSince(order.createdAt)
        if call.fault?.kind == .userPaying { throw Self.callAgain }
        if order.state == .revoked { return [("recall", "N")] }
        guard age <= rules.reverseAgeMax else {
            throw Refusal("REVERSE_EXPIRE", "订单无法撤销，请走退款", recall: false)
        }
        guard age >= rules.reverseIntervalMin else { throw Self.callAgain }
        guard order.refunds.isEmpty else {
            throw Refusal("TRADE_ERROR", "订单发生过退款，不能撤销", recall: false)
        }
        order.state = .revoked
        orders[order.outTradeNo] = order
        reversedNumbers.insert(order.outTradeNo)
        return [("recall", "N")]
    }

    private static let orderNotExist = Refusal("ORDERNOTEXIST", "订单不存在")
    private static let callAgain = Refusal("SYSTEMERROR", "系统异常，请重新调用撤销", recall: true)

    /// The order that a request names by either number; nil when there is none.
    func lookUp(_ call: Call) throws(Refusal) -> WeChatOrder? {
        if let id = call.members["transaction_id"], !id.isEmpty {
            return orders.values.first { $0.transactionID == id }
        }
        return orders[try checkedNumber(call)]
    }

    /// The merchant's number: 1 to 32 of the characters that the wire allows.
    func checkedNumber(_ call: Call) throws(Refusal) -> String {
        let number = try required("out_trade_no", call)
        let allowed = number.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: "-"),
                UInt8(ascii: "|"), UInt8(ascii: "*"):
                true
            case _: false
            }
        }
        guard allowed, number.utf8.count <= 32 else {
            throw Refusal("PARAM_ERROR", "out_trade_no格式错误")
        }
        return number
    }

    /// A member that must not be empty.
    func required(_ name: String, _ call: Call) throws(Refusal) -> String {
        guard let value = call.members[name], !value.isEmpty else {
            throw Refusal("LACK_PARAMS", "缺少参数\(name)")
        }
        return value
    }

    /// An amount in fen: a positive whole number.
    func checkedAmount(_ name: String, _ call: Call) throws(Refusal) -> Int64 {
        let text = try required(name, call)
        guard let amount = Int64(text), amount > 0, amount <= 10_000_000_000 else {
            throw Refusal("PARAM_ERROR", "\(name)格式错误")
        }
        return amount
    }

    private func stateMembers(_ order: WeChatOrder, _ state: String, _ text: String) -> Members {
        [
            ("trade_state", state), ("trade_state_desc", text),
            ("out_trade_no", order.outTradeNo), ("transaction_id", order.transactionID),
            ("total_fee", String(order.amount)), ("attach", order.attach),
        ]
    }

    private func paidMembers(_ order: WeChatOrder) -> Members {
        [
            ("openid", order.openID), ("is_subscribe", "N"), ("trade_type", "MICROPAY"),
            ("bank_type", "OTHERS"), ("fee_type", "CNY"), ("total_fee", String(order.amount)),
            ("cash_fee_type", "CNY"), ("cash_fee", String(order.amount)),
            ("transaction_id", order.transactionID), ("out_trade_no", order.outTradeNo),
            ("attach", order.attach), ("time_end", order.paidAt.map(ChinaTime.compact) ?? ""),
        ]
    }

    /// The same person has the same identity in every order.
    private static func openID(of person: String) -> String {
        "oSBX" + Hex.encode(Hash.md5(Array("openid:\(person)".utf8))).prefix(24)
    }
}
