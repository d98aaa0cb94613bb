import Billing

extension SettlementEngine {
    /// Claims the bill and shows its split: register, upload and pre-settle, or as self-pay.
    ///
    /// A settlement of the bill that a console of ours left half-done is taken up again instead.
    func quote(billID: String, person: InsuredPerson?) async {
        do {
            guard let bill = try await store.bill(billID) else { throw DeskProblem.notFound }
            if try await resume(bill) { return }
            if let person {
                try await quoteInsured(bill, person)
            } else {
                try await quoteSelfPay(bill)
            }
        } catch {
            emit(.quoteFailed(billID: billID, problem(error)))
        }
    }

    /// Whether the bill already has a settlement, which is then shown, or given up if it is only a
    /// quote that nobody works on.
    private func resume(_ bill: Bill) async throws -> Bool {
        guard let held = try await store.settlement(holdingBill: bill.id) else { return false }
        switch held.phase {
        case .paid, .completed, .refundRequested, .refundApproved, .refunding, .partRefunded,
            .refunded, .aborted:
            throw DeskProblem.billPaid
        case .draft, .quoted:
            let isOurs = held.owner == configuration.owner && !busy.contains(held.id)
            if !isOurs, let owner = held.owner, try await store.isOwnerAlive(owner) {
                throw DeskProblem.billHeld(owner: owner)
            }
            var draft = draft(held)
            try await abort(&draft)
            _ = try await flush(draft)
            return false
        case .confirmed, .insRun, .insDone, .payRun, .aborting, .suspense:
            if held.owner == configuration.owner {
                emit(.quoted(held, bill))
                await publish(held)
                if !busy.contains(held.id) {
                    busy.insert(held.id)
                    start(draft(held))
                }
                return true
            }
            if let owner = held.owner, try await store.isOwnerAlive(owner) {
                throw DeskProblem.billHeld(owner: owner)
            }
            guard let taken = try await takeOver(held) else {
                throw DeskProblem.billHeld(owner: held.owner ?? held.id)
            }
            emit(.quoted(taken, bill))
            return true
        }
    }

    private func newSettlement(_ bill: Bill, insured: Bool) -> SettlementRecord {
        let now = clock.now()
        return SettlementRecord(
            id: "S-\(now.china.businessDate.compact)-\(randomText(10))",
            bill: bill,
            patientID: bill.visit.patientID,
            isInsured: insured,
            owner: configuration.owner,
            createdAt: now
        )
    }

    private func quoteSelfPay(_ bill: Bill) async throws {
        var draft = SettlementDraft(
            creating: newSettlement(bill, insured: false),
            actor: configuration.owner,
            at: clock.now()
        )
        draft.quoted(.selfPayOnly(bill.total), enrolmentID: nil)
        try await store.commit(draft.sealed())
        emit(.quoted(draft.committed(at: clock.now()).record, bill))
    }

    // MARK: Insured

    /// The steps that make a bill known to the insurer; each write is durable before it is sent.
    private func quoteInsured(_ bill: Bill, _ person: InsuredPerson) async throws {
        var draft = SettlementDraft(
            creating: newSettlement(bill, insured: true),
            actor: configuration.owner,
            at: clock.now()
        )
        let id = draft.record.id
        busy.insert(id)
        defer { busy.remove(id) }
        do {
            var enrolment = try await claimEnrolment(bill, person, &draft)
            if enrolment.state == .registered {
                enrolment = try await upload(enrolment, bill, &draft)
            }
            let input = input(enrolment, bill)
            let result = try await query(.preSettle(input, total: bill.total))
            draft.learn(result.evidence)
            guard let split = try split(of: result.outcome, total: bill.total) else {
                throw DeskProblem.insurerSilent("2206A")
            }
            draft.quoted(split, enrolmentID: enrolment.id)
            draft = try await flush(draft)
            emit(.quoted(draft.record, bill))
        } catch {
            try await abandon(draft)
            throw error
        }
    }

    /// Lets a draft settlement go that could not be quoted; the enrolment stays for the next try.
    private func abandon(_ draft: SettlementDraft) async throws {
        guard let held = try await store.settlement(draft.record.id), held.phase == .draft else {
            return
        }
        // What was learned and not yet written goes along, unless another console was faster.
        var ending = held.version == draft.record.version ? draft : self.draft(held)
        try await abort(&ending)
        _ = try await flush(ending)
    }

    private func split(of outcome: InsuranceOutcome, total: Money) throws -> Split? {
        switch outcome {
        case .answered(.settlement(let settlement)):
            guard let split = settlement.split, split.total == total else {
                let broken = settlement.brokenIdentities.joined(separator: "; ")
                throw DeskProblem.insurerSilent("2206A \(broken)")
            }
            return split
        case .answered:
            return nil
        case .refused(let refusal):
            throw DeskProblem.insurerRefused(refusal.text)
        case .unknown(let doubt), .notSent(let doubt):
            throw DeskProblem.insurerSilent(doubt.detail)
        }
    }

    /// Takes up the bill's enrolment if it may be reused, or begins a new one; on return the
    /// settlement is claimed durably and the enrolment is registered or uploaded.
    private func claimEnrolment(
        _ bill: Bill,
        _ person: InsuredPerson,
        _ draft: inout SettlementDraft
    ) async throws -> Enrolment {
        if let known = try await store.enrolment(ofBill: bill.id),
            known.person.personNumber == person.personNumber, known.billDigest == bill.digest
        {
            draft = try await flush(draft)
            // The credential that was just shown counts, not the one of an earlier visit.
            let renewed = draft.change(known) {
                $0.person = person
                $0.releasedAt = nil
            }
            if let usable = try await reuse(renewed, bill, &draft) {
                draft.edit { $0.enrolmentID = usable.id }
                return usable
            }
        }
        let batch = newNumber("B")
        let enrolment = Enrolment(
            id: "E-\(randomText(20))",
            billID: bill.id,
            billDigest: bill.digest,
            person: person,
            outpatientNumber: newNumber("O"),
            batch: batch,
            lineSerials: serials(of: bill, batch: batch)
        )
        draft.create(enrolment)
        draft.edit { $0.enrolmentID = enrolment.id }
        return try await send(
            .register(input(enrolment, bill)),
            for: enrolment,
            to: .registered,
            &draft
        ) {
            guard case .registered(let visitID) = $1 else { return false }
            $0.visitID = visitID
            return true
        }
    }

    /// An earlier enrolment, asked about where its last step was uncertain and renewed where a
    /// 2207 of its batch was ever unknown (S0-42, T7); nil when it cannot be used.
    private func reuse(
        _ known: Enrolment,
        _ bill: Bill,
        _ draft: inout SettlementDraft
    ) async throws -> Enrolment? {
        switch known.state {
        case .registering:
            return try await findVisit(of: known, bill, &draft)
        case .uploading:
            let result = try await query(.queryLines(input(known, bill)))
            draft.learn(result.evidence)
            guard case .answered(.lines(let rows)) = result.outcome else {
                throw DeskProblem.insurerSilent("5204")
            }
            let found = Set(rows.map(\.serial)).intersection(known.lineSerials)
            if found.count == known.lineSerials.count {
                return draft.change(known, through: [.uploaded])
            }
            return try await withdraw(known, bill, &draft)
        case .uploaded:
            return known.isTainted ? try await withdraw(known, bill, &draft) : known
        case .registered:
            return known
        case .cancelling:
            guard known.visitID != nil else {
                return try await findVisit(of: known, bill, &draft)
            }
            return try await withdraw(known, bill, &draft)
        case .cancelled:
            return nil
        }
    }

    /// 5201: whether a 2201 without an answer left a visit; nil when it certainly left none.
    private func findVisit(
        of known: Enrolment,
        _ bill: Bill,
        _ draft: inout SettlementDraft
    ) async throws -> Enrolment? {
        let result = try await query(.queryVisits(input(known, bill)))
        draft.learn(result.evidence)
        guard case .answered(.visits(let visits)) = result.outcome else {
            throw DeskProblem.insurerSilent("5201")
        }
        guard let ours = visits.first(where: { $0.outpatientNumber == known.outpatientNumber })
        else {
            _ = draft.change(known, through: [.cancelled])
            draft = try await flush(draft)
            return nil
        }
        return draft.change(known, through: [.registered]) { $0.visitID = ours.visitID }
    }

    /// 2205 of exactly the enrolment's batch; the lines then go up again under a new batch.
    private func withdraw(
        _ known: Enrolment,
        _ bill: Bill,
        _ draft: inout SettlementDraft
    ) async throws -> Enrolment {
        let request = InsuranceRequest.cancelLines(input(known, bill))
        let number = try await nextMessageNumber()
        draft.send(intent(request, number: number, enrolmentID: known.id))
        let path: [Enrolment.State] = known.state == .cancelling ? [] : [.cancelling]
        let enrolment = draft.change(known, through: path)
        draft = try await flush(draft)
        let result = await ask(request, number: number, body: insurance.body(of: request))
        draft.learn(result.evidence)
        if result.outcome != .answered(.accepted) {
            // Whatever was answered, only the absence of the lines allows a new upload.
            let lines = try await query(.queryLines(input(enrolment, bill)))
            draft.learn(lines.evidence)
            guard case .answered(.lines(let rows)) = lines.outcome,
                !rows.contains(where: { known.lineSerials.contains($0.serial) })
            else { throw DeskProblem.insurerSilent("2205") }
        }
        let batch = newNumber("B")
        let serials = serials(of: bill, batch: batch)
        return draft.change(enrolment, through: [.registered]) {
            $0.batch = batch
            $0.lineSerials = serials
            $0.isTainted = false
            $0.releasedAt = nil
        }
    }

    /// 2203A for a visit that the insurer knows, then 2204 of the bill's lines.
    private func upload(
        _ known: Enrolment,
        _ bill: Bill,
        _ draft: inout SettlementDraft
    ) async throws -> Enrolment {
        let described = try await send(
            .describeVisit(input(known, bill)),
            for: known,
            to: nil,
            &draft
        ) { _, reply in reply == .accepted }
        let uploading = draft.change(described, through: [.uploading])
        return try await send(
            .uploadLines(input(uploading, bill), lines: bill.lines),
            for: uploading,
            to: .uploaded,
            &draft
        ) {
            guard case .linesUploaded(let count) = $1 else { return false }
            return count == $0.lineSerials.count
        }
    }

    /// Makes an enrolment step durable, sends it once, and moves the enrolment if the reply fits.
    ///
    /// The move is not flushed: the next step's intent carries it in the same commit.
    private func send(
        _ request: InsuranceRequest,
        for enrolment: Enrolment,
        to state: Enrolment.State?,
        _ draft: inout SettlementDraft,
        fits: (inout Enrolment, InsuranceReply) -> Bool
    ) async throws -> Enrolment {
        let number = try await nextMessageNumber()
        draft.send(intent(request, number: number, enrolmentID: enrolment.id))
        draft = try await flush(draft)
        let result = await ask(request, number: number, body: insurance.body(of: request))
        draft.learn(result.evidence)
        let operation = insurance.operation(of: request)
        switch result.outcome {
        case .answered(let reply):
            var next = enrolment
            guard fits(&next, reply) else { throw DeskProblem.insurerSilent(operation) }
            guard let state else { return enrolment }
            let visitID = next.visitID
            return draft.change(enrolment, through: [state]) { $0.visitID = visitID }
        case .refused(let refusal):
            throw DeskProblem.insurerRefused(refusal.text)
        case .unknown(let doubt), .notSent(let doubt):
            throw DeskProblem.insurerSilent("\(operation) \(doubt.detail)")
        }
    }
}
