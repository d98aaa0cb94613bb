import Billing

extension SettlementEngine {
    /// The steps that speak with the insurer about a settlement.
    func takeInsurance(_ step: NextStep, _ draft: inout SettlementDraft) async throws {
        guard let bill = try await store.bill(draft.record.billID),
            let enrolment = try await enrolment(of: draft.record)
        else {
            draft.suspended("bill or enrolment missing")
            return
        }
        switch step {
        case .settleInsurer:
            try await settleInsurer(enrolment, bill, &draft)
        case .probeInsurer(let id):
            try await probe(attempt(id, draft), enrolment, bill, &draft)
        case .fenceInsurer(let id):
            try await fence(attempt(id, draft), enrolment, bill, &draft)
        case .continueFence(let id):
            try await continueFence(attempt(id, draft), enrolment, bill, &draft)
        case .cancelInsurer(let id):
            try await cancelSettlement(attempt(id, draft), enrolment, bill, &draft)
        case .probeInsurerCancel(let id):
            try await probeCancel(attempt(id, draft), enrolment, bill, &draft)
        default:
            preconditionFailure("\(step) does not speak with the insurer")
        }
        draft.touch(clock.now())
    }

    // MARK: 2207

    /// T3 and T4: the intent is durable, then the 2207 leaves once, then its answer is weighed.
    private func settleInsurer(
        _ enrolment: Enrolment, _ bill: Bill, _ draft: inout SettlementDraft
    ) async throws {
        let echo = draft.record.quote?.burden ?? .none
        let request = InsuranceRequest.settle(
            input(enrolment, bill), total: bill.total, echo: echo)
        let number = try await nextMessageNumber()
        let id = attemptID(draft.record)
        draft.insuranceIntended(
            attemptID: id, number: number,
            send: intent(request, number: number, attemptID: id), at: clock.now())
        draft = try await flush(draft)
        await publish(draft.record)
        let result = await ask(request, number: number, body: insurance.body(of: request))
        draft.learn(result.evidence)
        switch result.outcome {
        case .answered(.settlement(let settlement)):
            weigh(settlement, id, draft.record.total, &draft)
        case .answered:
            taint(enrolment, &draft)
            draft.unknown(id, word: "2207")
        case .refused(let refusal):
            if refusal.isAmbiguous { taint(enrolment, &draft) }
            draft.weaklyRefused(id, word: refusal.text, isAmbiguous: refusal.isAmbiguous)
        case .unknown(let doubt):
            taint(enrolment, &draft)
            draft.unknown(id, word: doubt.detail)
        case .notSent(let doubt):
            draft.refused(id, word: doubt.detail)
        }
    }

    /// A settlement that the insurer answered for our number: done, or a conflict if it cannot be.
    private func weigh(
        _ settlement: InsurerSettlement, _ id: String, _ total: Money,
        _ draft: inout SettlementDraft
    ) {
        guard let settlementID = settlement.settlementID else {
            draft.unknown(id, word: "no setl_id")
            return
        }
        guard let split = settlement.split, split.total == total else {
            let broken = settlement.brokenIdentities.joined(separator: "; ")
            draft.insuranceConflict(
                id, settlementID: settlementID,
                reason: broken.isEmpty ? "medfee_sumamt" : broken)
            return
        }
        lastAsked[id] = nil
        unsettledAnswers[id] = nil
        draft.insuranceDone(id, settlementID: settlementID, split: split, at: clock.now())
    }

    // MARK: Did the 2207 land?

    /// What 5204, and 5203 for a settled row, say of our batch.
    enum BatchVerdict {
        /// Settled under our message number.
        case ours(InsurerSettlement)
        /// Settled, but not provably by us.
        case others(String)
        case unsettled
        case absent
        case silent(String)
    }

    func askBatch(
        _ attempt: Attempt, _ input: InsurerVisitInput, _ draft: inout SettlementDraft
    ) async throws -> BatchVerdict {
        lastAsked[attempt.id] = clock.now()
        askNowAsked.remove(draft.record.id)
        let result = try await query(.queryLines(input))
        draft.learn(result.evidence)
        guard case .answered(.lines(let rows)) = result.outcome else {
            return .silent(result.evidence.verdict)
        }
        let serials = Set(input.lineSerials)
        let ours = rows.filter { serials.contains($0.serial) }
        guard let settlementID = ours.compactMap(\.settlementID).first else {
            if ours.isEmpty { return .absent }
            return ours.count == serials.count ? .unsettled : .silent("5204 shows part of a batch")
        }
        let found = try await query(.querySettlement(input, settlementID: settlementID))
        draft.learn(found.evidence)
        guard case .answered(.settlement(let settlement)) = found.outcome else {
            return .silent(found.evidence.verdict)
        }
        return settlement.messageNumber == attempt.number
            ? .ours(settlement) : .others(settlementID)
    }

    private func probe(
        _ attempt: Attempt, _ enrolment: Enrolment, _ bill: Bill, _ draft: inout SettlementDraft
    ) async throws {
        let verdict = try await askBatch(attempt, input(enrolment, bill), &draft)
        switch verdict {
        case .ours(let settlement) where settlement.isCancelled:
            repeatedMismatch(attempt, "cancelled elsewhere", &draft)
        case .ours(let settlement):
            weigh(settlement, attempt.id, draft.record.total, &draft)
        case .others(let settlementID):
            repeatedMismatch(attempt, "settled as \(settlementID) by another message", &draft)
        case .unsettled:
            unsettledAnswers[attempt.id, default: 0] += 1
            if attempt.refusalAwaitsProbe {
                draft.refused(attempt.id, word: attempt.lastWord ?? "")
            } else {
                draft.asked(attempt.id)
            }
        case .absent:
            repeatedMismatch(attempt, "uploaded lines are gone", &draft)
        case .silent:
            draft.asked(attempt.id)
        }
    }

    /// Rule 3: a query that does not fit counts as a conflict only the second time.
    private func repeatedMismatch(
        _ attempt: Attempt, _ reason: String, _ draft: inout SettlementDraft
    ) {
        mismatches[attempt.id, default: 0] += 1
        if mismatches[attempt.id, default: 0] >= 2 {
            draft.conflict(attempt.id, reason: reason)
        } else {
            draft.asked(attempt.id)
        }
    }

    // MARK: The fence of rule 5

    /// 2601 with the original message number; from here only the undo decides.
    private func fence(
        _ attempt: Attempt, _ enrolment: Enrolment, _ bill: Bill, _ draft: inout SettlementDraft
    ) async throws {
        let input = input(enrolment, bill)
        let settle = InsuranceRequest.settle(input, total: bill.total, echo: .none)
        let request = InsuranceRequest.reverse(
            messageNumber: attempt.number, operation: insurance.operation(of: settle), input)
        let number = try await nextMessageNumber()
        draft.undoIntended(
            attempt.id, kind: .fence, number: number,
            send: intent(request, number: number, attemptID: attempt.id), at: clock.now())
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
    private func continueFence(
        _ attempt: Attempt, _ enrolment: Enrolment, _ bill: Bill, _ draft: inout SettlementDraft
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
            draft.undone(attempt.id, returned: attempt.amount)
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
        _ attempt: Attempt, _ settlement: InsurerSettlement, _ step: FenceStep,
        _ enrolment: Enrolment, _ bill: Bill, _ draft: inout SettlementDraft
    ) async throws {
        if step.isReversalRefused {
            weigh(settlement, attempt.id, draft.record.total, &draft)
            return
        }
        guard let settlementID = settlement.settlementID else {
            draft.asked(attempt.id)
            return
        }
        try await send2208(attempt, settlementID, enrolment, bill, &draft)
    }

    // MARK: 2208

    private func cancelSettlement(
        _ attempt: Attempt, _ enrolment: Enrolment, _ bill: Bill, _ draft: inout SettlementDraft
    ) async throws {
        guard let settlementID = attempt.peerNumber else {
            draft.conflict(attempt.id, reason: "settled without setl_id")
            return
        }
        draft.oweHeldCash()
        try await send2208(attempt, settlementID, enrolment, bill, &draft)
    }

    private func send2208(
        _ attempt: Attempt, _ settlementID: String, _ enrolment: Enrolment, _ bill: Bill,
        _ draft: inout SettlementDraft
    ) async throws {
        let request = InsuranceRequest.cancelSettlement(
            input(enrolment, bill), settlementID: settlementID)
        let number = try await nextMessageNumber()
        draft.undoIntended(
            attempt.id, kind: .cancelSettlement, number: number,
            send: intent(request, number: number, attemptID: attempt.id), at: clock.now())
        draft.update(attempt.id) { $0.peerNumber = settlementID }
        draft = try await flush(draft)
        await publish(draft.record)
        lastAsked[attempt.id] = clock.now()
        let result = await ask(request, number: number, body: insurance.body(of: request))
        draft.learn(result.evidence)
        switch result.outcome {
        case .answered(.settlement), .answered(.accepted):
            draft.undoAdvanced(attempt.id, to: CancelStep.accepted.rawValue)
        case .refused(let refusal) where !refusal.isAmbiguous:
            draft.update(attempt.id) { $0.lastWord = refusal.text }
            draft.undoAdvanced(attempt.id, to: CancelStep.refused.rawValue)
        case .notSent(let doubt):
            draft.undoRefused(attempt.id, peerNumber: settlementID, word: doubt.detail)
            return
        case .answered, .refused, .unknown:
            draft.undoUnknown(attempt.id, word: "2208 \(result.evidence.verdict)")
        }
        try await probeCancel(self.attempt(attempt.id, draft), enrolment, bill, &draft)
    }

    /// 5203 says whether the settlement still stands; rule 4 for a refusal, the horizon for silence.
    private func probeCancel(
        _ attempt: Attempt, _ enrolment: Enrolment, _ bill: Bill, _ draft: inout SettlementDraft
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
        _ attempt: Attempt, _ settlementID: String, _ draft: inout SettlementDraft
    ) {
        let waited = clock.now().elapsed(since: attempt.undoSentAt ?? attempt.sentAt)
        switch attempt.cancelStep {
        case .refused:
            draft.undoRefused(
                attempt.id, peerNumber: settlementID, word: attempt.lastWord ?? "2208")
        case .open, .noSuchOrder:
            if waited >= insurance.profile.horizon, attempt.polls >= 2 {
                draft.undoRefused(attempt.id, peerNumber: settlementID, word: "2208 lost")
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

    // MARK: Enrolment and shared tools

    /// A 2207 of the batch was unknown: its upload is never reused.
    private func taint(_ enrolment: Enrolment, _ draft: inout SettlementDraft) {
        _ = draft.change(enrolment) { $0.isTainted = true }
    }

    /// The batch is gone from the insurer; the visit stays and can take a new batch.
    private func withdrawn(_ enrolment: Enrolment, _ bill: Bill, _ draft: inout SettlementDraft) {
        guard enrolment.state == .uploaded else { return }
        let batch = newNumber("B")
        let serials = serials(of: bill, batch: batch)
        let now = clock.now()
        _ = draft.change(enrolment, through: [.cancelling, .registered]) {
            $0.batch = batch
            $0.lineSerials = serials
            $0.isTainted = false
            $0.releasedAt = now
        }
    }

    func enrolment(of record: SettlementRecord) async throws -> Enrolment? {
        guard let id = record.enrolmentID else { return nil }
        return try await store.enrolment(id)
    }

    func attempt(_ id: String, _ draft: SettlementDraft) -> Attempt {
        guard let attempt = draft.record.attempts.first(where: { $0.id == id }) else {
            preconditionFailure("attempt \(id) is not of settlement \(draft.record.id)")
        }
        return attempt
    }

    func input(_ enrolment: Enrolment, _ bill: Bill) -> InsurerVisitInput {
        InsurerVisitInput(
            person: enrolment.person, visit: bill.visit,
            outpatientNumber: enrolment.outpatientNumber, visitID: enrolment.visitID ?? "",
            batch: enrolment.batch, lineSerials: enrolment.lineSerials)
    }

    /// `feedetl_sn` of each line: the batch and the line's place, at most 30 characters.
    func serials(of bill: Bill, batch: String) -> [String] {
        bill.lines.indices.map { index in "\(batch.suffix(20))\(10_000 + index)" }
    }

    func intent(
        _ request: InsuranceRequest, number: String, attemptID: String? = nil,
        enrolmentID: String? = nil
    ) -> SendIntent {
        SendIntent(
            attemptID: attemptID, enrolmentID: enrolmentID, peer: "insurance",
            operation: insurance.operation(of: request), number: number,
            body: insurance.body(of: request))
    }
}
