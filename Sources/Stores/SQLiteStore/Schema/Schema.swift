import Cryptography
import GRDB

/// The ledger's tables, by version; `user_version` tells which one a file has.
enum Schema {
    /// Marks a file as a ledger of this program ("CCL1").
    static let applicationID: Int64 = 0x4343_4C31
    static let version: Int64 = 1

    /// Creates what is missing; runs under the gate in one transaction.
    static func migrate(_ database: Database, keyCheck: String) throws {
        let found = try database.number("PRAGMA user_version") ?? 0
        if found == 0 {
            let tables = [meta, registers, billing, settlements, journal, audit]
            try database.execute(sql: tables.joined(separator: "\n"))
            try database.execute(
                sql: "INSERT INTO meta (key, value) VALUES ('key_check', ?)",
                arguments: [keyCheck]
            )
            try database.execute(sql: "PRAGMA application_id = \(applicationID)")
            try database.execute(sql: "PRAGMA user_version = \(version)")
        }
        try refreshTransitions(database)
    }

    /// Rebuilds the guards that are generated from the engine's tables when those have changed.
    private static func refreshTransitions(_ database: Database) throws {
        let wanted = transitions
        let digest = Hex.encode(Hash.sha256(Array(wanted.joined(separator: "\n").utf8)))
        let stored = try database.text("SELECT value FROM meta WHERE key = 'transitions'")
        guard stored != digest else { return }
        for name in transitionNames {
            try database.execute(sql: "DROP TRIGGER IF EXISTS \(name)")
            try database.execute(sql: "DROP INDEX IF EXISTS \(name)")
        }
        for statement in wanted {
            try database.execute(sql: statement)
        }
        try database.execute(
            sql: """
                INSERT INTO meta (key, value) VALUES ('transitions', ?)
                ON CONFLICT (key) DO UPDATE SET value = excluded.value
                """,
            arguments: [digest]
        )
    }

    private static let meta = """
        CREATE TABLE meta (
            key TEXT PRIMARY KEY NOT NULL,
            value TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE number_series (
            name TEXT PRIMARY KEY NOT NULL,
            next INTEGER NOT NULL CHECK (next >= 1)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER number_series_rises BEFORE UPDATE ON number_series
        WHEN NEW.next < OLD.next OR NEW.name <> OLD.name
        BEGIN SELECT RAISE(ABORT, 'a number series never goes back'); END;
        \(kept("number_series"))
        """

    /// A trigger that refuses to delete rows of a table.
    static func kept(_ table: String) -> String {
        """
        CREATE TRIGGER \(table)_kept BEFORE DELETE ON \(table)
        BEGIN SELECT RAISE(ABORT, 'rows of \(table) are never deleted'); END;
        """
    }

    /// Triggers that refuse to change or delete rows of a table.
    static func appendOnly(_ table: String) -> String {
        """
        CREATE TRIGGER \(table)_unchanged BEFORE UPDATE ON \(table)
        BEGIN SELECT RAISE(ABORT, 'rows of \(table) are never changed'); END;
        \(kept(table))
        """
    }

    /// A trigger that refuses to change the named columns of a table.
    static func fixed(_ table: String, _ columns: [String]) -> String {
        let changed = columns.map { "NEW.\($0) IS NOT OLD.\($0)" }.joined(separator: " OR ")
        return """
            CREATE TRIGGER \(table)_fixed BEFORE UPDATE ON \(table) WHEN \(changed)
            BEGIN SELECT RAISE(ABORT, 'a fixed column of \(table) is never changed'); END;
            """
    }
}
