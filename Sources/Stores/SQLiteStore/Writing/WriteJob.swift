import GRDB

/// One waiting change: what to do inside a savepoint of the group's transaction, and whom to tell.
struct WriteJob: Sendable {
    /// Runs inside the transaction; gives the answer that may be told after the commit.
    let run: @Sendable (Database) throws -> @Sendable () -> Void
    /// Tells that nothing was written, and why.
    let fail: @Sendable (any Error) -> Void
}
