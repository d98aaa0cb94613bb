import Billing
import Settlement
import TerminalUI

extension Reducer {
    // MARK: The pivot

    /// The settlement on the screen or behind it is paid: its receipt and its change.
    mutating func paid(
        _ record: SettlementRecord,
        _ receipt: Receipt,
        at instant: ContinuousClock.Instant
    ) {
        let tendered = record.attempts.filter { $0.state == .posted }.compactMap(\.tendered).total()
        let line = ReceiptLine(receipt: receipt, tendered: tendered)
        state.lastReceipt = line
        closeQuestion(about: record)
        noteOpen(record, name: nil, at: instant)
        let parked = state.parked.removeValue(forKey: record.id)
        guard let sale = state.sale, sale.record?.id == record.id else {
            let change = receipt.change
            let name = receipt.patientName
            let done =
                change.isZero
                ? strings.behindPaid.filled(name)
                : strings.behindPaidChange.filled(name, change.yuan)
            let all = [done] + whatCameOtherwise(parked?.offered, record, receipt)
            say(all.joined(separator: " "), all.count > 1 ? .warning : .success)
            return
        }
        state.handingOut = line
        clearAmount()
        state.question = nil
        state.notice = nil
        holdFurtherBills(after: record.billID, at: instant)
        let otherwise = whatCameOtherwise(sale.offered, record, receipt)
        if !otherwise.isEmpty { say(otherwise.joined(separator: " "), .warning) }
    }

    /// The receipt and the change stay on the screen: the next bill comes with the next Enter, so
    /// that no key or code meant for the one that is paid can settle it.
    private mutating func holdFurtherBills(
        after billID: String,
        at instant: ContinuousClock.Instant
    ) {
        var rest = state.sale
        state.sale = nil
        rest?.bills.removeAll { $0.id == billID }
        guard var rest, !rest.bills.isEmpty else { return }
        rest.billIndex = 0
        rest.record = nil
        rest.offered = nil
        rest.shownAt = instant
        state.furtherBills = rest
    }

    /// Less was taken than the cashier confirmed, or a scanned code was not used at all.
    private func whatCameOtherwise(
        _ offered: Offered?,
        _ record: SettlementRecord,
        _ receipt: Receipt
    ) -> [String] {
        guard let offered, let selfPay = record.currentSplit?.selfPay else { return [] }
        var sentences: [String] = []
        if selfPay < offered.selfPay {
            sentences.append(strings.amountFell.filled(offered.selfPay.yuan, selfPay.yuan))
        }
        if let code = offered.code, !receipt.tenders.contains(where: { $0.kind == code }) {
            sentences.append(strings.codeNotCharged.filled(strings.name(of: code)))
        }
        return sentences
    }

    // MARK: Questions

    /// A question about amounts that have changed is no question any more.
    mutating func closeQuestion(about record: SettlementRecord) {
        switch state.question {
        case .giveUp(let asked, let name, let shownAt) where asked.id == record.id:
            guard asked.differsForGivingUp(from: record) else {
                // A poll that found nothing new: the question stands as it is shown.
                state.question = .giveUp(record, name: name, shownAt: shownAt)
                return
            }
            state.question = nil
            say(strings.changedMeanwhile, .warning)
        case .confirmCode(let code, _) where code.token.settlementID == record.id:
            guard ConfirmationToken(showing: record) != code.token else { return }
            state.question = nil
            say(strings.changedMeanwhile, .warning)
        case .giveUp, .confirmCode, .choose, nil:
            break
        }
    }
}

/// What a question shows of an attempt.
private struct LiveLeg: Equatable {
    var id: String
    var state: LegState
    var amount: Money
}

extension SettlementRecord {
    /// Whether a question about giving up says something else now; how often a peer was asked
    /// does not count.
    func differsForGivingUp(from other: SettlementRecord) -> Bool {
        phase != other.phase || isGivenUp != other.isGivenUp
            || currentSplit != other.currentSplit || heldCash != other.heldCash
            || owedCash != other.owedCash || liveLegs != other.liveLegs
    }

    private var liveLegs: [LiveLeg] {
        attempts.filter { $0.state.isLive }.map {
            LiveLeg(id: $0.id, state: $0.state, amount: $0.amount)
        }
    }
}
