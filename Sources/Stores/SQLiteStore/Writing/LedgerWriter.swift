import Dispatch
import Foundation
import GRDB
import Settlement
import Synchronization

/// The only writer of this process: a thread of its own that waits for the gate, commits what is
/// waiting as one group, and runs the checkpoints.
final class LedgerWriter: Sendable {
    /// Most changes in one commit.
    static let groupLimit = 16
    /// Commits after which a checkpoint is run at once.
    static let checkpointEvery = 300
    /// Changed rows after which a checkpoint is run at once, so that an import keeps the WAL short.
    static let checkpointRows = 20_000
    /// How long nothing must be written before an idle checkpoint.
    static let idle: DispatchTimeInterval = .seconds(2)

    private struct State {
        var waiting: [WriteJob] = []
        var isClosing = false
        /// Why nothing is written any more, after an I/O error.
        var refusal: StoreError?
        var figures = WriterFigures()
    }

    private let pool: DatabasePool
    private let gate: Gate
    private let head: AuditHead
    private let state = Mutex(State())
    private let work = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)

    init(pool: DatabasePool, gate: Gate, head: AuditHead) {
        self.pool = pool
        self.gate = gate
        self.head = head
    }

    /// Starts the thread; it lives until `close`.
    func start() {
        let thread = Thread { self.loop() }
        thread.name = "ledger-writer"
        thread.start()
    }

    /// Runs the body in a savepoint of the next group commit; returns when the commit is durable.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            enqueue(
                WriteJob(
                    run: { database in
                        let value = try body(database)
                        return { continuation.resume(returning: value) }
                    },
                    fail: { continuation.resume(throwing: $0) }
                )
            )
        }
    }

    /// Commits what is waiting, closes the database under the gate and ends the thread.
    ///
    /// Blocks the calling thread for as long as that takes; a second call does nothing.
    func close() {
        let isFirst = state.withLock { state in
            defer { state.isClosing = true }
            return !state.isClosing
        }
        guard isFirst else { return }
        work.signal()
        ended.wait()
    }

    var figures: WriterFigures { state.withLock { $0.figures } }

    private func enqueue(_ job: WriteJob) {
        let refusal: StoreError? = state.withLock { state in
            if state.isClosing { return .notWritable("the ledger is closed") }
            if let refusal = state.refusal { return refusal }
            state.waiting.append(job)
            state.figures.requested += 1
            return nil
        }
        guard let refusal else {
            work.signal()
            return
        }
        job.fail(refusal)
    }

    private func loop() {
        var unmerged = 0
        var rows = 0
        while true {
            let timedOut =
                unmerged == 0
                ? {
                    work.wait(); return false
                }()
                : work.wait(timeout: .now() + LedgerWriter.idle) == .timedOut
            let (group, isClosing) = take()
            if !group.isEmpty, let changed = commit(group) {
                unmerged += 1
                rows += changed
            }
            if unmerged >= LedgerWriter.checkpointEvery || rows >= LedgerWriter.checkpointRows
                || (timedOut && group.isEmpty)
            {
                checkpoint()
                (unmerged, rows) = (0, 0)
            }
            if isClosing, group.isEmpty { break }
            // The signal of closing may have been used up by this turn.
            if isClosing { work.signal() }
        }
        closeDatabase()
        ended.signal()
    }

    /// Takes the next group; signals that belong to jobs taken here just cause an empty turn later.
    private func take() -> ([WriteJob], isClosing: Bool) {
        state.withLock { state in
            let group = Array(state.waiting.prefix(LedgerWriter.groupLimit))
            state.waiting.removeFirst(group.count)
            return (group, state.isClosing)
        }
    }

    /// Commits a group: each job in a savepoint of its own, one flush for all; gives the number of
    /// changed rows, or nil when nothing was committed.
    private func commit(_ group: [WriteJob]) -> Int? {
        var outcomes: [Result<@Sendable () -> Void, any Error>] = []
        var changed: Int?
        do {
            try gate.whileHeld {
                try pool.writeWithoutTransaction { database in
                    let before = database.totalChangesCount
                    try database.inTransaction(.immediate) {
                        outcomes = try LedgerWriter.run(group, in: database)
                        return .commit
                    }
                    changed = database.totalChangesCount - before
                    head.follow(database)
                }
            }
        } catch {
            let fault = StoreFault.meaning(of: error)
            if StoreFault.isFinal(error) {
                state.withLock { $0.refusal = fault }
            }
            outcomes = group.map { _ in .failure(fault) }
        }
        let succeeded = outcomes.count { if case .success = $0 { true } else { false } }
        state.withLock { state in
            state.figures.commits += changed == nil ? 0 : 1
            state.figures.changes += succeeded
        }
        for (job, outcome) in zip(group, outcomes) {
            switch outcome {
            case .success(let answer): answer()
            case .failure(let error): job.fail(error)
            }
        }
        return changed
    }

    private static func run(
        _ group: [WriteJob],
        in database: Database
    ) throws -> [Result<@Sendable () -> Void, any Error>] {
        try group.map { job in
            var answer: (@Sendable () -> Void)?
            do {
                try database.inSavepoint {
                    answer = try job.run(database)
                    return .commit
                }
            } catch {
                // A full or failing disk rolls back the whole transaction, not one savepoint.
                guard database.isInsideTransaction else { throw error }
                return .failure(StoreFault.meaning(of: error))
            }
            guard let answer else { throw StoreError.forbidden("a change gave no answer") }
            return .success(answer)
        }
    }

    /// Moves the WAL into the ledger as far as readers allow; a failure leaves it for the next one.
    private func checkpoint() {
        let result = Result {
            try gate.whileHeld {
                try pool.writeWithoutTransaction { database in
                    _ = try database.checkpoint(.passive)
                }
            }
        }
        state.withLock { state in
            switch result {
            case .success: state.figures.checkpoints += 1
            case .failure(let error):
                state.figures.failedCheckpoints += 1
                if StoreFault.isFinal(error) { state.refusal = StoreFault.meaning(of: error) }
            }
        }
    }

    /// Empties the WAL if nobody else reads, and closes; both only under the gate.
    ///
    /// GRDB closes its readers last, and a reader cannot merge the WAL, so it is done here.
    private func closeDatabase() {
        let closed = Result {
            try gate.whileHeld {
                try pool.writeWithoutTransaction { database in
                    // Never waits for another console's reader: what is left, the next one merges.
                    try database.execute(sql: "PRAGMA busy_timeout = 0")
                    _ = try Row.fetchOne(database, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
                }
                try pool.close()
            }
        }
        if case .failure = closed {
            state.withLock { $0.figures.failedCheckpoints += 1 }
        }
    }
}

/// What the writer has done since opening.
package struct WriterFigures: Sendable, Hashable {
    /// Changes that were asked for.
    package var requested = 0
    /// Durable commits, each with one flush.
    package var commits = 0
    /// Changes that those commits held.
    package var changes = 0
    package var checkpoints = 0
    package var failedCheckpoints = 0
}
