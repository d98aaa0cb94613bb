import Synchronization

/// The right to write: held around every write transaction, checkpoint, opening and closing, by one
/// writer of all consoles on the ledger at a time.
///
/// It keeps a checkpoint from racing a commit that resets the WAL (SQLite before 3.51.3 can lose
/// data then), and waiting writers queue in the kernel instead of sleeping unfairly.
final class Gate: Sendable {
    private let file: FileLock
    private let figures = Mutex(GateFigures())

    init(path: String) throws {
        file = try FileLock(path: path)
    }

    /// Runs the body while holding the gate; blocks the calling thread until it is free.
    func whileHeld<Result>(_ body: () throws -> Result) throws -> Result {
        let asked = ContinuousClock.now
        try file.lock()
        let entered = ContinuousClock.now
        defer {
            file.unlock()
            let left = ContinuousClock.now
            figures.withLock { $0.note(waited: entered - asked, held: left - entered) }
        }
        return try body()
    }

    /// How long the gate was waited for and held so far.
    var measured: GateFigures { figures.withLock { $0 } }
}

/// How long this process waited for the gate and held it.
package struct GateFigures: Sendable, Hashable {
    /// How often the gate was taken.
    package var passes = 0
    package var held: Duration = .zero
    package var longestHeld: Duration = .zero
    package var longestWait: Duration = .zero

    mutating func note(waited: Duration, held: Duration) {
        passes += 1
        self.held += held
        longestHeld = max(longestHeld, held)
        longestWait = max(longestWait, waited)
    }
}
