import GRDB
import Settlement

extension LedgerCheck {
    /// I5, the ledger's side: what may have been sent was durable before.
    func attemptsWereIntended() throws -> InvariantResult {
        try undecided(
            "I5",
            "every attempt at a peer has a stored request; the peers' logs were not asked",
            [
                """
                SELECT 'attempt without a request: ' || id FROM attempt
                WHERE role <> 'cash' AND NOT EXISTS (
                    SELECT 1 FROM send WHERE attempt_id = attempt.id)
                """
            ]
        )
    }

    /// I6: one live attempt for each leg, one settlement that holds a bill.
    func oneOfEach() throws -> InvariantResult {
        try none(
            "I6",
            "one live attempt a leg, one live settlement a bill",
            [
                """
                SELECT 'attempts of ' || settlement_id FROM attempt
                WHERE role IN ('insurance', 'code') AND state IN (\(Schema.liveStates))
                GROUP BY settlement_id, role HAVING count(*) > 1
                """,
                """
                SELECT 'settlements of ' || bill_id FROM settlement
                WHERE phase IN (\(Schema.holdingPhases))
                GROUP BY bill_id HAVING count(*) > 1
                """,
            ]
        )
    }

    /// I7, the ledger's side: no number of ours or of a peer stands twice.
    func numbersAreUnique() throws -> InvariantResult {
        try undecided(
            "I7",
            "no number stands twice; the peers' books were not asked",
            [
                "SELECT 'number ' || number FROM attempt GROUP BY number HAVING count(*) > 1",
                """
                SELECT 'peer number ' || peer_number FROM attempt
                WHERE peer_number IS NOT NULL
                GROUP BY role, tender, peer_number HAVING count(*) > 1
                """,
            ]
        )
    }

    /// I10, the ledger's side: a bill is released under one key.
    func releasesAreSingle() throws -> InvariantResult {
        try undecided(
            "I10",
            "every bill is released once here; other consumers were not asked",
            [
                """
                SELECT 'bill ' || bill_id FROM hospital_release
                GROUP BY bill_id HAVING count(*) > 1
                """
            ]
        )
    }

    /// I12: every move is in its table, the moves make a chain, and its end is the stored state.
    func movesFollowTheTables() throws -> InvariantResult {
        let ends = [("settlement", "phase"), ("attempt", "state"), ("enrolment", "state")].map {
            table,
            column in
            """
            SELECT '\(table) ' || id FROM \(table) WHERE \(column) IS NOT (
                SELECT became FROM transition WHERE machine = '\(table)' AND subject = \(table).id
                ORDER BY seq DESC LIMIT 1)
            """
        }
        let result = try none("I12", "every move is in its table", ends)
        guard result.ok == true else { return result }
        var last: [String: String] = [:]
        let allowed = LedgerCheck.allowedMoves
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT machine, subject, was, became FROM transition ORDER BY seq"
        )
        while let row = try rows.next() {
            let columns = Columns(row)
            let subject = "\(columns.text("machine")) \(columns.text("subject"))"
            let was = columns.textOrNil("was")
            let became = columns.text("became")
            let move = "\(columns.text("machine")) \(was ?? "")>\(became)"
            guard last[subject] == was, allowed.contains(move) else {
                return InvariantResult(
                    id: "I12",
                    ok: false,
                    detail: "\(subject): \(was ?? "")>\(became)"
                )
            }
            last[subject] = became
        }
        return result
    }

    /// Every move of the engine's tables as `machine from>to`; a beginning has no `from`.
    private static var allowedMoves: Set<String> {
        var moves: Set<String> = [
            "settlement >draft", "attempt >intent", "attempt >held", "enrolment >registering",
        ]
        for from in SettlementPhase.allCases {
            moves.formUnion(
                from.successors.map { "settlement \(from.rawValue)>\($0.rawValue)" }
            )
        }
        for from in LegState.allCases {
            moves.formUnion(from.successors.map { "attempt \(from.rawValue)>\($0.rawValue)" })
        }
        for from in Enrolment.State.allCases {
            moves.formUnion(
                from.successors.map { "enrolment \(from.rawValue)>\($0.rawValue)" }
            )
        }
        return moves
    }

    /// Whether the file itself is whole.
    func integrity() throws -> InvariantResult {
        let words = try String.fetchAll(database, sql: "PRAGMA integrity_check(10)")
        return InvariantResult(
            id: "integrity",
            ok: words == ["ok"],
            detail: words.joined(separator: "; ")
        )
    }

    /// Whether every reference points to something.
    func references() throws -> InvariantResult {
        let rows = try Row.fetchAll(database, sql: "PRAGMA foreign_key_check")
        let tables = Set(rows.map { Columns($0).text("table") }).sorted()
        return InvariantResult(
            id: "references",
            ok: rows.isEmpty,
            detail: rows.isEmpty
                ? "every reference holds" : "broken in \(tables.joined(separator: ", "))"
        )
    }
}
