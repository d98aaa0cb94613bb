import Billing

extension SettlementEngine {
    /// The steps that speak with the insurer about a settlement.
    func takeInsurance(_ step: NextStep, _ draft: inout SettlementDraft) async throws {
        guard let bill = try await store.bill(draft.record.billID),
            let enrolment = try await enrolment(of: draft.record)
        else { throw StoreError.unusable("\(draft.record.id): its bill or enrolment is missing") }
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
        _ enrolment: Enrolment,
        _ bill: Bill,
        _ draft: inout SettlementDraft
    ) async throws {
        let echo = draft.record.quote?.burden ?? .none
        let request = InsuranceRequest.settle(
            input(enrolment, bill),
            total: bill.total,
            echo: echo
        )
        let number = try await nextMessageNumber()
        let id = attemptID(draft.record)
        draft.insuranceIntended(
            attemptID: id,
            number: number,
            send: intent(request, number: number, attemptID: id),
            at: clock.now()
        )
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
    func weigh(
        _ settlement: InsurerSettlement,
        _ id: String,
        _ total: Money,
        _ draft: inout SettlementDraft
    ) {
        guard let settlementID = settlement.settlementID else {
            draft.unknown(id, word: "no setl_id")
            return
        }
        guard let split = settlement.split, split.total == total else {
            let broken = settlement.brokenIdentities.joined(separator: "; ")
            draft.insuranceConflict(
                id,
                settlementID: settlementID,
                reason: broken.isEmpty ? "medfee_sumamt" : broken
            )
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
        _ attempt: Attempt,
        _ input: InsurerVisitInput,
        _ draft: inout SettlementDraft
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
        _ attempt: Attempt,
        _ enrolment: Enrolment,
        _ bill: Bill,
        _ draft: inout SettlementDraft
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
        _ attempt: Attempt,
        _ reason: String,
        _ draft: inout SettlementDraft
    ) {
        mismatches[attempt.id, default: 0] += 1
        if mismatches[attempt.id, default: 0] >= 2 {
            draft.conflict(attempt.id, reason: reason)
        } else {
            draft.asked(attempt.id)
        }
    }

    // MARK: Enrolment and shared tools

    /// A 2207 of the batch was unknown: its upload is never reused.
    private func taint(_ enrolment: Enrolment, _ draft: inout SettlementDraft) {
        _ = draft.change(enrolment) { $0.isTainted = true }
    }

    /// The batch is gone from the insurer; the visit stays and can take a new batch.
    func withdrawn(_ enrolment: Enrolment, _ bill: Bill, _ draft: inout SettlementDraft) {
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
            person: enrolment.person,
            visit: bill.visit,
            outpatientNumber: enrolment.outpatientNumber,
            visitID: enrolment.visitID ?? "",
            batch: enrolment.batch,
            lineSerials: enrolment.lineSerials
        )
    }

    /// `feedetl_sn` of each line: the batch and the line's place, at most 30 characters.
    func serials(of bill: Bill, batch: String) -> [String] {
        bill.lines.indices.map { index in "\(batch.suffix(20))\(10_000 + index)" }
    }

    func intent(
        _ request: InsuranceRequest,
        number: String,
        attemptID: String? = nil,
        enrolmentID: String? = nil
    ) -> SendIntent {
        SendIntent(
            attemptID: attemptID,
            enrolmentID: enrolmentID,
            peer: "insurance",
            operation: insurance.operation(of: request),
            number: number,
            body: insurance.body(of: request)
        )
    }
}
