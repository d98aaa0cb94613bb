package import Billing

extension SettlementDraft {
    /// T1: the split is known.
    package mutating func quoted(_ split: Split, enrolmentID: String?) {
        move(to: .quoted)
        edit {
            $0.quote = split
            $0.enrolmentID = enrolmentID
        }
    }

    /// T2: the cashier confirmed exactly this split; amounts, business date and shift are frozen.
    package mutating func confirmed(_ split: Split, shiftID: String?, at moment: Moment) {
        move(to: .confirmed)
        edit {
            $0.confirmed = split
            $0.businessDate = moment.china.businessDate
            $0.shiftID = shiftID
            $0.tenderlessSince = moment
        }
        post(Self.expectation(of: split, in: record, stage: .pending))
        audit("settlement.confirmed", detail: "self=\(split.selfPay.fen)")
    }

    /// The cashier confirmed a split that rose between confirmation and the settle answer.
    package mutating func reconfirmed(_ split: Split) {
        edit { $0.confirmed = split }
        audit("settlement.reconfirmed", detail: "self=\(split.selfPay.fen)")
    }

    /// T8: no electronic payment is live any more; another tender may be taken.
    package mutating func tenderEnded(at moment: Moment) {
        move(to: record.isInsured ? .insDone : .confirmed)
        edit { $0.tenderlessSince = moment }
    }

    /// T7, the pivot: everything is done; both legs are posted and the effects are owed.
    package mutating func paid(rounding rule: CashRounding, at moment: Moment) {
        guard let split = record.settled ?? record.confirmed else {
            preconditionFailure("settlement \(record.id) has no split to post")
        }
        let byCode = record.attempts.filter { $0.role == .code && $0.state == .done }
        let cashPart = split.selfPay - byCode.map(\.amount).total()
        let held = record.attempts.filter { $0.state == .held }
        let handed = held.compactMap(\.tendered).total()
        let rounds = byCode.isEmpty && !held.isEmpty
        let taken = rounds ? rule.taken(for: cashPart) : cashPart
        precondition(!cashPart.isNegative, "more was charged than is due")
        precondition(handed >= taken, "less cash is held than is due")
        var change = handed - taken
        for attempt in held.reversed() {
            let back = min(change, attempt.tendered ?? .zero)
            change -= back
            update(attempt.id, to: .posted) { $0.change = back }
        }
        move(to: .paid)
        edit {
            $0.rounding = cashPart - taken
            $0.finishedAt = moment
            $0.tenderlessSince = nil
        }
        postPivot(split: split, byCode: byCode, cashTaken: taken, change: handed - taken)
        owe(
            OutboxEffect(
                key: "release:\(record.id)",
                kind: .hospitalRelease,
                settlementID: record.id
            )
        )
        audit("settlement.paid", detail: "total=\(split.total.fen) self=\(split.selfPay.fen)")
    }

    /// T12: every effect is acknowledged.
    package mutating func completed() {
        move(to: .completed)
        edit { $0.owner = nil }
    }

    /// The cashier, or a deadline, gave the settlement up.
    package mutating func givenUp(by reason: String) {
        guard !record.isGivenUp else { return }
        edit { $0.isGivenUp = true }
        audit("settlement.given_up", detail: reason)
    }

    /// T9: what was done is now undone.
    package mutating func aborting() {
        move(to: .aborting)
        audit("settlement.aborting")
    }

    /// T5, T10, and the exits before anything was sent: nothing moved, or all was taken back.
    package mutating func aborted(at moment: Moment) {
        if let split = record.settled ?? record.confirmed {
            post(Self.expectation(of: split, in: record, stage: .voided))
        }
        oweHeldCash()
        move(to: .aborted)
        edit {
            $0.finishedAt = moment
            $0.owner = nil
            $0.tenderlessSince = nil
        }
        audit("settlement.aborted")
    }

    /// T13: a person must decide; what is known stays, and the peers are asked on.
    package mutating func suspended(_ reason: String) {
        guard record.phase != .suspense else { return }
        move(to: .suspense)
        edit { $0.suspenseReason = reason }
        audit("settlement.suspended", detail: reason)
    }

    /// The evidence that was awaited has come: the settlement goes on where it stood.
    package mutating func leftSuspense(for phase: SettlementPhase, at moment: Moment) {
        move(to: phase)
        edit {
            $0.suspenseReason = nil
            $0.tenderlessSince = moment
        }
        audit("settlement.left_suspense", detail: phase.rawValue)
    }

    /// Another console takes over after the owner's death; what was under way is unknown now.
    package mutating func takenOver(by owner: String, at moment: Moment) {
        edit { $0.owner = owner }
        for attempt in record.attempts {
            switch attempt.state {
            case .intent: update(attempt.id, to: .unknown)
            case .undoIntent: update(attempt.id, to: .undoUnknown)
            case .pending, .unknown, .undoUnknown, .done, .refused, .undone, .conflict, .replaced,
                .held, .posted, .returnOwed, .returned, .unclaimed:
                break
            }
            restartClocks(of: attempt, at: moment)
        }
        if let since = record.tenderlessSince, since.bootID != moment.bootID {
            edit { $0.tenderlessSince = moment }
        }
        audit("settlement.taken_over")
    }

    /// Rule 21: after a reboot the stored remainders start again, of every state that waits.
    private mutating func restartClocks(of attempt: Attempt, at moment: Moment) {
        guard attempt.state.isLive else { return }
        if attempt.sentAt.bootID != moment.bootID {
            update(attempt.id) { $0.sentAt = moment }
        }
        if let sent = attempt.undoSentAt, sent.bootID != moment.bootID {
            update(attempt.id) { $0.undoSentAt = moment }
        }
    }
}
