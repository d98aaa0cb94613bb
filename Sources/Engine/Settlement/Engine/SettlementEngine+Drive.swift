import Billing

extension SettlementEngine {
    /// Whether a driven settlement goes on at once.
    enum Progress {
        case goOn
        case rest
    }

    /// Takes one settlement step by step until nothing is left to do without a person.
    ///
    /// A failing ledger stops it for a while: what was sent is durable as an intent, so the next
    /// look reads the record again and asks. Another console that took the settlement keeps it.
    func drive(_ start: SettlementDraft) async {
        var draft = start
        let id = draft.record.id
        defer { letGo(of: draft.record) }
        while !Task.isCancelled {
            if giveUpAsked.remove(id) != nil, draft.record.canBeGivenUp {
                draft.givenUp(by: "cashier")
            }
            draft.touch(clock.now())
            let step = planner.next(draft.record, situation(draft.record, at: clock.now()))
            do {
                if try await take(step, &draft) == .rest { return }
            } catch {
                emit(.refused(settlementID: id, problem(error)))
                if !Task.isCancelled { remind(id, after: configuration.limits.ledgerRetry) }
                return
            }
        }
    }

    /// Ends the work on a settlement: it is free for the next request, its code is forgotten.
    private func letGo(of record: SettlementRecord) {
        busy.remove(record.id)
        codes[record.id] = nil
        guard !record.phase.isOpen else { return }
        giveUpAsked.remove(record.id)
        askNowAsked.remove(record.id)
        for attempt in record.attempts {
            lastAsked[attempt.id] = nil
            unsettledAnswers[attempt.id] = nil
            mismatches[attempt.id] = nil
        }
    }

    func situation(_ record: SettlementRecord, at now: Moment) -> SettlementPlanner.Situation {
        var situation = SettlementPlanner.Situation(now: now)
        if let inHand = codes[record.id] {
            situation.codeScannedAt = inHand.scannedAt
        }
        for attempt in record.attempts {
            situation.lastAsked[attempt.id] = lastAsked[attempt.id]
            situation.unsettledAnswers[attempt.id] = unsettledAnswers[attempt.id]
        }
        situation.asksNow = askNowAsked.contains(record.id)
        return situation
    }

    private func take(_ step: NextStep, _ draft: inout SettlementDraft) async throws -> Progress {
        if case .suspend(let reason) = step, draft.record.phase == .suspense {
            throw StoreError.unusable("\(draft.record.id): \(reason)")
        }
        switch step {
        case .idle:
            draft = try await flush(draft)
            await publish(draft.record)
            return .rest
        case .wait(let duration):
            return try await rest(&draft, for: duration)
        case .post:
            try await post(&draft)
        case .deliverEffects:
            return try await deliverEffects(&draft)
        case .settleInsurer, .probeInsurer, .fenceInsurer, .continueFence, .cancelInsurer,
            .probeInsurerCancel:
            try await takeInsurance(step, &draft)
        case .charge, .queryPayment, .cancelPayment, .refundPayment, .queryPaymentUndo:
            try await takePayment(step, &draft)
        case .abort:
            try await abort(&draft)
        case .startAborting, .endTender, .suspend, .giveUp, .markUnknown,
            .markUndoUnknown, .leaveSuspense, .dropStaleCode:
            move(step, &draft)
        }
        return .goOn
    }

    /// The steps that only move the record.
    private func move(_ step: NextStep, _ draft: inout SettlementDraft) {
        let now = clock.now()
        switch step {
        case .startAborting: draft.aborting()
        case .endTender: draft.tenderEnded(at: now)
        case .suspend(let reason): draft.suspended(reason)
        case .leaveSuspense(let phase): draft.leftSuspense(for: phase, at: now)
        case .giveUp(let reason): draft.givenUp(by: reason)
        case .markUnknown(let id): draft.unknown(id, word: "restart")
        case .markUndoUnknown(let id): draft.undoUnknown(id, word: "restart")
        case .dropStaleCode:
            codes[draft.record.id] = nil
            emit(.refused(settlementID: draft.record.id, .codeStale))
        case .idle, .wait, .post, .abort, .settleInsurer, .charge, .probeInsurer, .fenceInsurer,
            .continueFence, .cancelInsurer, .probeInsurerCancel, .queryPayment, .cancelPayment,
            .refundPayment, .queryPaymentUndo, .deliverEffects:
            preconditionFailure("\(step) is more than a move")
        }
    }

    /// Makes the draft durable if it changed anything; returns it as the ledger now holds it.
    ///
    /// Rule 8 and rule 20: the version is compared; if another console was faster, nothing of this
    /// draft is written and the error ends the drive.
    func flush(_ draft: SettlementDraft) async throws -> SettlementDraft {
        guard draft.isDirty else { return draft }
        try await store.commit(draft.sealed())
        return draft.committed(at: clock.now())
    }

    /// Waits; the record is read again afterwards, because another console may have taken it.
    private func rest(
        _ draft: inout SettlementDraft,
        for duration: Duration
    ) async throws -> Progress {
        let id = draft.record.id
        // Whoever asked has been answered; left standing, the wish would end every wait at once.
        askNowAsked.remove(id)
        draft = try await flush(draft)
        await publish(draft.record)
        if draft.record.phase == .insDone || draft.record.phase == .confirmed {
            // It only waits for a tender: the cashier's next request must find it free.
            remind(id, after: duration)
            return .rest
        }
        await pause(id, for: duration)
        guard !Task.isCancelled else { return .rest }
        guard let fresh = try await store.settlement(id), fresh.owner == configuration.owner else {
            return .rest
        }
        draft = self.draft(fresh)
        return .goOn
    }

    /// Ends the settlement; what the insurer knows of the bill is released with it.
    func abort(_ draft: inout SettlementDraft) async throws {
        let now = clock.now()
        var known = draft.change.enrolment
        if known == nil { known = try await enrolment(of: draft.record) }
        if let known, known.state != .cancelled {
            _ = draft.change(known) { $0.releasedAt = now }
        }
        draft.aborted(at: now)
    }

    /// Looks at a settlement again after its deadline, unless somebody is at it then.
    func recheck(_ id: String, after duration: Duration) async {
        // A plain sleep: the driver that may be running by then has the only waker.
        guard (try? await clock.sleep(for: duration)) != nil, !busy.contains(id) else { return }
        busy.insert(id)
        do {
            guard let record = try await store.settlement(id),
                record.owner == configuration.owner, record.phase.isOpen
            else {
                busy.remove(id)
                return
            }
            await drive(draft(record))
        } catch {
            busy.remove(id)
            emit(.refused(settlementID: id, problem(error)))
        }
    }

    // MARK: The pivot and after

    private func post(_ draft: inout SettlementDraft) async throws {
        draft.paid(rounding: configuration.cashRounding, at: clock.now())
        draft = try await flush(draft)
        let record = draft.record
        let patient = try await store.patient(record.patientID)
        emit(.paid(record, Receipt(of: record, patientName: patient?.name ?? "")))
    }

    /// T12: tells the hospital system, as often as it takes, and completes the settlement.
    private func deliverEffects(_ draft: inout SettlementDraft) async throws -> Progress {
        draft = try await flush(draft)
        var allDone = true
        for effect in try await store.openEffects(ofSettlement: draft.record.id) {
            switch effect.kind {
            case .hospitalRelease:
                if try await hospital.release(key: effect.key, billID: draft.record.billID) {
                    draft.acknowledge(effect.key)
                } else {
                    allDone = false
                }
            }
        }
        guard allDone else { return try await rest(&draft, for: .seconds(5)) }
        draft.completed()
        draft = try await flush(draft)
        await publish(draft.record)
        return .rest
    }

    /// Tells the consoles how a settlement stands, with its story while it is not plain.
    func publish(_ record: SettlementRecord) async {
        var story: [StoryLine] = []
        if record.needsAttention || record.phase == .aborted {
            do {
                story = try await store.evidence(ofSettlement: record.id).suffix(40).map {
                    StoryLine(
                        at: $0.at.wall,
                        operation: $0.operation,
                        verdict: $0.verdict,
                        detail: $0.httpStatus.map { "HTTP \($0)" } ?? ""
                    )
                }
            } catch {
                emit(.refused(settlementID: record.id, problem(error)))
            }
        }
        emit(.changed(record, story: story))
    }
}

extension Receipt {
    /// The receipt of a settlement that has reached the pivot.
    package init(of record: SettlementRecord, patientName: String) {
        let split = record.settled ?? record.confirmed ?? .selfPayOnly(record.total)
        var tenders: [Tender] = []
        var change = Money.zero
        for attempt in record.attempts {
            switch (attempt.role, attempt.state) {
            case (.cash, .posted):
                change += attempt.change
                tenders.append(
                    Tender(kind: .cash, amount: (attempt.tendered ?? .zero) - attempt.change)
                )
            case (.code, .done):
                guard let kind = attempt.tender else { continue }
                tenders.append(Tender(kind: kind, amount: attempt.amount))
            default:
                continue
            }
        }
        self.init(
            number: record.id,
            patientName: patientName,
            split: split,
            tenders: tenders,
            rounding: record.rounding,
            change: change,
            insurerSettlement: record.insurance?.peerNumber,
            at: (record.finishedAt ?? record.createdAt).china.dateTime
        )
    }
}
