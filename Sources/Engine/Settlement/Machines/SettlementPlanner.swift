package import Billing

/// What the engine does next for one settlement.
package enum NextStep: Sendable, Equatable {
    /// Nothing to do until a person or another request comes.
    case idle
    /// Nothing to do for this long, then decide again.
    case wait(Duration)
    /// Moves that need no peer.
    case post
    case abort
    case startAborting
    case endTender
    case suspend(String)
    case giveUp(String)
    case markUnknown(attemptID: String)
    case markUndoUnknown(attemptID: String)
    case leaveSuspense(SettlementPhase)
    /// Calls and questions.
    case settleInsurer
    case charge(Money)
    case dropStaleCode
    case probeInsurer(attemptID: String)
    case fenceInsurer(attemptID: String)
    case continueFence(attemptID: String)
    case cancelInsurer(attemptID: String)
    case probeInsurerCancel(attemptID: String)
    case queryPayment(attemptID: String)
    case cancelPayment(attemptID: String)
    case refundPayment(attemptID: String)
    case queryPaymentUndo(attemptID: String)
    case deliverEffects
}

/// Decides the next step of a settlement from its record, the clock and what is in hand; pure, so
/// that recovery after a crash and the normal course are the same code.
package struct SettlementPlanner: Sendable {
    /// What the plan may depend on besides the record.
    package struct Situation: Sendable {
        package var now: Moment
        /// When a payment code in hand was scanned; nil without one.
        package var codeScannedAt: Moment?
        /// When each attempt was last asked about by this process; absent = never.
        package var lastAsked: [String: Moment]
        /// How often the insurer said, to this process, that the batch is there and not settled.
        package var unsettledAnswers: [String: Int]
        /// Whether a person asked to be told now.
        package var asksNow: Bool

        package init(now: Moment) {
            self.now = now
            codeScannedAt = nil
            lastAsked = [:]
            unsettledAnswers = [:]
            asksNow = false
        }
    }

    let limits: EngineLimits
    let insurance: InsuranceProfile
    let payments: [TenderKind: PaymentProfile]
    let rounding: CashRounding

    package init(
        limits: EngineLimits,
        insurance: InsuranceProfile,
        payments: [TenderKind: PaymentProfile],
        rounding: CashRounding
    ) {
        self.limits = limits
        self.insurance = insurance
        self.payments = payments
        self.rounding = rounding
    }

    /// The next step; every phase is listed, so that a new one breaks the build here.
    package func next(_ record: SettlementRecord, _ situation: Situation) -> NextStep {
        switch record.phase {
        case .draft:
            .idle
        case .quoted:
            record.isGivenUp ? .abort : .idle
        case .confirmed, .insDone:
            awaitingTender(record, situation)
        case .insRun:
            insuranceRunning(record, situation)
        case .payRun:
            paymentRunning(record, situation)
        case .aborting:
            aborting(record, situation)
        case .paid:
            .deliverEffects
        case .suspense:
            suspended(record, situation)
        case .completed, .aborted, .refundRequested, .refundApproved, .refunding, .refunded,
            .partRefunded:
            .idle
        }
    }

    // MARK: Confirmed, or the insurer has settled

    private func awaitingTender(_ record: SettlementRecord, _ situation: Situation) -> NextStep {
        if record.isGivenUp {
            return record.phase == .confirmed ? .abort : .startAborting
        }
        guard let split = record.phase == .insDone ? record.settled : record.confirmed,
            let confirmed = record.confirmed
        else { return .suspend("no split") }
        let due = split.selfPay - record.heldCash
        // Cash of a few fen is rounded to nothing: what is held decides, not that it is above zero.
        let holdsCash = record.attempts.contains { $0.state == .held }
        let cashCovers =
            split.selfPay.isZero
            || (holdsCash && record.heldCash >= rounding.taken(for: split.selfPay))
        let confirmedCovers = split.selfPay <= confirmed.selfPay
        let codeUsable = isCodeFresh(situation)
        if situation.codeScannedAt != nil, !codeUsable { return .dropStaleCode }
        let hasTender = cashCovers || (codeUsable && due > .zero)
        if confirmedCovers, hasTender {
            if record.isInsured, record.phase == .confirmed { return .settleInsurer }
            return cashCovers ? .post : .charge(due)
        }
        let waited = situation.now.elapsed(since: record.tenderlessSince ?? record.createdAt)
        if waited >= limits.tenderless { return .giveUp("deadline") }
        return .wait(limits.tenderless - waited)
    }

    private func isCodeFresh(_ situation: Situation) -> Bool {
        guard let scannedAt = situation.codeScannedAt else { return false }
        return situation.now.elapsed(since: scannedAt) <= limits.codeLifetime
    }

    // MARK: Insurance

    private func insuranceRunning(_ record: SettlementRecord, _ situation: Situation) -> NextStep {
        guard let attempt = record.insurance else { return .suspend("no insurance attempt") }
        switch attempt.state {
        case .intent:
            return .markUnknown(attemptID: attempt.id)
        case .pending, .unknown:
            if record.isGivenUp { return .startAborting }
            return insuranceUnknown(record, attempt, situation)
        case .refused, .undone:
            return .abort
        case .undoIntent, .undoUnknown:
            return insuranceUndo(attempt, situation)
        case .conflict:
            return .suspend(attempt.lastWord ?? "conflict")
        case .done:
            // It landed although it was fenced, and its 2208 did not get through: still owed.
            return .startAborting
        case .replaced, .held, .posted, .returnOwed, .returned, .unclaimed:
            return .suspend("insurance \(attempt.state.rawValue) while running")
        }
    }

    func insuranceUnknown(
        _ record: SettlementRecord,
        _ attempt: Attempt,
        _ situation: Situation
    ) -> NextStep {
        let waited = situation.now.elapsed(since: attempt.sentAt)
        let unsettled = situation.unsettledAnswers[attempt.id] ?? 0
        // Rule 5: one probe, the horizon, a probe after it; only then the fence is begun.
        if unsettled >= 2, let last = situation.lastAsked[attempt.id],
            last.elapsed(since: attempt.sentAt) >= insurance.horizon
        {
            return .fenceInsurer(attemptID: attempt.id)
        }
        if isOverdue(attempt.sentAt, record, situation) {
            return .suspend(SettlementRecord.insurerSilent)
        }
        let step = ask(
            attempt,
            every: probeDelay(attempt),
            situation,
            .probeInsurer(attemptID: attempt.id)
        )
        let untilHorizon = insurance.horizon - waited
        guard case .wait(let pause) = step, unsettled > 0, untilHorizon > .zero else { return step }
        return .wait(min(pause, untilHorizon))
    }

    func insuranceUndo(_ attempt: Attempt, _ situation: Situation) -> NextStep {
        if attempt.state == .undoIntent, situation.lastAsked[attempt.id] == nil {
            return .markUndoUnknown(attemptID: attempt.id)
        }
        let step: NextStep =
            attempt.undo == .cancelSettlement
            ? .probeInsurerCancel(attemptID: attempt.id) : .continueFence(attemptID: attempt.id)
        return ask(attempt, every: probeDelay(attempt), situation, step)
    }

    private func probeDelay(_ attempt: Attempt) -> Duration {
        let delays = insurance.probeDelays
        return delays.isEmpty ? .seconds(5) : delays[min(attempt.polls, delays.count - 1)]
    }

    // MARK: Aborting: payment first, then insurance (T9–T11)

    private func aborting(_ record: SettlementRecord, _ situation: Situation) -> NextStep {
        if let attempt = record.liveCode {
            switch attempt.state {
            case .intent:
                return .markUnknown(attemptID: attempt.id)
            case .pending, .unknown:
                return paymentUnknown(record, attempt, situation)
            case .done:
                return paymentFoundDone(record, attempt, situation)
            case .undoIntent, .undoUnknown:
                return paymentUndo(attempt, situation)
            case .conflict:
                return .suspend(attempt.lastWord ?? "conflict")
            case .refused, .undone, .replaced, .held, .posted, .returnOwed, .returned, .unclaimed:
                return .suspend("payment \(attempt.state.rawValue) is not live")
            }
        }
        return abortingInsurance(record, situation)
    }

    private func abortingInsurance(
        _ record: SettlementRecord,
        _ situation: Situation
    ) -> NextStep {
        guard let attempt = record.insurance else { return .abort }
        switch attempt.state {
        case .refused, .undone:
            return .abort
        case .intent:
            return .markUnknown(attemptID: attempt.id)
        case .pending, .unknown:
            return insuranceUnknown(record, attempt, situation)
        case .done:
            if attempt.undoRefusals >= limits.undoRefusalsMax {
                return .suspend(SettlementRecord.undoRefused)
            }
            let pause = limits.undoRetry * (1 << min(attempt.undoRefusals, 5))
            return retryUndo(
                attempt,
                after: pause,
                situation,
                .cancelInsurer(attemptID: attempt.id)
            )
        case .undoIntent, .undoUnknown:
            return insuranceUndo(attempt, situation)
        case .conflict:
            return .suspend(attempt.lastWord ?? "conflict")
        case .replaced, .held, .posted, .returnOwed, .returned, .unclaimed:
            return .suspend("insurance \(attempt.state.rawValue) while aborting")
        }
    }

    // MARK: Common

    /// A first undo at once, a further one only some time after the last was sent (rule 11).
    func retryUndo(
        _ attempt: Attempt,
        after pause: Duration,
        _ situation: Situation,
        _ step: NextStep
    ) -> NextStep {
        guard attempt.undo != nil, let sent = attempt.undoSentAt, !situation.asksNow else {
            return step
        }
        let waited = situation.now.elapsed(since: sent)
        return waited >= pause ? step : .wait(pause - waited)
    }

    /// Ask now if the interval has passed since this process last asked, else wait for the rest.
    func ask(
        _ attempt: Attempt,
        every interval: Duration,
        _ situation: Situation,
        _ step: NextStep
    ) -> NextStep {
        guard let last = situation.lastAsked[attempt.id], !situation.asksNow else { return step }
        let waited = situation.now.elapsed(since: last)
        return waited >= interval ? step : .wait(interval - waited)
    }

    func isOverdue(
        _ since: Moment,
        _ record: SettlementRecord,
        _ situation: Situation
    ) -> Bool {
        record.phase != .suspense && situation.now.elapsed(since: since) >= limits.doubtMax
    }
}
