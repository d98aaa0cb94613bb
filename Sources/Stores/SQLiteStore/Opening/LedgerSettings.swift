import GRDB
import Settlement

/// The settings that durability rests on, read back from a connection.
enum LedgerSettings {
    /// What SQLite calls synchronous = FULL.
    static let full: Int64 = 2

    /// Throws unless the connection is set as the ledger needs it.
    static func require(on database: Database, isWriter: Bool) throws {
        let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode")
        let automatic = try Int64.fetchOne(database, sql: "PRAGMA wal_autocheckpoint")
        let references = try Int64.fetchOne(database, sql: "PRAGMA foreign_keys")
        guard mode == "wal", automatic == 0, references == 1 else {
            throw StoreError.unusable(
                "the ledger cannot be opened safely (journal \(mode ?? "unknown"), automatic "
                    + "checkpoint \(automatic ?? -1), foreign keys \(references ?? -1))"
            )
        }
        guard isWriter else { return }
        let synchronous = try Int64.fetchOne(database, sql: "PRAGMA synchronous")
        guard synchronous == full else {
            throw StoreError.unusable(
                "the ledger cannot be opened durably: synchronous is \(synchronous ?? -1), "
                    + "not FULL"
            )
        }
    }
}
