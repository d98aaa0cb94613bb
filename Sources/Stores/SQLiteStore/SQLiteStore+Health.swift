import GRDB

/// What `doctor` tells of a ledger.
package struct LedgerHealth: Sendable, Hashable {
    package var path: String
    package var sqliteVersion: String
    package var schemaVersion: Int64
    package var journalMode: String
    /// As the writer reads it back: 2 is FULL.
    package var synchronous: Int64
    /// Bytes.
    package var pageSize: Int64
    package var pages: Int64
    /// Size of the WAL file in bytes.
    package var walBytes: Int64
    /// `ok`, or what the quick check found.
    package var quickCheck: String
    package var settlements: Int64
    package var openSettlements: Int64
    package var patients: Int64
    package var visits: Int64
    package var auditRecords: Int64
    package var gate: GateFigures
    package var writer: WriterFigures
}

extension SQLiteStore {
    /// Settings, sizes and counts; `thorough` adds the quick check, which reads the whole file.
    package func health(thorough: Bool) async throws -> LedgerHealth {
        let writerSetting = try await onWriter {
            try Int64.fetchOne($0, sql: "PRAGMA synchronous") ?? -1
        }
        let path = files.ledger
        let gate = gate.measured
        let figures = writer.figures
        return try await read { database in
            func number(_ sql: String) throws -> Int64 { try database.number(sql) ?? 0 }
            let checked =
                thorough
                ? try String.fetchAll(database, sql: "PRAGMA quick_check(5)")
                    .joined(separator: "; ") : "not asked"
            return LedgerHealth(
                path: path,
                sqliteVersion: try database.text("SELECT sqlite_version()") ?? "",
                schemaVersion: try number("PRAGMA user_version"),
                journalMode: try database.text("PRAGMA journal_mode") ?? "",
                synchronous: writerSetting,
                pageSize: try number("PRAGMA page_size"),
                pages: try number("PRAGMA page_count"),
                walBytes: FileFacts(path: "\(path)-wal")?.size ?? 0,
                quickCheck: checked,
                settlements: try number("SELECT count(*) FROM settlement"),
                openSettlements: try number(
                    "SELECT count(*) FROM settlement WHERE phase IN (\(Schema.openPhases))"
                ),
                patients: try number("SELECT count(*) FROM patient"),
                visits: try number("SELECT count(*) FROM visit"),
                auditRecords: try number("SELECT ifnull(max(seq), 0) FROM audit"),
                gate: gate,
                writer: figures
            )
        }
    }

    /// A number that changes when another process or connection has committed; cheap to ask.
    package func dataVersion() async throws -> Int64 {
        // The pragma compares with what its own connection saw, so it must be the same one always.
        try await onWriter { try Int64.fetchOne($0, sql: "PRAGMA data_version") ?? 0 }
    }

    /// How long the gate was waited for and held.
    package var gateFigures: GateFigures { gate.measured }

    /// How many durable commits were made, and of how many changes.
    package var writerFigures: WriterFigures { writer.figures }

    /// Asks something of the writing connection without writing.
    private func onWriter<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        do {
            return try await pool.writeWithoutTransaction(body)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw StoreFault.meaning(of: error)
        }
    }
}
