// Giving back: the cancellation of a settlement (2208) and the reversal of a message (2601).
extension InsurerPeer {
    mutating func cancelSettlement(_ call: InsurerCall) throws(InsurerRefusal) -> InsurerJSON {
        let id = try call.required("setl_id")
        let number = try call.required("psn_no")
        let visit = try visit(try call.required("mdtrt_id"), person: number)
        guard let settlement = settlements[id], settlement.personNumber == number,
            settlement.visit == visit.id, settlement.state == .settled
        else { throw InsurerRefusal("结算信息不存在或已撤销") }
        let cancellationID = credentials.region + "S" + InsurerTime.padded(nextNumber(), to: 13)
        book(settlement, sign: -1)
        settlements[id]?.state = .cancelled
        settlements[id]?.cancellation = cancellationID
        let cancellation = InsurerCancellation(
            id: cancellationID,
            msgid: call.msgid,
            settlement: id,
            cancelledAt: call.now.text,
            balanceAfter: person(number: number)?.coverage.account ?? .zero,
            isHidden: call.isHidden
        )
        cancellations[cancellationID] = cancellation
        cancellationsByMessage[call.msgid] = cancellationID
        return output(of: cancellation, settlement: settlement)
    }

    /// Minus amounts under a number of its own; the parts that real replies leave open are null.
    private func output(
        of cancellation: InsurerCancellation,
        settlement: InsurerSettlement
    ) -> InsurerJSON {
        var members: [InsurerJSON.Member] = [
            .init(key: "mdtrt_id", value: .text(settlement.visit)),
            .init(key: "setl_id", value: .text(cancellation.id)),
            .init(key: "clr_optins", value: .text(credentials.region)),
            .init(key: "setl_time", value: .text(cancellation.cancelledAt)),
        ]
        members += settlement.split.feeMembers(sign: -1)
        members += settlement.split.fundMembers(sign: -1)
        members += settlement.split.personalMembers(sign: -1)
        members += [
            .init(key: "balc", value: cancellation.balanceAfter.json),
            .init(key: "acct_mulaid_pay", value: (-settlement.split.aidTotal).json),
            .init(key: "hosp_part_amt", value: nil),
            .init(key: "medins_setl_id", value: .text(cancellation.msgid)),
        ]
        return [
            "setlinfo": .object(members), "setldetail": .list(detail(of: settlement, sign: -1)),
        ]
    }

    /// Undoes the effect of a message, or bars one that has not arrived.
    ///
    /// The number asked about is remembered even where nothing was found: should the message
    /// arrive later it is refused.
    mutating func reverse(_ call: InsurerCall) throws(InsurerRefusal) -> InsurerJSON {
        let number = try call.required("psn_no")
        let message = try call.required("omsgid")
        let kind = try call.required("oinfno").prefix(4)
        guard kind == "2207" || kind == "2208" else { throw InsurerRefusal("原交易不支持冲正") }
        fenced.insert(message)
        if kind == "2207" {
            try reverseSettlement(message: message, person: number)
        } else {
            try reverseCancellation(message: message, person: number)
        }
        return .null
    }

    private mutating func reverseSettlement(
        message: String,
        person number: String
    ) throws(InsurerRefusal) {
        guard let id = settlementsByMessage[message], let settlement = settlements[id],
            settlement.personNumber == number, settlement.state == .settled
        else { throw InsurerRefusal("被冲正交易不存在") }
        book(settlement, sign: -1)
        settlements[id]?.state = .reversed
    }

    private mutating func reverseCancellation(
        message: String,
        person number: String
    ) throws(InsurerRefusal) {
        guard let id = cancellationsByMessage[message], let cancellation = cancellations[id],
            !cancellation.isReversed, let settlement = settlements[cancellation.settlement],
            settlement.personNumber == number, settlement.cancellation == id
        else { throw InsurerRefusal("被冲正交易不存在") }
        let lines = visits[settlement.visit]?.lines.filter { $0.batch == settlement.batch } ?? []
        guard lines.map(\.benefit.total).total == settlement.split.total,
            lines.allSatisfy({ $0.settlement == nil })
        else { throw InsurerRefusal("费用明细已变更，撤销不能冲正") }
        guard let person = person(number: number),
            person.coverage.account >= settlement.split.account,
            zip(person.coverage.givers, settlement.split.aid).allSatisfy({ $0 >= $1 })
        else { throw InsurerRefusal("个人账户余额不足，撤销不能冲正") }
        book(settlement, sign: 1)
        settlements[settlement.id]?.state = .settled
        settlements[settlement.id]?.cancellation = nil
        cancellations[id]?.isReversed = true
    }
}
