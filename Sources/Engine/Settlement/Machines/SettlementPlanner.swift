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
        let cashCovers =
            split.selfPay.isZero
            || (!record.heldCash.isZero && record.heldCash >= rounding.taken(for: split.selfPay))
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
        case .done, .replaced, .held, .posted, .returnOwed, .returned, .unclaimed:
            return .suspend("insurance \(attempt.state.rawValue) while running")
        }
    }

    private func insuranceUnknown(
        _ record: SettlementRecord,
        _ attempt: Attempt,
        _ situation: Situation
    ) -> NextStep {
        let waited = situation.now.elapsed(since: attempt.sentAt)
        let unsettled = situation.unsettledAnswers[attempt.id] ?? 0
        // Rule 5: one probe, the horizon, a further probe; only then the fence is begun.
        if unsettled >= 2, waited >= insurance.horizon {
            return .fenceInsurer(attemptID: attempt.id)
        }
        if isOverdue(attempt.sentAt, record, situation) { return .suspend("insurer silent") }
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

    private func insuranceUndo(_ attempt: Attempt, _ situation: Situation) -> NextStep {
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

    // MARK: Electronic payment

    private func paymentRunning(_ record: SettlementRecord, _ situation: Situation) -> NextStep {
        guard let attempt = record.attempts.last(where: { $0.role == .code }) else {
            return .suspend("no payment attempt")
        }
        switch attempt.state {
        case .intent:
            return .markUnknown(attemptID: attempt.id)
        case .pending, .unknown:
            if record.isGivenUp { return .startAborting }
            return paymentUnknown(record, attempt, situation)
        case .done:
            return .post
        case .refused, .undone:
            return .endTender
        case .undoIntent, .undoUnknown:
            if record.isGivenUp { return .startAborting }
            return paymentUndo(attempt, situation)
        case .conflict:
            return .suspend(attempt.lastWord ?? "conflict")
        case .replaced, .held, .posted, .returnOwed, .returned, .unclaimed:
            return .suspend("payment \(attempt.state.rawValue) while running")
        }
    }

    private func paymentUnknown(
        _ record: SettlementRecord,
        _ attempt: Attempt,
        _ situation: Situation
    ) -> NextStep {
        guard let profile = profile(of: attempt) else { return .suspend("channel not configured") }
        let waited = situation.now.elapsed(since: attempt.sentAt)
        let asked = situation.lastAsked[attempt.id] != nil
        let windowOver = waited >= profile.pollWindow || record.isGivenUp
        if windowOver, asked, mayCancel(attempt, profile, situation) {
            return .cancelPayment(attemptID: attempt.id)
        }
        if isOverdue(attempt.sentAt, record, situation) { return .suspend("channel silent") }
        let step = ask(
            attempt,
            every: profile.pollInterval,
            situation,
            .queryPayment(attemptID: attempt.id)
        )
        let untilCancel = (windowOver ? profile.earliestCancel : profile.pollWindow) - waited
        guard case .wait(let pause) = step, untilCancel > .zero else { return step }
        return .wait(min(pause, untilCancel))
    }

    /// Whether a cancel is inside the channel's window now.
    private func mayCancel(
        _ attempt: Attempt,
        _ profile: PaymentProfile,
        _ situation: Situation
    ) -> Bool {
        let waited = situation.now.elapsed(since: attempt.sentAt)
        guard waited >= profile.earliestCancel, waited <= profile.cancelWindow else { return false }
        guard profile.cancelsSameDayOnly else { return true }
        return attempt.createdAt.china.businessDate == situation.now.china.businessDate
    }

    private func paymentUndo(_ attempt: Attempt, _ situation: Situation) -> NextStep {
        guard let profile = profile(of: attempt) else { return .suspend("channel not configured") }
        if attempt.state == .undoIntent, situation.lastAsked[attempt.id] == nil {
            return .markUndoUnknown(attemptID: attempt.id)
        }
        return ask(
            attempt,
            every: undoDelay(attempt, profile),
            situation,
            .queryPaymentUndo(attemptID: attempt.id)
        )
    }

    /// The channel's interval at first; a channel that stays silent is asked ever more seldom, up
    /// to 32 intervals apart, so that a night's outage does not fill the ledger with questions.
    private func undoDelay(_ attempt: Attempt, _ profile: PaymentProfile) -> Duration {
        profile.undoInterval * (1 << min(max(0, attempt.polls - 24) / 8, 5))
    }

    private func profile(of attempt: Attempt) -> PaymentProfile? {
        attempt.tender.flatMap { payments[$0] }
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

    /// T11: kept only if no undo was ever sent and the insurance leg is done or not needed.
    private func paymentFoundDone(
        _ record: SettlementRecord,
        _ attempt: Attempt,
        _ situation: Situation
    ) -> NextStep {
        let insuranceStands = !record.isInsured || record.insurance?.state == .done
        if attempt.undo == nil, insuranceStands { return .post }
        guard let profile = profile(of: attempt) else { return .suspend("channel not configured") }
        if attempt.undoRefusals >= limits.undoRefusalsMax { return .suspend("undo refused") }
        if attempt.undoRefusals > 1, let sent = attempt.undoSentAt {
            let pause = profile.undoInterval * (1 << min(attempt.undoRefusals, 6))
            let waited = situation.now.elapsed(since: sent)
            if waited < pause { return .wait(pause - waited) }
        }
        return .refundPayment(attemptID: attempt.id)
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
            if attempt.undoRefusals >= limits.undoRefusalsMax { return .suspend("undo refused") }
            if attempt.undoRefusals > 0, let sent = attempt.undoSentAt {
                let pause = limits.undoRetry * (1 << min(attempt.undoRefusals - 1, 5))
                let waited = situation.now.elapsed(since: sent)
                if waited < pause, !situation.asksNow { return .wait(pause - waited) }
            }
            return .cancelInsurer(attemptID: attempt.id)
        case .undoIntent, .undoUnknown:
            return insuranceUndo(attempt, situation)
        case .conflict:
            return .suspend(attempt.lastWord ?? "conflict")
        case .replaced, .held, .posted, .returnOwed, .returned, .unclaimed:
            return .suspend("insurance \(attempt.state.rawValue) while aborting")
        }
    }

    // MARK: Suspense: the peers are asked on, nothing new is begun

    private func suspended(_ record: SettlementRecord, _ situation: Situation) -> NextStep {
        for attempt in record.attempts {
            let interval = limits.suspenseInterval
            switch (attempt.role, attempt.state) {
            case (.code, .intent), (.insurance, .intent):
                return .markUnknown(attemptID: attempt.id)
            case (.code, .pending), (.code, .unknown):
                return ask(
                    attempt,
                    every: interval,
                    situation,
                    .queryPayment(attemptID: attempt.id)
                )
            case (.insurance, .pending), (.insurance, .unknown):
                return ask(
                    attempt,
                    every: interval,
                    situation,
                    .probeInsurer(attemptID: attempt.id)
                )
            case (.code, .undoIntent), (.code, .undoUnknown):
                return paymentUndo(attempt, situation)
            case (.insurance, .undoIntent), (.insurance, .undoUnknown):
                return insuranceUndo(attempt, situation)
            default:
                continue
            }
        }
        return .idle
    }

    // MARK: Common

    /// Ask now if the interval has passed since this process last asked, else wait for the rest.
    private func ask(
        _ attempt: Attempt,
        every interval: Duration,
        _ situation: Situation,
        _ step: NextStep
    ) -> NextStep {
        guard let last = situation.lastAsked[attempt.id], !situation.asksNow else { return step }
        let waited = situation.now.elapsed(since: last)
        return waited >= interval ? step : .wait(interval - waited)
    }

    private func isOverdue(
        _ since: Moment,
        _ record: SettlementRecord,
        _ situation: Situation
    ) -> Bool {
        record.phase != .suspense && situation.now.elapsed(since: since) >= limits.doubtMax
    }
}
