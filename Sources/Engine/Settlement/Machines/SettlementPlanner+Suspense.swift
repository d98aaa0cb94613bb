import Billing

// Suspense: a contradiction waits for a person; silence is asked on, its undo plan carried out, and
// left as soon as the evidence that was awaited has come.
extension SettlementPlanner {
    func suspended(_ record: SettlementRecord, _ situation: Situation) -> NextStep {
        if record.attempts.contains(where: { $0.state == .conflict }) {
            return contradicted(record, situation)
        }
        if let attempt = record.liveCode { return silentPayment(record, attempt, situation) }
        guard let attempt = record.insurance else {
            return .leaveSuspense(record.isGivenUp ? .aborting : .payRun)
        }
        switch attempt.state {
        case .intent:
            return .markUnknown(attemptID: attempt.id)
        case .pending, .unknown:
            return rarely(insuranceUnknown(record, attempt, situation), attempt, situation)
        case .undoIntent, .undoUnknown:
            return rarely(insuranceUndo(attempt, situation), attempt, situation)
        case .done:
            if record.isGivenUp || attempt.undo == .cancelSettlement {
                return retryUndo(
                    attempt,
                    after: limits.suspenseInterval,
                    situation,
                    .cancelInsurer(attemptID: attempt.id)
                )
            }
            let hasCode = record.attempts.contains { $0.role == .code }
            return .leaveSuspense(hasCode ? .payRun : .insDone)
        case .refused, .undone:
            return .abort
        case .conflict, .replaced, .held, .posted, .returnOwed, .returned, .unclaimed:
            return .wait(limits.suspenseInterval)
        }
    }

    private func silentPayment(
        _ record: SettlementRecord,
        _ attempt: Attempt,
        _ situation: Situation
    ) -> NextStep {
        guard payments[attempt.tender ?? .cash] != nil else {
            return .wait(limits.suspenseInterval)
        }
        switch attempt.state {
        case .intent:
            return .markUnknown(attemptID: attempt.id)
        case .pending, .unknown:
            let query = NextStep.queryPayment(attemptID: attempt.id)
            return ask(attempt, every: limits.suspenseInterval, situation, query)
        case .undoIntent, .undoUnknown:
            return rarely(paymentUndo(attempt, situation), attempt, situation)
        case .done:
            guard attempt.undoRefusals >= limits.undoRefusalsMax else {
                return .leaveSuspense(record.isGivenUp ? .aborting : .payRun)
            }
            return retryUndo(
                attempt,
                after: limits.suspenseInterval,
                situation,
                .refundPayment(attemptID: attempt.id)
            )
        case .refused, .undone, .conflict, .replaced, .held, .posted, .returnOwed, .returned,
            .unclaimed:
            return .wait(limits.suspenseInterval)
        }
    }

    /// A contradiction: whatever else is unknown is asked about, nothing is begun.
    private func contradicted(_ record: SettlementRecord, _ situation: Situation) -> NextStep {
        for attempt in record.attempts {
            let isUnknown = attempt.state == .pending || attempt.state == .unknown
            let isUndo = attempt.state == .undoIntent || attempt.state == .undoUnknown
            if attempt.state == .intent { return .markUnknown(attemptID: attempt.id) }
            switch attempt.role {
            case .insurance where isUnknown:
                let probe = NextStep.probeInsurer(attemptID: attempt.id)
                return ask(attempt, every: limits.suspenseInterval, situation, probe)
            case .insurance where isUndo:
                return rarely(insuranceUndo(attempt, situation), attempt, situation)
            case .code where isUnknown && payments[attempt.tender ?? .cash] != nil:
                let query = NextStep.queryPayment(attemptID: attempt.id)
                return ask(attempt, every: limits.suspenseInterval, situation, query)
            case .code where isUndo && payments[attempt.tender ?? .cash] != nil:
                return rarely(paymentUndo(attempt, situation), attempt, situation)
            case .insurance, .code, .cash:
                continue
            }
        }
        return .idle
    }

    /// The step, but not more often than suspense allows; a fence that is due is begun.
    private func rarely(
        _ step: NextStep,
        _ attempt: Attempt,
        _ situation: Situation
    ) -> NextStep {
        switch step {
        case .markUndoUnknown, .fenceInsurer:
            return step
        case .suspend:
            return .wait(limits.suspenseInterval)
        default:
            // An answer already came in this round: go on at the usual pace, silence at the rare.
            if (situation.unsettledAnswers[attempt.id] ?? 0) > 0 { return step }
            if case .wait = step { return step }
            return ask(attempt, every: limits.suspenseInterval, situation, step)
        }
    }
}
