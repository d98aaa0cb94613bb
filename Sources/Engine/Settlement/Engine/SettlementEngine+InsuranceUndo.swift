import Billing

// Taking back what the insurer did, or may have done.
extension SettlementEngine {
    // MARK: The fence of rule 5

    /// 2601 with the original message number; from here only the undo decides.
    func fence(
        _ attempt: Attempt,
        _ enrolment: Enrolment,
        _ bill: Bill,
        _ draft: inout SettlementDraft
    ) async throws {
        let input = input(enrolment, bill)
        let settle = InsuranceRequest.settle(input, total: bill.total, echo: .none)
        let request = InsuranceRequest.reverse(
            messageNumber: attempt.number,
            operation: insurance.operation(of: settle),
            input
        )
        let number = try await nextMessageNumber()
        draft.undoIntended(
            attempt.id,
            kind: .fence,
            number: number,
            send: intent(request, number: number, attemptID: attempt.id),
            at: clock.now()
        )
        draft = try await flush(draft)
        lastAsked[attempt.id] = clock.now()
        let result = await ask(request, number: number, body: insurance.body(of: request))
        draft.learn(result.evidence)
        switch result.outcome {
        case .answered(.accepted):
            draft.undoAdvanced(attempt.id, to: FenceStep.reversalAccepted.rawValue)
        case .refused(let refusal) where !refusal.isAmbiguous:
            draft.undoAdvanced(attempt.id, to: FenceStep.reversalRefused.rawValue)
        case .answered, .refused, .unknown, .notSent:
            draft.undoUnknown(attempt.id, word: "2601 \(result.evidence.verdict)")
        }
        try await continueFence(self.attempt(attempt.id, draft), enrolment, bill, &draft)
    }

    /// 2205 of exactly the batch, then 5204 until the lines are gone or proved settled.
    func continueFence(
        _ attempt: Attempt,
        _ enrolment: Enrolment,
        _ bill: Bill,
        _ draft: inout SettlementDraft
    ) async throws {
        let input = input(enrolment, bill)
        var step = attempt.fenceStep
        if !step.hasLinesCancelled {
            let request = InsuranceRequest.cancelLines(input)
            let number = try await nextMessageNumber()
            draft.send(intent(request, number: number, attemptID: attempt.id))
            draft = try await flush(draft)
            let result = await ask(request, number: number, body: insurance.body(of: request))
            draft.learn(result.evidence)
            if result.outcome == .answered(.accepted) {
                step = step.withLinesCancelled
                draft.undoAdvanced(attempt.id, to: step.rawValue)
            }
        }
        switch try await askBatch(attempt, input, &draft) {
        case .absent:
            draft.undone(attempt.id, returned: .zero)
            withdrawn(enrolment, bill, &draft)
        case .ours(let settlement) where settlement.isCancelled:
            draft.undone(attempt.id, returned: attempt.amount)
        case .ours(let settlement):
            try await landed(attempt, settlement, step, enrolment, bill, &draft)
        case .others(let settlementID):
            draft.conflict(attempt.id, reason: "settled as \(settlementID) by another message")
        case .unsettled, .silent:
            draft.asked(attempt.id)
        }
    }

    /// The 2207 landed although it was fenced: done if 2601 was refused for good, else cancelled by
    /// a 2208 of its own number.
    private func landed(
        _ attempt: Attempt,
        _ settlement: InsurerSettlement,
        _ step: FenceStep,
        _ enrolment: Enrolment,
        _ bill: Bill,
        _ draft: inout SettlementDraft
    ) async throws {
        guard let settlementID = settlement.settlementID else {
            // Without its number nothing can be said of it, and an undo never becomes unknown again.
            draft.asked(attempt.id)
            return
        }
        if step.isReversalRefused {
            weigh(settlement, attempt.id, draft.record.total, &draft)
            return
        }
        try await send2208(attempt, settlementID, enrolment, bill, &draft)
    }

    // MARK: 2208

    func cancelSettlement(
        _ attempt: Attempt,
        _ enrolment: Enrolment,
        _ bill: Bill,
        _ draft: inout SettlementDraft
    ) async throws {
        guard let settlementID = attempt.peerNumber else {
            draft.conflict(attempt.id, reason: "settled without setl_id")
            return
        }
        draft.oweHeldCash()
        try await send2208(attempt, settlementID, enrolment, bill, &draft)
    }

    private func send2208(
        _ attempt: Attempt,
        _ settlementID: String,
        _ enrolment: Enrolment,
        _ bill: Bill,
        _ draft: inout SettlementDraft
    ) async throws {
        let request = InsuranceRequest.cancelSettlement(
            input(enrolment, bill),
            settlementID: settlementID
        )
        let number = try await nextMessageNumber()
        draft.undoIntended(
            attempt.id,
            kind: .cancelSettlement,
            number: number,
            send: intent(request, number: number, attemptID: attempt.id),
            at: clock.now()
        )
        draft.update(attempt.id) { $0.peerNumber = settlementID }
        draft = try await flush(draft)
        await publish(draft.record)
        lastAsked[attempt.id] = clock.now()
        askNowAsked.remove(draft.record.id)
        let result = await ask(request, number: number, body: insurance.body(of: request))
        draft.learn(result.evidence)
        switch result.outcome {
        case .answered(.settlement), .answered(.accepted):
            draft.undoAdvanced(attempt.id, to: CancelStep.accepted.rawValue)
        case .refused(let refusal) where !refusal.isAmbiguous:
            draft.update(attempt.id) { $0.lastWord = refusal.text }
            draft.undoAdvanced(attempt.id, to: CancelStep.refused.rawValue)
        case .notSent(let doubt):
            draft.undoMissed(attempt.id, peerNumber: settlementID, word: doubt.detail)
            return
        case .answered, .refused, .unknown:
            draft.undoUnknown(attempt.id, word: "2208 \(result.evidence.verdict)")
        }
        try await probeCancel(self.attempt(attempt.id, draft), enrolment, bill, &draft)
    }

    /// 5203 says whether the settlement still stands; rule 4 for a refusal, the horizon for silence.
    func probeCancel(
        _ attempt: Attempt,
        _ enrolment: Enrolment,
        _ bill: Bill,
        _ draft: inout SettlementDraft
    ) async throws {
        guard let settlementID = attempt.peerNumber else {
            draft.conflict(attempt.id, reason: "settled without setl_id")
            return
        }
        let input = input(enrolment, bill)
        lastAsked[attempt.id] = clock.now()
        askNowAsked.remove(draft.record.id)
        let result = try await query(.querySettlement(input, settlementID: settlementID))
        draft.learn(result.evidence)
        switch result.outcome {
        case .answered(.settlement(let settlement)) where settlement.isCancelled:
            draft.undone(attempt.id, returned: attempt.amount)
        case .answered(.settlement):
            stillSettled(attempt, settlementID, &draft)
        case .refused:
            // Some regions no longer show a cancelled settlement; the lines tell.
            let lines = try await query(.queryLines(input))
            draft.learn(lines.evidence)
            if case .answered(.lines(let rows)) = lines.outcome,
                !rows.contains(where: { $0.settlementID == settlementID })
            {
                draft.undone(attempt.id, returned: attempt.amount)
            } else {
                draft.asked(attempt.id)
            }
        case .answered, .unknown, .notSent:
            draft.asked(attempt.id)
        }
    }

    private func stillSettled(
        _ attempt: Attempt,
        _ settlementID: String,
        _ draft: inout SettlementDraft
    ) {
        let waited = clock.now().elapsed(since: attempt.undoSentAt ?? attempt.sentAt)
        switch attempt.cancelStep {
        case .refused:
            draft.undoRefused(
                attempt.id,
                peerNumber: settlementID,
                word: attempt.lastWord ?? "2208"
            )
        case .open, .noSuchOrder:
            if waited >= insurance.profile.horizon, attempt.polls >= 2 {
                draft.undoMissed(attempt.id, peerNumber: settlementID, word: "2208 lost")
            } else {
                draft.asked(attempt.id)
            }
        case .accepted:
            if waited >= insurance.profile.horizon, attempt.polls >= 2 {
                draft.conflict(attempt.id, reason: "2208 accepted, settlement still stands")
            } else {
                draft.asked(attempt.id)
            }
        }
    }
}
