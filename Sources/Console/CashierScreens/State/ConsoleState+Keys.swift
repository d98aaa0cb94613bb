import Billing
import Settlement
import TerminalUI

extension ConsoleState {
    /// Where keys are looked up now.
    var keyContext: KeyContext {
        if isHelpShown { return .help }
        switch question {
        case .giveUp: return .giveUp
        case .confirmCode: return .confirmCode
        case .choose: return .choose
        case nil: break
        }
        switch screen {
        case .sale: return .sale
        case .doubt: return .doubt
        case .samples: return .samples
        }
    }

    /// The keys of a context with the reasons why some do nothing now.
    func hints(in context: KeyContext) -> [Hint] {
        let hints = ConsoleKeys.table.hints(in: context, language: options.language) {
            disabledReason($0, in: context)
        }
        return hints.map { hint in
            // Scrolling is bound to more keys than the one that names it.
            guard hint.key == Key.up.name else { return hint }
            return Hint(
                key: "↑↓",
                label: hint.label,
                help: hint.help,
                disabledReason: hint.disabledReason,
                rank: hint.rank
            )
        }
    }

    /// Why a command does nothing now; nil when it works.
    func disabledReason(_ command: ConsoleCommand, in context: KeyContext) -> String? {
        let strings = strings
        switch command {
        case .register, .refund, .find, .closeShift:
            return strings.comesLater
        case .supervisor:
            return strings.supervisorLater
        case .samples:
            return options.samples.isEmpty ? strings.demoOnly : nil
        case .cash, .mixed:
            return tenderReason
        case .park:
            return sale == nil ? strings.nothingToPark : nil
        case .nextBill:
            return nextBillReason
        case .giveUp:
            return giveUpReason(in: context)
        case .cashReturned:
            return owedCash(in: context) == nil ? strings.noCashOwed : nil
        case .quit:
            let isOpen = sale.map { !($0.stage == .noBill || $0.stage == .closed) } ?? false
            return isOpen || identification != nil ? strings.finishFirst : nil
        case .choose(let index):
            if case .choose(let codes, _, _, _) = question, index < codes.count { return nil }
            return strings.noSuchChoice
        case .proceed:
            return context == .doubt && open.isEmpty ? strings.nothingOpen : nil
        case .doubt, .help, .back, .scroll, .sampleWeChat, .sampleAlipay, .sampleIdentity:
            return nil
        }
    }

    private var tenderReason: String? {
        guard let sale else { return moreBillsSentence ?? strings.scanFirst }
        switch sale.stage {
        case .awaitingTender: return nil
        case .noBill: return strings.noUnpaidBill
        case .quoting: return strings.stillQuoting
        case .failed: return strings.quoteFirst
        case .nothingDue: return strings.cashNotNeeded
        case .working, .undoing: return strings.underWay
        case .doubtful: return strings.takeNoMoreMoney
        case .owesCash: return strings.returnCashFirst
        case .suspense: return strings.personDecides
        case .closed: return strings.scanFirst
        }
    }

    /// How many bills the person who has just paid still has, and what takes them up.
    var moreBillsSentence: String? {
        furtherBills.map { strings.moreBills.filled("\($0.bills.count)") }
    }

    private var nextBillReason: String? {
        guard let sale, sale.bills.count > 1 else {
            return sale == nil ? moreBillsSentence ?? strings.onlyOneBill : strings.onlyOneBill
        }
        return sale.isReplaceable ? nil : strings.billUnderWay
    }

    private func giveUpReason(in context: KeyContext) -> String? {
        if context == .doubt {
            guard let entry = selectedOpen else { return strings.nothingOpen }
            return entry.item.record.offersGivingUp ? nil : strings.cannotGiveUp
        }
        if context == .giveUp { return nil }
        guard let sale else { return strings.nothingToGiveUp }
        guard let record = sale.record else { return nil }
        return record.phase == .quoted || record.offersGivingUp ? nil : strings.cannotGiveUp
    }

    /// The open settlement that the list's selection stands on.
    var selectedOpen: OpenEntry? {
        openList.selected < open.count ? open[openList.selected] : nil
    }

    /// The settlement whose owed cash the screen shows, and how much that is.
    func owedCash(in context: KeyContext) -> (id: String, amount: Money)? {
        let record = context == .doubt ? selectedOpen?.item.record : sale?.record
        guard let record, !record.owedCash.isZero else { return nil }
        return (record.id, record.owedCash)
    }
}

extension SettlementRecord {
    /// Whether the key to give up does anything: the engine would take it, and nobody asked before.
    var offersGivingUp: Bool { canBeGivenUp && !isGivenUp }
}
