import Billing

extension SettlementEngine {
    /// Confirms exactly what was shown and starts the settlement with the tender in hand.
    func settle(_ token: ConfirmationToken, _ offer: TenderOffer) async {
        await change(token.settlementID) { record in
            var draft = self.draft(record)
            try confirm(token, &draft)
            try take(offer, into: &draft)
            draft.touch(self.clock.now())
            return draft
        }
    }

    /// Holds a part of the amount in cash at once; the rest is armed for a code.
    func holdCash(_ token: ConfirmationToken, amount: Money) async {
        await change(token.settlementID) { record in
            var draft = self.draft(record)
            try confirm(token, &draft)
            // The rest must be worth a code: what rounds to all of the cash due is no part.
            let rounding = configuration.cashRounding
            let due = rounding.taken(for: token.split.selfPay) - record.heldCash
            guard amount > .zero, amount < due else { throw DeskProblem.cashNotNeeded }
            draft.cashHeld(
                amount,
                due: amount,
                attemptID: attemptID(draft.record),
                at: self.clock.now()
            )
            return draft
        }
    }

    /// Gives a settlement up; what is under way is undone as soon as its outcome allows.
    func giveUp(_ id: String) async {
        if busy.contains(id) {
            giveUpAsked.insert(id)
            wake(id)
            return
        }
        await change(id) { record in
            guard record.canBeGivenUp else {
                throw DeskProblem.notNow(record.phase)
            }
            var draft = self.draft(record)
            draft.givenUp(by: "cashier")
            return draft
        }
    }

    /// Lets go of a quote; anything further along goes on in the background.
    func leave(_ id: String) async {
        guard !busy.contains(id) else { return }
        do {
            guard let record = try await store.settlement(id),
                record.phase == .quoted || record.phase == .draft,
                record.owner == configuration.owner
            else { return }
            var draft = draft(record)
            try await abort(&draft)
            _ = try await flush(draft)
        } catch {
            emit(.refused(settlementID: id, problem(error)))
        }
    }

    /// Cash that was owed has been handed back; the key is bound to the amount (rule 12).
    func cashReturned(_ id: String, amount: Money) async {
        guard !busy.contains(id) else {
            emit(.refused(settlementID: id, .busy))
            return
        }
        do {
            guard let record = try await store.settlement(id) else { throw DeskProblem.notFound }
            guard !amount.isZero, record.owedCash == amount else {
                throw DeskProblem.amountsChanged
            }
            var draft = draft(record)
            draft.cashReturned()
            draft = try await flush(draft)
            await publish(draft.record)
        } catch {
            emit(.refused(settlementID: id, problem(error)))
        }
    }

    /// Asks the peers now; work of another console is its own.
    func askNow(_ id: String) async {
        if busy.contains(id) {
            askNowAsked.insert(id)
            wake(id)
            return
        }
        do {
            guard let record = try await store.settlement(id) else { throw DeskProblem.notFound }
            // Ours and at rest: nobody is waited for but the cashier.
            guard let owner = record.owner, owner != configuration.owner else { return }
            throw DeskProblem.billHeld(owner: owner)
        } catch {
            emit(.refused(settlementID: id, problem(error)))
        }
    }

    /// Everything that is in doubt or owed, oldest first.
    func listOpen() async {
        do {
            var items: [OpenItem] = []
            for record in try await store.openSettlements() where record.needsAttention {
                let patient = try await store.patient(record.patientID)
                let since = record.tenderlessSince ?? record.attempts.last?.createdAt
                let now = clock.now()
                items.append(
                    OpenItem(
                        record: record,
                        patientName: patient?.maskedName ?? "",
                        waitingMilliseconds: max(0, now.wall - (since ?? record.createdAt).wall),
                        nextActionMilliseconds: nextActionMilliseconds(record, now)
                    )
                )
            }
            emit(.open(items))
        } catch {
            emit(.refused(settlementID: "", problem(error)))
        }
    }

    private func nextActionMilliseconds(_ record: SettlementRecord, _ now: Moment) -> Int64? {
        switch planner.next(record, situation(record, at: now)) {
        case .wait(let duration):
            duration.components.seconds * 1_000
                + duration.components.attoseconds / 1_000_000_000_000_000
        case .idle, .suspend: nil
        default: 0
        }
    }

    // MARK: Shared

    /// Reads the record, lets `decide` change it, makes that durable together with whatever the
    /// plan does next, and drives on.
    private func change(
        _ id: String,
        _ decide: (SettlementRecord) throws -> SettlementDraft
    ) async {
        guard !busy.contains(id) else {
            emit(.refused(settlementID: id, .busy))
            return
        }
        busy.insert(id)
        do {
            guard let record = try await store.settlement(id) else { throw DeskProblem.notFound }
            guard record.owner == configuration.owner else {
                throw DeskProblem.billHeld(owner: record.owner ?? "")
            }
            start(try decide(record))
        } catch {
            busy.remove(id)
            codes[id] = nil
            emit(.refused(settlementID: id, problem(error)))
        }
    }

    /// Rule 13: what is confirmed must be what is due now, to the fen and to the bill's digest.
    private func confirm(_ token: ConfirmationToken, _ draft: inout SettlementDraft) throws {
        let record = draft.record
        guard token.billDigest == record.billDigest, let split = record.currentSplit,
            split == token.split
        else { throw DeskProblem.amountsChanged }
        guard !record.isGivenUp else { throw DeskProblem.notNow(record.phase) }
        switch record.phase {
        case .quoted:
            draft.confirmed(split, shiftID: configuration.shiftID, at: clock.now())
        case .confirmed, .insDone:
            if record.confirmed?.selfPay != split.selfPay { draft.reconfirmed(split) }
        case .draft, .insRun, .payRun, .paid, .completed, .aborting, .aborted, .suspense,
            .refundRequested, .refundApproved, .refunding, .refunded, .partRefunded:
            throw DeskProblem.notNow(record.phase)
        }
    }

    private func take(_ offer: TenderOffer, into draft: inout SettlementDraft) throws {
        guard let split = draft.record.currentSplit else { throw DeskProblem.notFound }
        let due = split.selfPay - draft.record.heldCash
        switch offer {
        case .nothingDue:
            guard due <= .zero else { throw DeskProblem.amountsChanged }
        case .code(let code, let tender, let scannedAt):
            guard due > .zero else { throw DeskProblem.cashNotNeeded }
            guard channels[tender] != nil else { throw DeskProblem.channelMissing(tender) }
            guard clock.now().elapsed(since: scannedAt) <= configuration.limits.codeLifetime else {
                throw DeskProblem.codeStale
            }
            codes[draft.record.id] = CodeInHand(code: code, tender: tender, scannedAt: scannedAt)
        case .cash(let tendered):
            guard due > .zero else { throw DeskProblem.cashNotNeeded }
            let rounded = configuration.cashRounding.taken(for: split.selfPay)
            let needed = max(rounded - draft.record.heldCash, .zero)
            let handed = tendered ?? needed
            // A few fen in cash are rounded to nothing: then nothing need change hands.
            guard handed >= needed, !handed.isNegative else {
                throw DeskProblem.notEnoughCash(due: needed)
            }
            draft.cashHeld(
                handed,
                due: needed,
                attemptID: attemptID(draft.record),
                at: clock.now()
            )
        }
    }

    /// The id of the next attempt of a settlement.
    func attemptID(_ record: SettlementRecord) -> String {
        "\(record.id)/\(record.attempts.count + 1)"
    }
}

extension SettlementRecord {
    /// Whether a person may want to look at it: in doubt, owed, or waiting for a tender.
    package var needsAttention: Bool {
        switch phase {
        case .aborting, .suspense, .insDone, .payRun, .insRun: true
        case .draft, .quoted, .paid, .completed, .aborted, .refundRequested, .refundApproved,
            .refunding, .refunded, .partRefunded:
            isInDoubt || !owedCash.isZero
        case .confirmed: !heldCash.isZero || isInDoubt
        }
    }
}
