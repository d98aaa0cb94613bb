import Billing

// The electronic payment: ask, cancel when its window is over, refund what an abort found done.
extension SettlementPlanner {
    func paymentRunning(_ record: SettlementRecord, _ situation: Situation) -> NextStep {
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

    func paymentUnknown(
        _ record: SettlementRecord,
        _ attempt: Attempt,
        _ situation: Situation
    ) -> NextStep {
        guard let profile = profile(of: attempt) else {
            return .suspend(SettlementRecord.channelMissing)
        }
        let waited = situation.now.elapsed(since: attempt.sentAt)
        let asked = situation.lastAsked[attempt.id] != nil
        let windowOver =
            waited >= profile.pollWindow || record.isGivenUp || isDayEnding(profile, situation)
        if windowOver, asked, mayCancel(attempt, profile, situation) {
            return .cancelPayment(attemptID: attempt.id)
        }
        if isOverdue(attempt.sentAt, record, situation) {
            return .suspend(SettlementRecord.channelSilent)
        }
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

    /// Whether a channel that cancels on the same day only is about to lose its window.
    private func isDayEnding(_ profile: PaymentProfile, _ situation: Situation) -> Bool {
        let time = situation.now.china
        return profile.cancelsSameDayOnly && time.hour == 23 && time.minute >= 58
    }

    /// Whether a cancel is inside the channel's window now.
    func mayCancel(
        _ attempt: Attempt,
        _ profile: PaymentProfile,
        _ situation: Situation
    ) -> Bool {
        let waited = situation.now.elapsed(since: attempt.sentAt)
        guard waited >= profile.earliestCancel, waited <= profile.cancelWindow else { return false }
        guard profile.cancelsSameDayOnly else { return true }
        return attempt.createdAt.china.businessDate == situation.now.china.businessDate
    }

    func paymentUndo(_ attempt: Attempt, _ situation: Situation) -> NextStep {
        guard let profile = profile(of: attempt) else {
            return .suspend(SettlementRecord.channelMissing)
        }
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
    func undoDelay(_ attempt: Attempt, _ profile: PaymentProfile) -> Duration {
        profile.undoInterval * (1 << min(max(0, attempt.polls - 24) / 8, 5))
    }

    func profile(of attempt: Attempt) -> PaymentProfile? {
        attempt.tender.flatMap { payments[$0] }
    }

    /// T11: kept only if no undo was ever sent and the insurance leg is done or not needed.
    func paymentFoundDone(
        _ record: SettlementRecord,
        _ attempt: Attempt,
        _ situation: Situation
    ) -> NextStep {
        let insuranceStands = !record.isInsured || record.insurance?.state == .done
        if attempt.undo == nil, insuranceStands { return .post }
        guard let profile = profile(of: attempt) else {
            return .suspend(SettlementRecord.channelMissing)
        }
        if attempt.undoRefusals >= limits.undoRefusalsMax {
            return .suspend(SettlementRecord.undoRefused)
        }
        // The refusal of a cancel calls for a refund at once; a refused refund has to wait.
        guard attempt.undo == .refund else { return .refundPayment(attemptID: attempt.id) }
        let pause = profile.undoInterval * (1 << min(attempt.undoRefusals, 6))
        return retryUndo(attempt, after: pause, situation, .refundPayment(attemptID: attempt.id))
    }
}
