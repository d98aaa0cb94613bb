import GRDB

extension SQLiteStore {
    /// Checks every invariant that this ledger can state, the audit chain and the file itself, on
    /// one snapshot; writes nothing.
    package func verify() async throws -> [InvariantResult] {
        let chain = chain
        let head = head
        return try await read { database in
            let check = LedgerCheck(database: database)
            let audit = try chain.fault(in: database) ?? head.fault(in: database)
            return [
                try check.journalBalances(),
                try check.splitsAndBillsAddUp(),
                try check.returnsStayWithinAttempts(),
                try check.endsAreWhole(),
                try check.attemptsWereIntended(),
                try check.oneOfEach(),
                try check.numbersAreUnique(),
                try check.pendingIsClosed(),
                try check.refundsStayWithinLegs(),
                try check.releasesAreSingle(),
                InvariantResult(
                    id: "I11",
                    ok: audit == nil,
                    detail: audit.map { "audit chain: \($0)" } ?? "the audit chain verifies"
                ),
                try check.movesFollowTheTables(),
                try check.undecided("I13", "no query shows that everything ends"),
                try check.undecided("I14", "no query shows what a screen acknowledged"),
                try check.undecided("I15", "no query shows whose answer moved what"),
                try check.integrity(),
                try check.references(),
            ]
        }
    }
}
