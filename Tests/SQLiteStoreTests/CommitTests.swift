import Billing
import GRDB
import Settlement
import Testing

@testable import SQLiteStore

@Suite("Commits")
struct CommitTests {
    let ledger: TestLedger
    let store: SQLiteStore

    init() throws {
        ledger = try TestLedger()
        store = try ledger.open()
    }

    @Test("a whole insured settlement is read back as it was written, and verifies")
    func wholeSettlement() async throws {
        let bill = try await Sample.bill(in: store)
        let record = try await InsuredSale(store: store, bill: bill).run()
        #expect(try await store.settlement("S1") == record)
        #expect(try await store.settlement(holdingBill: bill.id) == record)
        #expect(try await store.settlements(on: record.businessDate) == [record])
        #expect(try await store.settlements(on: nil) == [record])
        #expect(try await store.openSettlements() == [record])
        #expect(try await store.unpaidBills(ofPatient: "P1").isEmpty)
        #expect(try await store.openEffects(ofSettlement: "S1").map(\.key) == ["release-S1"])
        let evidence = try await store.evidence(ofSettlement: "S1")
        #expect(evidence.map(\.verdict) == ["done", "done"])
        for result in try await store.verify() {
            #expect(result.ok != false, "\(result.id): \(result.detail)")
        }
    }

    @Test("released lines need a paid bill, and a repeated key changes nothing")
    func release() async throws {
        let bill = try await Sample.bill(in: store)
        await #expect(throws: StoreError.self) {
            try await store.release(key: "k", billID: bill.id)
        }
        var mover = Mover(store, try await InsuredSale(store: store, bill: bill).run())
        #expect(try await store.release(key: "k", billID: bill.id))
        #expect(try await store.release(key: "k", billID: bill.id))
        mover.phase(.completed)
        mover.also { change, _ in change.acknowledged = ["release-S1"] }
        try await mover.commit()
        #expect(try await store.openEffects(ofSettlement: "S1").isEmpty)
        #expect(try await store.openSettlements().isEmpty)
        #expect(try await store.releasedEnrolments().isEmpty)
    }

    @Test("a change decided on an old version is refused whole")
    func compareAndSet() async throws {
        let bill = try await Sample.bill(in: store)
        let record = Sample.record(bill)
        try await store.commit(Sample.creation(record))
        let seen = try #require(try await store.settlement("S1"))
        var fast = Mover(store, seen)
        var slow = Mover(store, seen)
        fast.phase(.quoted)
        try await fast.commit()
        slow.phase(.aborted)
        slow.also { change, _ in
            change.audit = [AuditEvent(action: "x", actor: "y", subject: "S1")]
        }
        let before = try await store.health(thorough: false).auditRecords
        await #expect(throws: StoreError.versionConflict) { try await slow.commit() }
        #expect(try await store.settlement("S1")?.phase == .quoted)
        #expect(try await store.health(thorough: false).auditRecords == before)
    }

    @Test("of many that change one version at once exactly one wins")
    func race() async throws {
        let other = try ledger.open()
        defer { other.close() }
        let bill = try await Sample.bill(in: store)
        try await store.commit(Sample.creation(Sample.record(bill)))
        let seen = try #require(try await store.settlement("S1"))
        let wins = await withTaskGroup(of: Bool.self) { group in
            for index in 0..<20 {
                let here = index.isMultiple(of: 2) ? store : other
                group.addTask {
                    var mover = Mover(here, seen)
                    mover.phase(.quoted)
                    do {
                        try await mover.commit()
                        return true
                    } catch {
                        #expect(error as? StoreError == .versionConflict)
                        return false
                    }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(wins == 1)
    }

    @Test("a bill that one settlement holds is refused to a second one, by name")
    func doubleSettlement() async throws {
        let bill = try await Sample.bill(in: store)
        try await store.commit(Sample.creation(Sample.record(bill)))
        await #expect(throws: StoreError.billHeld(settlement: "S1")) {
            try await store.commit(Sample.creation(Sample.record(bill, id: "S2")))
        }
        #expect(try await store.settlement("S2") == nil)
        var mover = Mover(store, try #require(try await store.settlement("S1")))
        mover.phase(.aborted)
        try await mover.commit()
        try await store.commit(Sample.creation(Sample.record(bill, id: "S2")))
        #expect(try await store.settlement(holdingBill: bill.id)?.id == "S2")
    }

    @Test("a change that fails in a group takes no other change with it")
    func groupCommit() async throws {
        var bills: [Bill] = []
        for number in 1...12 { bills.append(try await Sample.bill(in: store, number: number)) }
        let before = store.writerFigures
        let changes = bills.enumerated().map { index, bill in
            var change = Sample.creation(Sample.record(bill, id: "S\(index)"))
            if index == 5 {
                change.phases = [.draft, .paid]
                change.settlement?.phase = .paid
            }
            return change
        }
        let store = store
        let failures = await withTaskGroup(of: Int?.self) { group in
            for (index, change) in changes.enumerated() {
                group.addTask {
                    do {
                        try await store.commit(change)
                        return nil
                    } catch {
                        return index
                    }
                }
            }
            return await group.reduce(into: [Int]()) { if let index = $1 { $0.append(index) } }
        }
        #expect(failures == [5])
        #expect(try await store.settlements(on: nil).count == 11)
        #expect(store.writerFigures.changes - before.changes == 11)
        #expect(store.gateFigures.held > .zero)
    }

    @Test("changes that wait for the gate together are flushed together")
    func oneFlush() async throws {
        let before = store.writerFigures
        let gate = try FileLock(path: ledger.folder + "/ledger.gate")
        let isLocked = gate.tryLock()
        #expect(isLocked)
        let store = store
        let given = try await withThrowingTaskGroup(of: Range<Int64>.self) { group in
            for _ in 0..<12 {
                group.addTask { try await store.reserve(series: "x", count: 1) }
            }
            while store.writerFigures.requested < before.requested + 12 { await Task.yield() }
            #expect(store.writerFigures.commits == before.commits)
            gate.unlock()
            return try await group.reduce(into: [Int64]()) { $0 += Array($1) }
        }
        #expect(given.sorted() == Array(1...12))
        #expect(store.writerFigures.commits - before.commits <= 2)
    }

    @Test("the gate is held around every write and every checkpoint of closing")
    func underTheGate() async throws {
        let path = ledger.folder + "/ledger.gate"
        #expect(try await store.write { _ in FileLock.isHeld(path: path) })
        #expect(!FileLock.isHeld(path: path))
        let passes = store.gateFigures.passes
        store.close()
        #expect(store.gateFigures.passes > passes)
    }

    @Test("an undo of the insurer waits while a payment is live")
    func undoGuard() async throws {
        let bill = try await Sample.bill(in: store)
        let sale = InsuredSale(store: store, bill: bill)
        var mover = try await sale.untilPayment()
        mover.attempt("A-ins", .undoIntent)
        mover.phase(.aborting)
        await #expect(throws: StoreError.self) { try await mover.commit() }
        mover = Mover(store, try #require(try await store.settlement("S1")))
        mover.attempt("A-pay", .refused)
        mover.attempt("A-ins", .undoIntent)
        mover.phase(.aborting)
        try await mover.commit()
    }

    @Test("a payment cannot begin before the insurer is done")
    func paymentGuard() async throws {
        let bill = try await Sample.bill(in: store)
        try await store.commit(Sample.creation(Sample.record(bill)))
        var mover = Mover(store, try #require(try await store.settlement("S1")))
        mover.phase(.quoted, .confirmed, .payRun)
        mover.add(.sample("A-pay", .code, amount: 100))
        await #expect(throws: StoreError.self) { try await mover.commit() }
    }

    @Test("a second live attempt of one leg is refused")
    func oneLiveAttempt() async throws {
        let bill = try await Sample.bill(in: store)
        try await store.commit(Sample.creation(Sample.record(bill)))
        var mover = Mover(store, try #require(try await store.settlement("S1")))
        mover.add(.sample("A1", .insurance, amount: 100))
        mover.add(.sample("A2", .insurance, amount: 100))
        await #expect(throws: StoreError.self) { try await mover.commit() }
    }

    @Test("a number is sent once for each operation")
    func sendOnce() async throws {
        let bill = try await Sample.bill(in: store)
        var change = LedgerChange(at: Sample.moment)
        change.enrolment = Sample.enrolment(bill)
        change.enrolmentStates = [.registering]
        let send = SendIntent(
            attemptID: nil,
            enrolmentID: "E1",
            peer: "insurance",
            operation: "2201",
            number: "M-1",
            body: [1]
        )
        change.sends = [send, send]
        await #expect(throws: StoreError.self) { try await store.commit(change) }
        change.sends = [send]
        try await store.commit(change)
    }

    @Test("numbers of a series are never given twice, over two stores at once")
    func numberSeries() async throws {
        let other = try ledger.open()
        defer { other.close() }
        let store = store
        let numbers = try await withThrowingTaskGroup(of: Range<Int64>.self) { group in
            for index in 0..<60 {
                let here = index.isMultiple(of: 2) ? store : other
                group.addTask { try await here.reserve(series: "msgid", count: 3) }
            }
            return try await group.reduce(into: [Int64]()) { $0 += Array($1) }
        }
        #expect(numbers.sorted() == Array(1...180))
        #expect(throws: DatabaseError.self) {
            try ledger.raw { try $0.execute(sql: "UPDATE number_series SET next = 5") }
        }
    }

    @Test("an enrolment is kept sealed, found by its bill, and released when nobody uses it")
    func enrolments() async throws {
        let bill = try await Sample.bill(in: store)
        var enrolment = Sample.enrolment(bill)
        enrolment.version = 1
        var change = LedgerChange(at: Sample.moment)
        change.enrolment = enrolment
        change.enrolmentStates = [.registering]
        try await store.commit(change)
        #expect(try await store.enrolment("E1") == enrolment)
        #expect(try await store.enrolment(ofBill: bill.id) == enrolment)
        #expect(try await store.releasedEnrolments() == [enrolment])
        change = LedgerChange(at: Sample.moment)
        change.expectedEnrolmentVersion = 0
        change.enrolment = enrolment
        await #expect(throws: StoreError.versionConflict) { try await store.commit(change) }
        enrolment.state = .cancelled
        enrolment.version = 2
        change.expectedEnrolmentVersion = 1
        change.enrolment = enrolment
        change.enrolmentStates = [.registering, .cancelled]
        try await store.commit(change)
        #expect(try await store.enrolment(ofBill: bill.id) == nil)
        #expect(try await store.releasedEnrolments().isEmpty)
    }

    @Test("the lists that consoles ask for often use their indexes")
    func queryPlans() async throws {
        let queries = [SQLiteStore.openSettlementsSQL, SQLiteStore.releasedEnrolmentsSQL]
        for query in queries {
            let plan = try await store.pool.read {
                try Row.fetchAll($0, sql: "EXPLAIN QUERY PLAN \(query)")
                    .map { $0["detail"] as String }
            }
            #expect(
                plan.contains {
                    $0.contains("settlement_open") || $0.contains("enrolment_released")
                },
                "\(plan)"
            )
        }
    }
}
