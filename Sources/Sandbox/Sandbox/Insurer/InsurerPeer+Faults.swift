// Lies about an answer; the books keep the truth.
extension InsurerPeer {
    /// The output as a planned fault makes it look.
    func disguised(
        _ output: InsurerJSON,
        call: InsurerCall,
        fault: SemanticFault?
    ) -> InsurerJSON {
        switch fault?.kind {
        case .wrongAmount: Self.withWrongAmounts(output)
        case .otherPerson: naming(stranger(to: output), in: output)
        case nil, .badSignature, .refuse, .splitDiffers, .userPaying, .vanish: output
        }
    }

    /// How much a wrong amount differs, in fen.
    private static let wrongAmountFen = 100

    /// Total and self-pay rise alike, so that the answer's own identities still hold and only the
    /// comparison with what was asked shows the lie; a fee row rises with its in-scope part.
    private static func withWrongAmounts(_ node: InsurerJSON) -> InsurerJSON {
        let raised = [
            "medfee_sumamt", "fulamt_ownpay_amt", "psn_part_amt", "psn_cash_pay", "psn_pay",
            "cash_payamt", "det_item_fee_sumamt", "balc",
        ]
        switch node {
        case .object(let members):
            return .object(
                members.map { member in
                    guard raised.contains(member.key), let text = member.value.scalar,
                        let amount = InsurerFen(yuan: text)
                    else {
                        return .init(key: member.key, value: withWrongAmounts(member.value))
                    }
                    let sign = amount < .zero ? -1 : 1
                    return .init(
                        key: member.key,
                        value: (amount + InsurerFen(sign * wrongAmountFen)).json
                    )
                }
            )
        case .list(let elements): return .list(elements.map(withWrongAmounts))
        case .null, .bool, .number, .text: return node
        }
    }

    /// An insured person whom the output does not name.
    private func stranger(to output: InsurerJSON) -> InsuredPerson? {
        let text = String(decoding: output.bytes, as: UTF8.self)
        return ["E1", "E2"].lazy.compactMap { person(key: $0) }
            .first { !text.contains($0.number) }
    }

    private func naming(_ person: InsuredPerson?, in node: InsurerJSON) -> InsurerJSON {
        guard let person else { return node }
        switch node {
        case .object(let members):
            return .object(
                members.map { member in
                    let value: InsurerJSON =
                        switch member.key {
                        case "psn_no": .text(person.number)
                        case "psn_name": .text(person.name)
                        case "certno": .text(person.idNumber)
                        case "brdy": .text(person.birthDate)
                        case "gend": .text(person.sex)
                        default: naming(person, in: member.value)
                        }
                    return .init(key: member.key, value: value)
                }
            )
        case .list(let elements): return .list(elements.map { naming(person, in: $0) })
        case .null, .bool, .number, .text: return node
        }
    }
}
