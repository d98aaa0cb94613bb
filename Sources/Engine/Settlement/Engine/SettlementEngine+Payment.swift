import Billing

extension SettlementEngine {
    /// The steps that speak with a payment channel.
    func takePayment(_ step: NextStep, _ draft: inout SettlementDraft) async throws {
        switch step {
        case .charge(let amount):
            try await charge(amount, &draft)
        case .queryPayment(let id):
            try await queryPayment(attempt(id, draft), &draft)
        case .cancelPayment(let id):
            try await cancelPayment(attempt(id, draft), &draft)
        case .refundPayment(let id):
            try await refundPayment(attempt(id, draft), &draft)
        case .queryPaymentUndo(let id):
            try await queryUndo(attempt(id, draft), &draft)
        default:
            preconditionFailure("\(step) does not speak with a channel")
        }
        draft.touch(clock.now())
    }

    // MARK: Charge

    /// T6: the code is used once, its attempt durable before the request leaves.
    private func charge(_ amount: Money, _ draft: inout SettlementDraft) async throws {
        let id = draft.record.id
        guard let inHand = codes.removeValue(forKey: id), let channel = channels[inHand.tender]
        else { return }
        let now = clock.now()
        let attempt = Attempt(
            id: attemptID(draft.record),
            role: .code,
            tender: inHand.tender,
            number: newNumber("P"),
            amount: amount,
            createdAt: now,
            state: .intent
        )
        let request = PaymentRequest.charge(
            number: attempt.number,
            amount: amount,
            code: inHand.code,
            subject: configuration.paymentSubject
        )
        draft.chargeIntended(
            attempt,
            send: intent(channel, request, attempt.id, number: attempt.number)
        )
        draft = try await flush(draft)
        await publish(draft.record)
        let result = await ask(channel, request)
        draft.learn(result.evidence)
        switch result.outcome {
        case .paid(let peerNumber):
            draft.charged(attempt.id, peerNumber: peerNumber)
        case .pending:
            lastAsked[attempt.id] = clock.now()
            draft.pending(attempt.id)
        case .refused(let refusal):
            draft.refused(attempt.id, word: refusal.text)
        case .notSent(let doubt):
            draft.refused(attempt.id, word: doubt.detail)
        case .alreadyPaid:
            draft.conflict(attempt.id, reason: "already paid on a first charge")
        case .unknown(let doubt), .mismatch(let doubt):
            draft.unknown(attempt.id, word: doubt.detail)
        case .closed, .refunded, .notFound, .undoAccepted, .undoAgain, .undoRefused:
            draft.unknown(attempt.id, word: result.evidence.verdict)
        }
    }

    // MARK: Query

    private func queryPayment(
        _ attempt: Attempt,
        _ draft: inout SettlementDraft
    ) async throws {
        guard let channel = channel(of: attempt) else {
            throw DeskProblem.channelMissing(attempt.tender ?? .cash)
        }
        noteAsked(attempt, draft)
        let result = await ask(
            channel,
            .query(number: attempt.number, amount: attempt.amount)
        )
        draft.learn(result.evidence)
        switch result.outcome {
        case .paid(let peerNumber):
            draft.charged(attempt.id, peerNumber: peerNumber)
        case .closed:
            draft.refused(attempt.id, word: result.evidence.verdict)
        case .refunded(let amount):
            draft.conflict(attempt.id, reason: "\(amount.fen) fen refunded by nobody here")
        case .pending:
            draft.pending(attempt.id)
            draft.asked(attempt.id)
        case .mismatch(let doubt):
            mismatches[attempt.id, default: 0] += 1
            if mismatches[attempt.id, default: 0] >= 2 {
                draft.conflict(attempt.id, reason: doubt.detail)
            } else {
                draft.asked(attempt.id)
            }
        case .refused, .notFound, .undoAccepted, .undoAgain, .undoRefused, .alreadyPaid, .unknown,
            .notSent:
            draft.asked(attempt.id)
        }
    }

    // MARK: Cancel

    /// Sends the cancel for the first time; once it may have left, only it decides (rule 11).
    private func cancelPayment(
        _ attempt: Attempt,
        _ draft: inout SettlementDraft
    ) async throws {
        guard let channel = channel(of: attempt) else {
            throw DeskProblem.channelMissing(attempt.tender ?? .cash)
        }
        let request = PaymentRequest.cancel(number: attempt.number)
        draft.undoIntended(
            attempt.id,
            kind: .cancel,
            number: attempt.number,
            send: intent(channel, request, attempt.id, number: attempt.number),
            at: clock.now()
        )
        draft = try await flush(draft)
        await publish(draft.record)
        await repeatCancel(self.attempt(attempt.id, draft), channel, &draft)
        try await queryUndo(self.attempt(attempt.id, draft), &draft)
    }

    /// The same cancel again; channels answer it by the order's state, never twice in effect.
    private func repeatCancel(
        _ attempt: Attempt,
        _ channel: any PaymentChannel,
        _ draft: inout SettlementDraft
    ) async {
        noteAsked(attempt, draft)
        let result = await ask(channel, .cancel(number: attempt.number))
        draft.learn(result.evidence)
        switch result.outcome {
        case .undoAccepted, .closed:
            draft.undoAdvanced(attempt.id, to: CancelStep.accepted.rawValue)
        case .notFound:
            draft.undoAdvanced(attempt.id, to: CancelStep.noSuchOrder.rawValue)
        case .undoRefused(let refusal), .refused(let refusal):
            draft.update(attempt.id) { $0.lastWord = refusal.text }
            draft.undoAdvanced(attempt.id, to: CancelStep.refused.rawValue)
        case .undoAgain, .unknown, .mismatch, .notSent, .paid, .pending, .refunded, .alreadyPaid:
            draft.undoUnknown(attempt.id, word: result.evidence.verdict)
        }
    }

    // MARK: Refund of a payment that an abort found done

    private func refundPayment(
        _ attempt: Attempt,
        _ draft: inout SettlementDraft
    ) async throws {
        guard let channel = channel(of: attempt) else {
            throw DeskProblem.channelMissing(attempt.tender ?? .cash)
        }
        let number = newNumber("R")
        let request = PaymentRequest.refund(
            number: attempt.number,
            refundNumber: number,
            amount: attempt.amount,
            total: attempt.amount
        )
        draft.undoIntended(
            attempt.id,
            kind: .refund,
            number: number,
            send: intent(channel, request, attempt.id, number: number),
            at: clock.now()
        )
        draft = try await flush(draft)
        await publish(draft.record)
        await repeatRefund(self.attempt(attempt.id, draft), channel, &draft)
        try await queryUndo(self.attempt(attempt.id, draft), &draft)
    }

    private func repeatRefund(
        _ attempt: Attempt,
        _ channel: any PaymentChannel,
        _ draft: inout SettlementDraft
    ) async {
        noteAsked(attempt, draft)
        let result = await ask(
            channel,
            .refund(
                number: attempt.number,
                refundNumber: attempt.undoNumber ?? "",
                amount: attempt.amount,
                total: attempt.amount
            )
        )
        draft.learn(result.evidence)
        switch result.outcome {
        case .undoAccepted, .refunded:
            draft.undoAdvanced(attempt.id, to: CancelStep.accepted.rawValue)
        case .undoRefused(let refusal), .refused(let refusal):
            draft.undoRefused(attempt.id, peerNumber: nil, word: refusal.text)
        case .undoAgain, .unknown, .mismatch, .notSent, .paid, .pending, .alreadyPaid, .closed,
            .notFound:
            draft.undoUnknown(attempt.id, word: result.evidence.verdict)
        }
    }

    // MARK: Did the undo take effect?

    private func queryUndo(
        _ attempt: Attempt,
        _ draft: inout SettlementDraft
    ) async throws {
        guard attempt.state == .undoIntent || attempt.state == .undoUnknown else { return }
        guard let channel = channel(of: attempt) else {
            throw DeskProblem.channelMissing(attempt.tender ?? .cash)
        }
        noteAsked(attempt, draft)
        if attempt.undo == .refund {
            await queryRefund(attempt, channel, &draft)
        } else {
            await queryCancel(attempt, channel, &draft)
        }
    }

    private func queryCancel(
        _ attempt: Attempt,
        _ channel: any PaymentChannel,
        _ draft: inout SettlementDraft
    ) async {
        let result = await ask(
            channel,
            .query(number: attempt.number, amount: attempt.amount)
        )
        draft.learn(result.evidence)
        draft.asked(attempt.id)
        let asked = self.attempt(attempt.id, draft)
        switch result.outcome {
        case .closed:
            // Never paid, or reversed as if it never was: nothing that was taken came back.
            draft.undone(attempt.id, returned: .zero)
        case .refunded(let amount):
            if amount == attempt.amount {
                draft.undone(attempt.id, returned: amount)
            } else {
                draft.conflict(attempt.id, reason: "\(amount.fen) fen came back")
            }
        case .paid(let peerNumber):
            if attempt.cancelStep == .refused {
                draft.undoRefused(
                    attempt.id,
                    peerNumber: peerNumber,
                    word: attempt.lastWord ?? ""
                )
            } else {
                await repeatCancel(asked, channel, &draft)
            }
        case .notFound:
            await weighAbsence(asked, channel, &draft)
        case .pending:
            await repeatCancel(asked, channel, &draft)
        case .refused, .undoAccepted, .undoAgain, .undoRefused, .alreadyPaid, .mismatch, .unknown,
            .notSent:
            break
        }
    }

    /// Rule 5: "not found" counts once the cancel was accepted or answered "no such order", the
    /// horizon since the send is over, and this further query finds nothing.
    private func weighAbsence(
        _ attempt: Attempt,
        _ channel: any PaymentChannel,
        _ draft: inout SettlementDraft
    ) async {
        let waited = clock.now().elapsed(since: attempt.sentAt)
        switch attempt.cancelStep {
        case .accepted, .noSuchOrder:
            if waited >= channel.profile.horizon, attempt.polls >= 2 {
                draft.undone(attempt.id, returned: .zero)
            }
        case .open, .refused:
            await repeatCancel(attempt, channel, &draft)
        }
    }

    private func queryRefund(
        _ attempt: Attempt,
        _ channel: any PaymentChannel,
        _ draft: inout SettlementDraft
    ) async {
        let result = await ask(
            channel,
            .queryRefund(
                number: attempt.number,
                refundNumber: attempt.undoNumber ?? "",
                amount: attempt.amount
            )
        )
        draft.learn(result.evidence)
        draft.asked(attempt.id)
        switch result.outcome {
        case .refunded(let amount) where amount == attempt.amount:
            draft.undone(attempt.id, returned: amount)
        case .refunded(let amount):
            draft.conflict(attempt.id, reason: "\(amount.fen) fen came back")
        case .notFound, .paid:
            await repeatRefund(self.attempt(attempt.id, draft), channel, &draft)
        case .pending, .refused, .closed, .undoAccepted, .undoAgain, .undoRefused, .alreadyPaid,
            .mismatch, .unknown, .notSent:
            break
        }
    }

    // MARK: Tools

    private func noteAsked(_ attempt: Attempt, _ draft: SettlementDraft) {
        lastAsked[attempt.id] = clock.now()
        askNowAsked.remove(draft.record.id)
    }

    private func channel(of attempt: Attempt) -> (any PaymentChannel)? {
        attempt.tender.flatMap { channels[$0] }
    }

    private func intent(
        _ channel: any PaymentChannel,
        _ request: PaymentRequest,
        _ attemptID: String,
        number: String
    ) -> SendIntent {
        SendIntent(
            attemptID: attemptID,
            peer: channel.tender.rawValue,
            operation: channel.operation(of: request),
            number: number,
            body: channel.body(of: request)
        )
    }
}
