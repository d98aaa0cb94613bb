import Billing

extension SettlementEngine {
    /// Takes up what this console, or one that is proven dead, left open; returns how many.
    ///
    /// An intent of ours means *may have been sent*, so it becomes unknown and is asked about,
    /// never sent again. A living neighbour's settlements are left alone (rule 20).
    package func recover() async throws -> Int {
        var taken = 0
        let isFirst = !hasRecovered
        hasRecovered = true
        for record in try await store.openSettlements() where !busy.contains(record.id) {
            if record.owner == configuration.owner {
                // An earlier life of this console left it; later rounds find only what is at rest.
                guard isFirst else { continue }
            } else if let owner = record.owner, try await store.isOwnerAlive(owner) {
                continue
            }
            switch record.phase {
            case .draft, .quoted:
                try await dropQuote(record)
            case .aborted, .completed, .refunded, .partRefunded:
                continue
            case .confirmed, .insRun, .insDone, .payRun, .paid, .aborting, .suspense,
                .refundRequested, .refundApproved, .refunding:
                if try await takeOver(record) != nil { taken += 1 }
            }
        }
        return taken
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

    /// A quote that nobody works on ends; what the insurer knows of the bill is released.
    private func dropQuote(_ record: SettlementRecord) async throws {
        var draft = draft(record)
        if draft.record.enrolmentID == nil,
            let known = try await store.enrolment(ofBill: record.billID)
        {
            // A kill before the first flush after 2201 left the settlement without its enrolment.
            draft.edit { $0.enrolmentID = known.id }
        }
        try await abort(&draft)
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
        let now = clock.now()
        for known in try await store.releasedEnrolments() {
            guard let bill = try await store.bill(known.billID),
                try await store.settlement(holdingBill: known.billID) == nil
            else { continue }
            guard let releasedAt = known.releasedAt, releasedAt.bootID == now.bootID else {
                // Never stamped, or before the host booted: the remainder starts again (rule 21).
                try await commit(known, through: [], sends: [], evidence: []) {
                    $0.releasedAt = now
                }
                continue
            }
            guard now.elapsed(since: releasedAt) >= insurance.profile.abandonedQuoteLifetime else {
                continue
            }
            do {
                try await release(known, bill)
            } catch StoreError.versionConflict {
                // A console quotes the bill just now: it is not abandoned any more.
            }
        }
    }

    private func release(_ known: Enrolment, _ bill: Bill) async throws {
        var enrolment = known
        if enrolment.visitID == nil {
            let result = try await query(.queryVisits(input(enrolment, bill)))
            guard case .answered(.visits(let visits)) = result.outcome else { return }
            guard
                let ours = visits.first(where: {
                    $0.outpatientNumber == known.outpatientNumber
                })
            else {
                try await commit(
                    enrolment,
                    through: [.cancelled],
                    sends: [],
                    evidence: [result.evidence]
                )
                return
            }
            let path: [Enrolment.State] = enrolment.state == .registering ? [.registered] : []
            enrolment = try await commit(
                enrolment,
                through: path,
                sends: [],
                evidence: [result.evidence]
            ) { $0.visitID = ours.visitID }
        }
        if enrolment.state == .uploaded || enrolment.state == .uploading {
            let request = InsuranceRequest.cancelLines(input(enrolment, bill))
            let result = try await sendRelease(request, &enrolment)
            guard result.outcome == .answered(.accepted) else {
                try await commit(enrolment, through: [], sends: [], evidence: [result.evidence])
                return
            }
        }
        let request = InsuranceRequest.cancelRegistration(input(enrolment, bill))
        let result = try await sendRelease(request, &enrolment)
        let path: [Enrolment.State] = result.outcome == .answered(.accepted) ? [.cancelled] : []
        // A refused release is tried again after the same time, not at every round.
        let now = clock.now()
        try await commit(enrolment, through: path, sends: [], evidence: [result.evidence]) {
            $0.releasedAt = now
        }
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
        evidence: [Evidence],
        _ edit: (inout Enrolment) -> Void = { _ in }
    ) async throws -> Enrolment {
        var change = LedgerChange(at: clock.now())
        var next = enrolment
        next.version += 1
        edit(&next)
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
