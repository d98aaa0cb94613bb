package import Billing

extension SettlementDraft {
    // MARK: Cash

    /// Cash was typed in: it is a fact, and the patient's until the pivot (rule 12).
    package mutating func cashHeld(
        _ tendered: Money,
        due: Money,
        attemptID: String,
        at moment: Moment
    ) {
        let attempt = Attempt(
            id: attemptID,
            role: .cash,
            tender: .cash,
            number: attemptID,
            amount: due,
            createdAt: moment,
            state: .held,
            tendered: tendered
        )
        add(attempt)
        if !tendered.isZero { post(moveCash(tendered, into: true, reason: "cash_held")) }
        audit("cash.held", detail: "\(tendered.fen)")
    }

    /// Held cash is owed back, because the settlement ends without it.
    mutating func oweHeldCash() {
        for attempt in record.attempts where attempt.state == .held {
            update(attempt.id, to: .returnOwed)
            audit("cash.return_owed", detail: "\(attempt.tendered?.fen ?? 0)")
        }
    }

    /// The owed cash was handed back.
    package mutating func cashReturned() {
        for attempt in record.attempts where attempt.state == .returnOwed {
            let amount = attempt.tendered ?? .zero
            update(attempt.id, to: .returned) { $0.returned = amount }
            if !amount.isZero { post(moveCash(amount, into: false, reason: "cash_returned")) }
            audit("cash.returned", detail: "\(amount.fen)")
        }
    }

    // MARK: Insurance

    /// T3: the 2207 is durable and may leave.
    package mutating func insuranceIntended(
        attemptID: String,
        number: String,
        send intent: SendIntent,
        at moment: Moment
    ) {
        guard let split = record.confirmed else {
            preconditionFailure("settlement \(record.id) is not confirmed")
        }
        move(to: .insRun)
        add(
            Attempt(
                id: attemptID,
                role: .insurance,
                tender: nil,
                number: number,
                amount: split.fund + split.account,
                createdAt: moment,
                state: .intent
            )
        )
        send(intent)
    }

    /// T4: the insurer has settled; its split decides what is due.
    package mutating func insuranceDone(
        _ attemptID: String,
        settlementID: String,
        split: Split,
        at moment: Moment
    ) {
        update(attemptID, to: .done) {
            $0.peerNumber = settlementID
            $0.refusalAwaitsProbe = false
        }
        if let old = record.settled ?? record.confirmed {
            rewriteExpectation(from: old, to: split)
        }
        edit { $0.settled = split }
        if record.phase == .insRun {
            move(to: .insDone)
            edit { $0.tenderlessSince = moment }
        }
        audit("insurance.done", detail: "fund=\(split.fund.fen) account=\(split.account.fen)")
    }

    /// The insurer settled, but what it answered cannot be right: kept with its number (rule 17).
    package mutating func insuranceConflict(
        _ attemptID: String,
        settlementID: String?,
        reason: String
    ) {
        update(attemptID, to: .conflict) {
            $0.peerNumber = settlementID ?? $0.peerNumber
            $0.lastWord = reason
        }
        suspended(reason)
    }

    /// A refusal that counts: nothing happened.
    package mutating func refused(_ attemptID: String, word: String) {
        update(attemptID, to: .refused) {
            $0.lastWord = word
            $0.refusalAwaitsProbe = false
        }
        audit("leg.refused", detail: attemptID)
    }

    /// A refusal that counts only after a probe shows no effect (rule 4).
    package mutating func weaklyRefused(_ attemptID: String, word: String, isAmbiguous: Bool) {
        update(attemptID, to: .unknown) {
            $0.lastWord = word
            $0.refusalAwaitsProbe = !isAmbiguous
        }
    }

    /// Nobody here knows whether the peer acted.
    package mutating func unknown(_ attemptID: String, word: String) {
        update(attemptID, to: .unknown) { $0.lastWord = word }
        audit("leg.unknown", detail: attemptID)
    }

    /// Asked once more without a verdict.
    package mutating func asked(_ attemptID: String) {
        update(attemptID) { $0.polls += 1 }
    }

    // MARK: Electronic payment

    /// T6: the charge is durable and may leave.
    package mutating func chargeIntended(
        _ attempt: Attempt,
        send intent: SendIntent
    ) {
        precondition(
            !record.isInsured || record.insurance?.state == .done,
            "a charge needs the insurance leg done"
        )
        move(to: .payRun)
        add(attempt)
        send(intent)
    }

    /// The channel works on it, or the payer types a password.
    package mutating func pending(_ attemptID: String) {
        update(attemptID, to: .pending)
    }

    /// Verified success of the charge.
    package mutating func charged(_ attemptID: String, peerNumber: String) {
        update(attemptID, to: .done) { $0.peerNumber = peerNumber }
        audit("payment.done", detail: attemptID)
    }

    /// Evidence contradicts itself; a person decides.
    package mutating func conflict(_ attemptID: String, reason: String) {
        update(attemptID, to: .conflict) { $0.lastWord = reason }
        suspended(reason)
    }

    // MARK: Undo

    /// An undo is durable and may leave; from here only the undo decides (rule 11).
    package mutating func undoIntended(
        _ attemptID: String,
        kind: UndoKind,
        number: String,
        send intent: SendIntent,
        at moment: Moment
    ) {
        update(attemptID, to: .undoIntent) {
            $0.undo = kind
            $0.undoNumber = number
            $0.undoSentAt = moment
            $0.undoStep = 0
            $0.polls = 0
        }
        send(intent)
        audit("undo.sent", detail: "\(kind.rawValue) \(attemptID)")
    }

    /// The undo's outcome is unknown.
    package mutating func undoUnknown(_ attemptID: String, word: String) {
        update(attemptID, to: .undoUnknown) { $0.lastWord = word }
    }

    /// The undo has come one step further.
    package mutating func undoAdvanced(_ attemptID: String, to step: Int) {
        update(attemptID) { $0.undoStep = step }
    }

    /// A query confirmed the undo.
    package mutating func undone(_ attemptID: String, returned: Money) {
        update(attemptID, to: .undone) { $0.returned = returned }
        audit("undo.done", detail: attemptID)
    }

    /// The undo certainly had no effect and nobody refused it.
    ///
    /// It is still owed, under a number of its own, and does not count as a refusal.
    package mutating func undoMissed(_ attemptID: String, peerNumber: String?, word: String) {
        update(attemptID, to: .done) {
            $0.peerNumber = peerNumber ?? $0.peerNumber
            $0.lastWord = word
        }
        audit("undo.missed", detail: attemptID)
    }

    /// The undo was refused for good: the leg stands as it was (rule 11).
    package mutating func undoRefused(_ attemptID: String, peerNumber: String?, word: String) {
        update(attemptID, to: .done) {
            $0.peerNumber = peerNumber ?? $0.peerNumber
            $0.undoRefusals += 1
            $0.lastWord = word
        }
        audit("undo.refused", detail: attemptID)
    }
}
