import GRDB
import Settlement

/// Opening a ledger: under the gate, durably, and only if it is whole and of this version.
package enum Ledger {
    /// Opens the ledger at a path, creating it when the options allow.
    ///
    /// May wait for another console that is writing; throws `StoreError` with one clear sentence.
    package static func open(
        at path: String,
        options: LedgerOptions
    ) throws -> SQLiteStore {
        let files = LedgerFiles(ledger: path, keyFile: options.keyFile)
        try files.requireWritable()
        guard options.creates || files.ledgerExists else {
            throw StoreError.unusable("there is no ledger at \(path)")
        }
        let gate = try Gate(path: files.gate)
        do {
            return try gate.whileHeld {
                try open(files, gate: gate, options: options)
            }
        } catch {
            throw StoreFault.meaning(of: error)
        }
    }

    private static func open(
        _ files: LedgerFiles,
        gate: Gate,
        options: LedgerOptions
    ) throws -> SQLiteStore {
        // A new ledger has its keys before anything else; what an old file is comes first.
        let isNew = !files.ledgerExists
        let fresh = isNew ? try LedgerKeys.load(path: files.keys, ledgerIsNew: true) : nil
        try files.createLedgerForOwnerOnly()
        let pool = try DatabasePool(path: files.ledger, configuration: configuration(files))
        do {
            let keys = try fresh ?? LedgerKeys.load(path: files.keys, ledgerIsNew: false)
            let head = AuditHead(path: files.head, key: keys.chain)
            try pool.writeWithoutTransaction { database in
                try database.inTransaction(.immediate) {
                    try Schema.migrate(database, keyCheck: keys.checkText)
                    return .commit
                }
                try requireFitting(keys, in: database, files)
                // GRDB lowers this to NORMAL while it switches to WAL, so it comes last.
                try database.execute(sql: "PRAGMA synchronous = FULL")
                // 16 MB at most, used only by large imports.
                try database.execute(sql: "PRAGMA cache_size = -16000")
                try LedgerSettings.require(on: database, isWriter: true)
                try head.begin(database)
            }
            try pool.read { try LedgerSettings.require(on: $0, isWriter: false) }
            return SQLiteStore(
                pool: pool,
                gate: gate,
                head: head,
                files: files,
                keys: keys,
                clock: options.clock
            )
        } catch {
            // The reason for giving up is told, not that closing failed as well.
            try? pool.close()
            throw error
        }
    }

    private static func configuration(_ files: LedgerFiles) -> Configuration {
        var configuration = Configuration()
        configuration.label = "ledger"
        configuration.foreignKeysEnabled = true
        configuration.maximumReaderCount = 3
        // A backstop only: every writer of ours waits at the gate.
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { database in
            try database.execute(
                sql: """
                    PRAGMA wal_autocheckpoint = 0;
                    PRAGMA trusted_schema = OFF;
                    PRAGMA cell_size_check = ON;
                    """
            )
            try requireOurs(database, files)
        }
        return configuration
    }

    /// Refuses foreign files and newer versions before anything is written to them.
    private static func requireOurs(_ database: Database, _ files: LedgerFiles) throws {
        let application = try Int64.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let version = try Int64.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        if application == 0, version == 0 {
            let objects = try Int64.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema")
            if objects == 0 { return }
        }
        guard application == Schema.applicationID else {
            throw StoreError.unusable(
                "\(files.ledger) is a database of another program, not a ledger"
            )
        }
        guard version <= Schema.version else {
            throw StoreError.unusable(
                "the ledger \(files.ledger) is from a newer version of this program "
                    + "(\(version), this one knows \(Schema.version)); install the newer program"
            )
        }
    }

    private static func requireFitting(
        _ keys: LedgerKeys,
        in database: Database,
        _ files: LedgerFiles
    ) throws {
        let stored = try database.text("SELECT value FROM meta WHERE key = 'key_check'")
        guard stored == keys.checkText else {
            throw StoreError.unusable(
                "the key file \(files.keys) belongs to another ledger than \(files.ledger)"
            )
        }
    }
}
