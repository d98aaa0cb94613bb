import Billing

extension SettlementEngine {
    /// Takes up what this console, or one that is proven dead, left open; returns how many.
    ///
    /// An intent of ours means *may have been sent*, so it becomes unknown and is asked about,
    /// never sent again. A living neighbour's settlements are left alone (rule 20).
    package func recover() async throws -> Int {
        var taken = 0
        for record in try await store.openSettlements() where !busy.contains(record.id) {
            if let owner = record.owner, owner != configuration.owner,
                try await store.isOwnerAlive(owner)
            {
                continue
            }
            switch record.phase {
            case .draft, .quoted:
                var draft = draft(record)
                draft.aborted(at: clock.now())
                try await commitIfUnchanged(draft)
            case .aborted, .completed, .refunded, .partRefunded:
                continue
            case .confirmed, .insRun, .insDone, .payRun, .paid, .aborting, .suspense,
                .refundRequested, .refundApproved, .refunding:
                if try await takeOver(record) != nil { taken += 1 }
            }
        }
        return taken
    }

    /// Whether nothing that this engine took up is still under way.
    package func isIdle() -> Bool {
        busy.isEmpty
    }

    /// Becomes the owner by compare-and-set and drives on; nil when another console was faster.
    func takeOver(_ record: SettlementRecord) async throws -> SettlementRecord? {
        guard !busy.contains(record.id) else { return nil }
        busy.insert(record.id)
        var taken = draft(record)
        taken.takenOver(by: configuration.owner, at: clock.now())
        do {
            taken = try await flush(taken)
        } catch StoreError.versionConflict {
            busy.remove(record.id)
            return nil
        } catch {
            busy.remove(record.id)
            throw error
        }
        start(taken)
        return taken.record
    }

    private func commitIfUnchanged(_ draft: SettlementDraft) async throws {
        do {
            _ = try await flush(draft)
        } catch StoreError.versionConflict {
            // Its owner came back to life, or another console was faster: theirs.
        }
    }

    // MARK: Housekeeping

    /// Cleans up abandoned quotes from time to time (rule 15); a failing peer is asked next time.
    func keepHouse() async {
        while !Task.isCancelled {
            do {
                try await clock.sleep(for: configuration.limits.housekeeping)
                try await releaseAbandoned()
            } catch is CancellationError {
                return
            } catch {
                emit(.refused(settlementID: "", problem(error)))
            }
        }
    }

    /// 2205 and 2202 for quotes that were abandoned longer ago than the profile allows.
    package func releaseAbandoned() async throws {
        for known in try await store.releasedEnrolments() {
            guard let releasedAt = known.releasedAt,
                clock.now().elapsed(since: releasedAt) >= insurance.profile.abandonedQuoteLifetime,
                let bill = try await store.bill(known.billID),
                try await store.settlement(holdingBill: known.billID) == nil
            else { continue }
            try await release(known, bill)
        }
    }

    private func release(_ known: Enrolment, _ bill: Bill) async throws {
        var enrolment = known
        if enrolment.state == .uploaded || enrolment.state == .uploading {
            let request = InsuranceRequest.cancelLines(input(enrolment, bill))
            let result = try await sendRelease(request, &enrolment)
            guard result.outcome == .answered(.accepted) else { return }
        }
        let request = InsuranceRequest.cancelRegistration(input(enrolment, bill))
        let result = try await sendRelease(request, &enrolment)
        guard result.outcome == .answered(.accepted) else { return }
        try await commit(enrolment, through: [.cancelled], sends: [], evidence: [result.evidence])
    }

    private func sendRelease(
        _ request: InsuranceRequest,
        _ enrolment: inout Enrolment
    ) async throws -> PeerResult<InsuranceOutcome> {
        let number = try await nextMessageNumber()
        let path: [Enrolment.State] = enrolment.state == .cancelling ? [] : [.cancelling]
        enrolment = try await commit(
            enrolment,
            through: path,
            sends: [intent(request, number: number, enrolmentID: enrolment.id)],
            evidence: []
        )
        return await ask(request, number: number, body: insurance.body(of: request))
    }

    @discardableResult
    private func commit(
        _ enrolment: Enrolment,
        through path: [Enrolment.State],
        sends: [SendIntent],
        evidence: [Evidence]
    ) async throws -> Enrolment {
        var change = LedgerChange(at: clock.now())
        var next = enrolment
        next.version += 1
        for state in path {
            precondition(next.state.successors.contains(state))
            next.state = state
        }
        change.enrolment = next
        change.expectedEnrolmentVersion = enrolment.version
        change.enrolmentStates = [enrolment.state] + path
        change.sends = sends
        change.evidence = evidence
        try await store.commit(change)
        return next
    }
}
