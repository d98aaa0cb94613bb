import GRDB
import Settlement

/// The ledger over SQLite: one writer thread, a few readers, everything durable when it returns.
///
/// Open it with `Ledger.open` and close it with `close()`.
package final class SQLiteStore: Sendable {
    let pool: DatabasePool
    let gate: Gate
    let head: AuditHead
    let files: LedgerFiles
    let sealer: FieldSealer
    let chain: AuditChain
    let clock: any EngineClock
    let writer: LedgerWriter

    init(
        pool: DatabasePool,
        gate: Gate,
        head: AuditHead,
        files: LedgerFiles,
        keys: LedgerKeys,
        clock: any EngineClock
    ) {
        self.pool = pool
        self.gate = gate
        self.head = head
        self.files = files
        sealer = FieldSealer(keys: keys)
        chain = AuditChain(key: keys.chain)
        self.clock = clock
        writer = LedgerWriter(pool: pool, gate: gate, head: head)
        writer.start()
    }

    deinit {
        writer.close()
    }

    /// Commits what is waiting and closes the ledger under the gate; blocks until that is done.
    package func close() {
        writer.close()
    }

    /// Reads one snapshot of the ledger, never waiting for a writer.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        do {
            return try await pool.read(body)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw StoreFault.meaning(of: error)
        }
    }

    /// Writes one change durably, together with whatever else is waiting.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        try await writer.write(body)
    }
}
