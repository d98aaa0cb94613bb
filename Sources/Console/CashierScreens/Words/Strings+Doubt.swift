import Billing
import Settlement

extension Strings {
    /// In a few words what is open about a settlement.
    func what(_ record: SettlementRecord) -> String {
        switch OpenKind(of: record) {
        case .cashOwed: return whatCash
        case .supervisor: return whatSuspense
        case .tender: return record.phase == .insDone ? whatTender : whatHeld
        case .running: return record.liveCode?.state == .pending ? whatPayer : whatRunning
        case .doubt:
            let attempt = record.attempts.last { $0.state.isOutcomeUnknown }
            return attempt?.tender.map { whatPayment.filled(name(of: $0)) } ?? whatInsurance
        case .undoOwed:
            let attempt = record.attempts.last { $0.state.isLive && $0.state.isInDoubt }
            return attempt?.tender.map { whatUndoPayment.filled(name(of: $0)) }
                ?? whatUndoInsurance
        }
    }

    /// Where each part of the money is, as far as anybody knows; one sentence a part.
    func whereTheMoneyIs(_ record: SettlementRecord) -> [String] {
        var parts: [String] = []
        if let insurance = record.insurance { parts.append(sentence(insurance)) }
        // Only the newest try of a payment tells where its money is; older ones ended.
        if let code = record.liveCode ?? record.attempts.last(where: { $0.role == .code }) {
            parts.append(sentence(code))
        }
        if !record.heldCash.isZero { parts.append(cashHeld.filled(record.heldCash.yuan)) }
        if !record.owedCash.isZero { parts.append(cashOwed.filled(record.owedCash.yuan)) }
        if parts.isEmpty { parts = [nothingMoved] }
        parts[0] = whereIs + parts[0]
        return parts
    }

    private func sentence(_ attempt: Attempt) -> String {
        let amount = attempt.amount.yuan
        let isInsurance = attempt.role == .insurance
        let tender = attempt.tender.map(name(of:)) ?? ""
        switch attempt.state {
        case .pending where !isInsurance:
            return paymentPending.filled(tender, amount)
        case .intent, .pending, .unknown, .conflict, .replaced:
            return isInsurance
                ? insuranceMaybe.filled(amount) : paymentMaybe.filled(tender, amount)
        case .done, .posted, .held:
            return isInsurance ? insurancePaid.filled(amount) : paymentPaid.filled(tender, amount)
        case .undoIntent, .undoUnknown:
            return isInsurance
                ? insuranceUndoing.filled(amount) : paymentUndoing.filled(tender, amount)
        case .refused, .undone, .returnOwed, .returned, .unclaimed:
            return isInsurance ? insuranceBack : paymentBack.filled(tender)
        }
    }

    /// What happens next by itself, or what the cashier should do.
    func plan(_ action: OpenAction, _ record: SettlementRecord) -> String {
        switch action {
        case .takeUp: planTender
        case .handBack(let amount): planHandBack.filled(amount.yuan)
        case .supervisor: planSupervisor
        case .askNow: OpenKind(of: record) == .undoOwed ? planUndo : planAsk
        }
    }

    /// A peer's operation in words; one we have no word for keeps its own name.
    func operation(_ name: String) -> String {
        let stem = name.split(separator: " ").first.map(String.init) ?? name
        return insurerOperation(stem) ?? paymentOperation(stem) ?? name
    }

    private func insurerOperation(_ name: String) -> String? {
        switch name {
        case "1162": operationDecode
        case "1101": operationPerson
        case "2201", "2202", "2203A": operationVisit
        case "2204", "2205": operationUpload
        case "2206A", "2206": operationPreSettle
        case "2207A", "2207": operationSettle
        case "2208": operationCancelSettle
        case "2601": operationReverse
        case "5201", "5203", "5204": operationAskInsurance
        default: nil
        }
    }

    private func paymentOperation(_ name: String) -> String? {
        switch name {
        case "micropay": operationCharge.filled(weChat)
        case "orderquery": operationQuery.filled(weChat)
        case "reverse": operationCancel.filled(weChat)
        case "refund", "refundquery": operationRefund.filled(weChat)
        case "alipay.trade.pay": operationCharge.filled(alipay)
        case "alipay.trade.query": operationQuery.filled(alipay)
        case "alipay.trade.cancel": operationCancel.filled(alipay)
        case "alipay.trade.refund", "alipay.trade.fastpay.refund.query":
            operationRefund.filled(alipay)
        default: nil
        }
    }

    /// A classification in words; what stands behind a colon is technical and left out.
    func verdict(_ verdict: String) -> String {
        let stem = verdict.split(separator: ":").first.map(String.init) ?? verdict
        switch stem {
        case "done": return verdictDone
        case "refused": return verdictRefused
        case "pending": return verdictPending
        case "unknown", "mismatch": return verdictUnknown
        case "not_sent": return verdictNotSent
        case "not_found": return verdictNotFound
        case "closed": return verdictClosed
        case "refunded": return verdictRefunded
        case "undo_accepted": return verdictUndoAccepted
        case "undo_again": return verdictUndoAgain
        case "undo_refused": return verdictUndoRefused
        default: return verdict
        }
    }
}
