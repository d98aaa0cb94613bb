import Billing
import Settlement
import TerminalUI

extension Reducer {
    /// F2: exact cash, or what was typed before it.
    mutating func takeCash(_ press: KeyPress) {
        guard let sale = state.sale, let record = sale.record,
            let due = sale.cashDue(state.options.cashRounding),
            let token = ConfirmationToken(showing: record), isFresh(press, after: sale.shownAt)
        else { return }
        guard !state.amount.isEmpty else {
            settle(token, .cash(tendered: nil), at: press.at)
            return
        }
        guard let tendered = typedAmount() else { return }
        guard tendered >= due else {
            refuseAmount(strings.notEnoughCash.filled(tendered.yuan, due.yuan))
            return
        }
        if tendered > due, state.options.cashRounding != .none, tendered.fen % 10 != 0 {
            refuseAmount(strings.noFenInCash.filled(tendered.yuan, due.yuan))
            return
        }
        guard acceptsChange(tendered - due, of: tendered, token, press) else { return }
        settle(token, .cash(tendered: tendered), at: press.at)
    }

    /// An unusually large change is asked about once; the same key for the same amount takes it.
    private mutating func acceptsChange(
        _ change: Money,
        of tendered: Money,
        _ token: ConfirmationToken,
        _ press: KeyPress
    ) -> Bool {
        guard change > AskedChange.limit else { return true }
        if let asked = state.askedChange, asked.token == token, asked.tendered == tendered {
            return isFresh(press, after: asked.shownAt)
        }
        refuseAmount(strings.largeChange.filled(change.yuan))
        state.askedChange = AskedChange(token: token, tendered: tendered, shownAt: press.at)
        return false
    }

    /// F3: a part in cash, which is the patient's until the rest is paid too.
    mutating func holdCash(_ press: KeyPress) {
        guard let sale = state.sale, let record = sale.record, let due = sale.due,
            let cashDue = sale.cashDue(state.options.cashRounding),
            let token = ConfirmationToken(showing: record), isFresh(press, after: sale.shownAt)
        else { return }
        guard !state.amount.isEmpty else {
            say(strings.amountBeforeMixed, .warning)
            return
        }
        guard let part = typedAmount() else { return }
        // What rounds to all of the cash due would leave nothing worth a code.
        let limit = min(due, cashDue)
        guard part < limit else {
            refuseAmount(strings.mixedTooMuch.filled(part.yuan, limit.yuan))
            return
        }
        clearAmount()
        state.sale?.isAsking = true
        state.sale?.waitsSince = press.at
        ask(.holdCash(token, amount: part))
    }

    /// The typed amount, or a sentence about it.
    private mutating func typedAmount() -> Money? {
        do {
            let amount = try Money(yuan: state.amount.text)
            if amount > .zero { return amount }
        } catch {
            // Both ways of being wrong get the one sentence that says how to write it.
        }
        refuseAmount(strings.amountUnreadable.filled(state.amount.text))
        return nil
    }

    /// Says why the typed amount is not taken; the next digit then begins a new one.
    private mutating func refuseAmount(_ sentence: String) {
        state.isAmountRefused = true
        say(sentence, .warning)
    }

    /// The key of owed cash is bound to the amount that the screen shows.
    mutating func cashReturned(_ press: KeyPress, in context: KeyContext) {
        guard let owed = state.owedCash(in: context) else { return }
        if context == .sale {
            guard let sale = state.sale, isFresh(press, after: sale.shownAt) else { return }
            state.sale?.isAsking = true
        }
        ask(.cashReturned(settlementID: owed.id, amount: owed.amount))
    }
}
