import GRDB
import Settlement
import Testing

@testable import SQLiteStore

@Suite("The database knows the transition tables")
struct TransitionTests {
    let ledger: TestLedger
    let store: SQLiteStore

    init() throws {
        ledger = try TestLedger()
        store = try ledger.open()
    }

    @Test("a settlement moves only along its table", arguments: SettlementPhase.allCases)
    func phases(from: SettlementPhase) async throws {
        let bill = try await Sample.bill(in: store)
        try await store.commit(Sample.creation(Sample.record(bill)))
        let path = try #require(
            path(from: [SettlementPhase.draft], to: from) { $0.successors }
        )
        try check(
            table: "settlement",
            column: "phase",
            id: "S1",
            path: path,
            from: from,
            successors: from.successors
        )
    }

    @Test("an attempt moves only along its table", arguments: LegState.allCases)
    func attempts(from: LegState) async throws {
        let bill = try await Sample.bill(in: store)
        var mover = Mover(store, Sample.record(bill))
        try await store.commit(Sample.creation(mover.record))
        mover = Mover(store, try #require(try await store.settlement("S1")))
        let path = try #require(path(from: [LegState.intent, .held], to: from) { $0.successors })
        mover.add(.sample("A1", path[0] == .held ? .cash : .insurance, amount: 100, state: path[0]))
        try await mover.commit()
        try check(
            table: "attempt",
            column: "state",
            id: "A1",
            path: path,
            from: from,
            successors: from.successors
        )
    }

    @Test("an enrolment moves only along its table", arguments: Enrolment.State.allCases)
    func enrolments(from: Enrolment.State) async throws {
        let bill = try await Sample.bill(in: store)
        var change = LedgerChange(at: Sample.moment)
        change.enrolment = Sample.enrolment(bill)
        change.enrolmentStates = [.registering]
        try await store.commit(change)
        let path = try #require(
            path(from: [Enrolment.State.registering], to: from) { $0.successors }
        )
        try check(
            table: "enrolment",
            column: "state",
            id: "E1",
            path: path,
            from: from,
            successors: from.successors
        )
    }

    @Test("nothing begins in the middle of its table")
    func beginnings() async throws {
        let bill = try await Sample.bill(in: store)
        var change = Sample.creation(Sample.record(bill))
        change.phases = [.paid]
        change.settlement?.phase = .paid
        await #expect(throws: StoreError.forbidden("no settlement begins in this state")) {
            try await store.commit(change)
        }
    }

    @Test("the guards are rebuilt when the tables of the engine have changed")
    func refreshed() throws {
        store.close()
        try ledger.raw { database in
            try database.execute(
                sql: """
                    DROP TRIGGER attempt_moves;
                    UPDATE meta SET value = 'old' WHERE key = 'transitions';
                    """
            )
        }
        try ledger.open().close()
        let count = try ledger.raw {
            try Int64.fetchOne(
                $0,
                sql: "SELECT count(*) FROM sqlite_schema WHERE name = 'attempt_moves'"
            )
        }
        #expect(count == 1)
    }

    /// Walks the row to a state by SQL, then tries every other state from there.
    private func check<State: RawRepresentable<String> & CaseIterable & Hashable>(
        table: String,
        column: String,
        id: String,
        path: [State],
        from: State,
        successors: Set<State>
    ) throws {
        try ledger.raw { database in
            for step in path.dropFirst() {
                try move(table, column, id, to: step, in: database)
            }
            for to in State.allCases {
                var allowed = true
                try database.inSavepoint {
                    do {
                        try move(table, column, id, to: to, in: database)
                    } catch let error as DatabaseError
                        where error.resultCode == .SQLITE_CONSTRAINT
                    {
                        allowed = false
                    }
                    return .rollback
                }
                #expect(
                    allowed == (to == from || successors.contains(to)),
                    "\(from.rawValue) > \(to.rawValue)"
                )
            }
        }
        store.close()
    }

    private func move<State: RawRepresentable<String>>(
        _ table: String,
        _ column: String,
        _ id: String,
        to state: State,
        in database: Database
    ) throws {
        try database.execute(
            sql: "UPDATE \(table) SET \(column) = ? WHERE id = ?",
            arguments: [state.rawValue, id]
        )
    }

    /// The shortest path of allowed moves to a state.
    private func path<State: Hashable>(
        from beginnings: [State],
        to goal: State,
        successors: (State) -> Set<State>
    ) -> [State]? {
        var paths = beginnings.map { [$0] }
        var seen = Set(beginnings)
        while !paths.isEmpty {
            let path = paths.removeFirst()
            guard let last = path.last else { return nil }
            if last == goal { return path }
            for next in successors(last) where seen.insert(next).inserted {
                paths.append(path + [next])
            }
        }
        return nil
    }
}
