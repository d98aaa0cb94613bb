import Billing
import Devices
import Settlement

extension String {
    /// The text with `%1`, `%2` … replaced in one pass, so that a value may itself hold a `%`.
    func filled(_ values: String...) -> String {
        var result = ""
        var rest = self[...]
        while let mark = rest.firstIndex(of: "%") {
            result += rest[..<mark]
            let digit = rest.index(after: mark)
            if digit < rest.endIndex, let number = rest[digit].wholeNumberValue,
                (1...values.count).contains(number)
            {
                result += values[number - 1]
                rest = rest[rest.index(after: digit)...]
            } else {
                result.append("%")
                rest = rest[digit...]
            }
        }
        return result + rest
    }
}

extension Strings {
    /// The one sentence for a problem: what it is and what to do.
    func sentence(_ problem: DeskProblem) -> String {
        switch problem {
        case .insurerRefused(let word): insurerRefused.filled(word)
        case .insurerSilent(let word): insurerSilent.filled(word)
        case .credentialStale(let word): credentialStale.filled(word)
        case .unknownPatient: unknownPatient
        case .noUnpaidBill: noUnpaidBill
        case .billPaid: billPaidMeanwhile
        case .billHeld(let owner): billHeld.filled(owner)
        case .amountsChanged: amountsChanged
        case .notEnoughCash(let due): cashDueIs.filled(due.yuan)
        case .cashNotNeeded: cashNotNeeded
        case .channelMissing(let tender): channelMissing.filled(name(of: tender))
        case .codeStale: codeStale
        case .busy: busy
        case .notNow: notNow
        case .ledgerUnwritable(let word): ledgerUnwritable.filled(word)
        case .notFound: notFound
        }
    }

    /// The one sentence for bytes that were no scan.
    func sentence(_ rejection: ScanRejection) -> String {
        switch rejection {
        case .tooLong: tooLong
        case .controlCharacter: controlCharacter
        case .notASCII: notASCII
        case .halfFrame: halfFrame
        case .cutOff: cutOff
        case .repeated: repeated
        case .flood: flood
        }
    }

    /// What giving a settlement up would undo, with the amounts; one line each.
    func undoLines(_ record: SettlementRecord) -> [String] {
        var lines: [String] = []
        for attempt in record.attempts where attempt.state.isLive {
            switch attempt.role {
            case .insurance: lines.append(undoInsurance.filled(attempt.amount.yuan))
            case .code:
                let tender = attempt.tender.map(name(of:)) ?? ""
                let template = attempt.state.isMaybePaid ? undoPaymentMaybe : undoPayment
                lines.append(template.filled(tender, attempt.amount.yuan))
            case .cash: break
            }
        }
        if !record.heldCash.isZero { lines.append(undoCash.filled(record.heldCash.yuan)) }
        return lines.isEmpty ? [undoNothing] : lines
    }
}

extension LegState {
    /// Whether a payment may or may not have been taken yet.
    fileprivate var isMaybePaid: Bool {
        switch self {
        case .intent, .pending, .unknown, .conflict, .replaced: true
        case .done, .refused, .undoIntent, .undoUnknown, .undone, .held, .posted, .returnOwed,
            .returned, .unclaimed:
            false
        }
    }
}
