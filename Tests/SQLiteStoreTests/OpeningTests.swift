import Foundation
import GRDB
import Settlement
import Testing

@testable import SQLiteStore

@Suite("Opening a ledger")
struct OpeningTests {
    let ledger: TestLedger

    init() throws {
        ledger = try TestLedger()
    }

    @Test("the writer reads back FULL, and no connection checkpoints by itself")
    func settings() async throws {
        for _ in 0..<2 {
            let store = try ledger.open()
            defer { store.close() }
            let health = try await store.health(thorough: true)
            #expect(health.synchronous == 2)
            #expect(health.journalMode == "wal")
            #expect(health.quickCheck == "ok")
            let automatic = try await store.pool.read {
                try Int64.fetchOne($0, sql: "PRAGMA wal_autocheckpoint")
            }
            #expect(automatic == 0)
        }
    }

    @Test("a writer that is not FULL is refused")
    func notFull() throws {
        let store = try ledger.open()
        defer { store.close() }
        try ledger.raw { database in
            try database.execute(
                sql: "PRAGMA wal_autocheckpoint = 0; PRAGMA synchronous = NORMAL"
            )
            #expect(throws: StoreError.self) {
                try LedgerSettings.require(on: database, isWriter: true)
            }
            try database.execute(sql: "PRAGMA synchronous = FULL")
            try LedgerSettings.require(on: database, isWriter: true)
        }
    }

    @Test("the gate is held by one writer at a time")
    func gate() throws {
        let store = try ledger.open()
        defer { store.close() }
        let gate = ledger.folder + "/ledger.gate"
        #expect(!FileLock.isHeld(path: gate))
        try store.gate.whileHeld {
            #expect(FileLock.isHeld(path: gate))
        }
        #expect(!FileLock.isHeld(path: gate))
    }

    @Test("a ledger of a newer version is refused and left as it is")
    func newerVersion() throws {
        try ledger.open().close()
        try ledger.raw { try $0.execute(sql: "PRAGMA user_version = 99") }
        #expect(words { try ledger.open() }.contains("newer version"))
        let version = try ledger.raw { try Int64.fetchOne($0, sql: "PRAGMA user_version") }
        #expect(version == 99)
    }

    @Test("a database of another program is refused")
    func foreignDatabase() throws {
        try ledger.raw { try $0.execute(sql: "CREATE TABLE other (x)") }
        #expect(words { try ledger.open() }.contains("another program"))
    }

    @Test("a file that is no database is called damaged")
    func damagedHeader() throws {
        try ledger.open().close()
        let rubbish = Data(repeating: 0x41, count: 8_192)
        try rubbish.write(to: URL(fileURLWithPath: ledger.path))
        #expect(words { try ledger.open() }.contains("damaged"))
    }

    @Test("a ledger cut off in the middle is called damaged")
    func truncated() throws {
        try ledger.open().close()
        let whole = try Data(contentsOf: URL(fileURLWithPath: ledger.path))
        try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: ledger.path))
        #expect(words { try ledger.open() }.contains("damaged"))
    }

    @Test("a read-only ledger or folder is refused in words", arguments: [true, false])
    func readOnly(file: Bool) throws {
        try ledger.open().close()
        let path = file ? ledger.path : ledger.folder
        try FileManager.default.setAttributes(
            [.posixPermissions: file ? 0o400 : 0o500],
            ofItemAtPath: path
        )
        defer {
            try? FileManager.default.setAttributes(
                [.posixPermissions: file ? 0o600 : 0o700],
                ofItemAtPath: path
            )
        }
        #expect(words { try ledger.open() }.contains("read-only"))
    }

    @Test("a missing folder or an unexpected missing ledger is named")
    func missing() throws {
        #expect(
            words {
                try Ledger.open(at: ledger.folder + "/no/ledger.db", options: ledger.options)
            }.contains("does not exist")
        )
        var options = ledger.options
        options.creates = false
        #expect(
            words { try Ledger.open(at: ledger.path, options: options) }
                .contains("there is no ledger")
        )
    }

    @Test("the key file is created for its owner only, and one open to others is refused")
    func keyFileMode() throws {
        try ledger.open().close()
        let keys = ledger.folder + "/ledger.keys"
        #expect(try #require(FileFacts(path: keys)).mode & 0o777 == 0o600)
        #expect(try #require(FileFacts(path: ledger.path)).mode & 0o777 == 0o600)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: keys)
        #expect(words { try ledger.open() }.contains("can be read by others"))
    }

    @Test("a missing, damaged or foreign key file is told apart")
    func keyFileFaults() throws {
        try ledger.open().close()
        let keys = ledger.folder + "/ledger.keys"
        let other = try TestLedger()
        try other.open().close()
        try FileManager.default.removeItem(atPath: keys)
        #expect(words { try ledger.open() }.contains("is missing"))
        try FileManager.default.copyItem(atPath: other.folder + "/ledger.keys", toPath: keys)
        #expect(words { try ledger.open() }.contains("belongs to another ledger"))
        let text = try String(contentsOfFile: keys, encoding: .utf8)
        try text.replacingOccurrences(of: "chain", with: "chein")
            .write(toFile: keys, atomically: false, encoding: .utf8)
        #expect(words { try ledger.open() }.contains("damaged"))
    }

    /// The sentence of the error that opening gives.
    private func words(_ open: () throws -> SQLiteStore) -> String {
        do {
            try open().close()
            return ""
        } catch StoreError.unusable(let text) {
            return text
        } catch StoreError.notWritable(let text) {
            return text
        } catch {
            Issue.record(error)
            return ""
        }
    }
}
