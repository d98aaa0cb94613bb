import Billing
import Settlement

extension ReplyReader {
    /// Reads the output of 2206A, 2207A, 2208 or 5203, whose person, visit, number and total must
    /// be those that were asked about; identities that do not hold are named, not refused.
    func settlement(
        _ output: JSONValue,
        input: InsurerVisitInput,
        memory: inout SettlementMemory,
        notes: inout [String]
    ) throws(ReplyFault) -> InsurerSettlement {
        guard let info = output["setlinfo"] else { throw .unreadable("no setlinfo") }
        try correlates(info, input: input)
        let figures = try SettlementFigures(output: output)
        var identities = SettlementIdentities(
            figures: figures,
            rules: configuration.accountRules,
            warnings: configuration.warningIdentities
        )
        var settlement = InsurerSettlement(
            settlementID: info["setl_id"]?.text,
            visitID: input.visitID,
            personNumber: input.person.personNumber,
            messageNumber: info["medins_setl_id"]?.text,
            split: nil,
            balanceFen: figures.balance?.fen
        )
        switch request {
        case .preSettle(_, let total):
            try fits(figures, total: total)
            settlement.settlementID = nil
            settlement.messageNumber = nil
            identities.uploaded = classes(input, memory)
        case .settle(_, let total, _):
            try fits(figures, total: total)
            guard let id = settlement.settlementID else { throw .unreadable("no setl_id") }
            if configuration.settlementEchoesMessageNumber,
                let number = settlement.messageNumber, number != messageNumber
            {
                throw .mismatch("medins_setl_id is another message's")
            }
            identities.uploaded = classes(input, memory)
            memory.keep(figures, settlement: id)
        case .cancelSettlement(_, let settlementID):
            settlement.isCancelled = true
            identities.isCancellation = true
            identities.cancelled = memory.figures(of: settlementID)
        case .querySettlement:
            guard settlement.settlementID != nil else { throw .unreadable("no setl_id") }
            settlement.isCancelled = info["refd_setl_flag"]?.text == "1" || figures.wasNegative
        case .decode, .identify, .register, .cancelRegistration, .describeVisit, .uploadLines,
            .cancelLines, .reverse, .queryVisits, .queryLines:
            preconditionFailure("not a settlement's answer")
        }
        let finding = identities.check()
        settlement.split = finding.split
        settlement.brokenIdentities = finding.broken
        notes += finding.notes
        return settlement
    }

    private func correlates(_ info: JSONValue, input: InsurerVisitInput) throws(ReplyFault) {
        try fits(info, "mdtrt_id", input.visitID)
        switch request {
        case .cancelSettlement:
            // 2208 names no person; where it does, it must be ours.
            if info["psn_no"] != nil { try fits(info, "psn_no", input.person.personNumber) }
        case .querySettlement(_, let settlementID):
            try fits(info, "psn_no", input.person.personNumber)
            if !settlementID.isEmpty { try fits(info, "setl_id", settlementID) }
        case .decode, .identify, .register, .cancelRegistration, .describeVisit, .uploadLines,
            .cancelLines, .preSettle, .settle, .reverse, .queryVisits, .queryLines:
            try fits(info, "psn_no", input.person.personNumber)
        }
    }

    private func fits(_ figures: SettlementFigures, total: Money) throws(ReplyFault) {
        guard !figures.wasNegative, figures.total == total else {
            throw .mismatch("medfee_sumamt \(figures.total), asked \(total)")
        }
    }

    private func classes(
        _ input: InsurerVisitInput,
        _ memory: SettlementMemory
    ) -> (burden: Split.Burden, lines: Int)? {
        memory.classes(of: input.lineSerials, visit: input.visitID, batch: input.batch)
    }
}
