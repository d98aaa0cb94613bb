package import Billing
package import Settlement

/// A ledger in memory that keeps the same promises as the durable one: compare-and-set, lattices,
/// one live attempt a leg, one settlement a bill, balanced entries, numbers used once.
package actor MemoryLedger: SettlementStore, HospitalSystem {
    package private(set) var settlements: [String: SettlementRecord] = [:]
    package private(set) var enrolments: [String: Enrolment] = [:]
    package private(set) var changes: [LedgerChange] = []
    package private(set) var released: Set<String> = []
    private var series: [String: Int64] = [:]
    private var openOutbox: [OutboxEffect] = []
    private var evidenceByID: [String: [Evidence]] = [:]
    private var patients: [String: Patient] = [:]
    private var bills: [String: Bill] = [:]
    private var deadOwners: Set<String> = []
    /// When set, the commit after this many more throws as a full disk would.
    private var commitsLeft: Int?

    package init(patients: [Patient], bills: [Bill]) {
        for patient in patients { self.patients[patient.id] = patient }
        for bill in bills { self.bills[bill.id] = bill }
    }

    package func bury(_ owner: String) {
        deadOwners.insert(owner)
    }

    /// Lets `count` more commits through and fails all after them, as a crash would.
    package func fail(afterCommits count: Int?) {
        commitsLeft = count
    }

    package func commit(_ change: LedgerChange) async throws {
        if let left = commitsLeft {
            guard left > 0 else { throw StoreError.notWritable("full") }
            commitsLeft = left - 1
        }
        try check(change)
        if let record = change.settlement {
            settlements[record.id] = record
            evidenceByID[record.id, default: []] += change.evidence
        }
        if let enrolment = change.enrolment { enrolments[enrolment.id] = enrolment }
        openOutbox += change.outbox
        openOutbox.removeAll { change.acknowledged.contains($0.key) }
        changes.append(change)
    }

    private func check(_ change: LedgerChange) throws {
        if let record = change.settlement {
            let held = settlements[record.id]
            guard held?.version == change.expectedVersion else { throw StoreError.versionConflict }
            if record.phase.holdsBill,
                let other = settlements.values.first(where: {
                    $0.billID == record.billID && $0.id != record.id && $0.phase.holdsBill
                })
            {
                throw StoreError.billHeld(settlement: other.id)
            }
            try checkPath(change.phases, from: held?.phase, to: record.phase) { $0.successors }
            for attempt in record.attempts {
                let old = held?.attempts.first { $0.id == attempt.id }
                guard let path = change.attemptStates[attempt.id] else {
                    guard old == attempt else { throw StoreError.forbidden("silent change") }
                    continue
                }
                try checkPath(path, from: old?.state, to: attempt.state) { $0.successors }
            }
            for role in [LegRole.insurance, .code] {
                let live = record.attempts.filter { $0.role == role && $0.state.isLive }
                guard live.count <= 1 else { throw StoreError.forbidden("two live attempts") }
            }
        }
        if let enrolment = change.enrolment {
            let held = enrolments[enrolment.id]
            guard held?.version == change.expectedEnrolmentVersion else {
                throw StoreError.versionConflict
            }
            try checkPath(change.enrolmentStates, from: held?.state, to: enrolment.state) {
                $0.successors
            }
        }
        let used = Set(changes.flatMap(\.sends).map { "\($0.operation) \($0.number)" })
        for send in change.sends where used.contains("\(send.operation) \(send.number)") {
            throw StoreError.forbidden("number \(send.number) used twice")
        }
    }

    private func checkPath<State: Equatable>(
        _ path: [State],
        from old: State?,
        to new: State,
        successors: (State) -> Set<State>
    ) throws {
        guard let first = path.first, path.last == new, old == nil || old == first else {
            throw StoreError.forbidden("path \(path) does not lead from \(old as Any) to \(new)")
        }
        for (from, to) in zip(path, path.dropFirst()) where !successors(from).contains(to) {
            throw StoreError.forbidden("\(from) to \(to)")
        }
    }

    package func settlement(_ id: String) async throws -> SettlementRecord? { settlements[id] }

    package func settlements(on date: BusinessDate?) async throws -> [SettlementRecord] {
        settlements.values.filter { date == nil || $0.businessDate == date }
            .sorted { $0.createdAt.wall < $1.createdAt.wall }
    }

    package func openSettlements() async throws -> [SettlementRecord] {
        settlements.values.filter { $0.phase.isOpen || !$0.owedCash.isZero }
            .sorted { $0.createdAt.wall < $1.createdAt.wall }
    }

    package func settlement(holdingBill billID: String) async throws -> SettlementRecord? {
        settlements.values.first { $0.billID == billID && $0.phase.holdsBill }
    }

    package func enrolment(_ id: String) async throws -> Enrolment? { enrolments[id] }

    package func enrolment(ofBill billID: String) async throws -> Enrolment? {
        enrolments.values.first { $0.billID == billID && $0.state != .cancelled }
    }

    package func releasedEnrolments() async throws -> [Enrolment] {
        enrolments.values.filter { $0.state != .cancelled && $0.releasedAt != nil }
    }

    package func reserve(series name: String, count: Int64) async throws -> Range<Int64> {
        let first = series[name, default: 1]
        series[name] = first + count
        return first..<(first + count)
    }

    package func evidence(ofSettlement id: String) async throws -> [Evidence] {
        evidenceByID[id, default: []]
    }

    package func openEffects(ofSettlement id: String) async throws -> [OutboxEffect] {
        openOutbox.filter { $0.settlementID == id }
    }

    package func patient(_ id: String) async throws -> Patient? { patients[id] }

    package func patient(identityNumber: String) async throws -> Patient? {
        patients.values.first { $0.identityNumber == identityNumber }
    }

    package func unpaidBills(ofPatient id: String) async throws -> [Bill] {
        bills.values.filter { bill in
            bill.visit.patientID == id
                && !settlements.values.contains {
                    $0.billID == bill.id && ($0.phase == .paid || $0.phase == .completed)
                }
        }.sorted { $0.id < $1.id }
    }

    package func bill(_ id: String) async throws -> Bill? { bills[id] }

    package func isOwnerAlive(_ owner: String) async throws -> Bool { !deadOwners.contains(owner) }

    package func release(key: String, billID: String) async throws -> Bool {
        released.insert(billID)
        return true
    }

    /// The balance (debit minus credit) of each account over the given stages.
    package func balances(_ stages: Set<JournalTransaction.Stage>) -> [String: Int64] {
        var balances: [String: Int64] = [:]
        for entry in changes.flatMap(\.journal).filter({ stages.contains($0.stage) })
            .flatMap(\.entries)
        {
            balances[entry.account, default: 0] += entry.debit.fen - entry.credit.fen
        }
        return balances.filter { $0.value != 0 }
    }
}
