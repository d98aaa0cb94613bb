import Foundation
import GRDB
import Settlement
import Testing

@testable import SQLiteStore

@Suite("The audit chain")
struct AuditTests {
    let ledger: TestLedger

    init() async throws {
        ledger = try TestLedger()
        let store = try ledger.open()
        for number in 1...4 {
            let bill = try await Sample.bill(in: store, number: number)
            try await store.commit(Sample.creation(Sample.record(bill, id: "S\(number)")))
        }
        store.close()
    }

    @Test("an untouched chain verifies after opening again")
    func untouched() async throws {
        #expect(try await audit() == nil)
    }

    @Test(
        "every kind of tampering is found",
        arguments: [
            ("UPDATE audit SET detail = 'x' WHERE seq = 3", "record 3 was changed"),
            ("UPDATE audit SET at = at + 1 WHERE seq = 1", "record 1 was changed"),
            ("DELETE FROM audit WHERE seq = 4", "record 4 is missing"),
            ("DELETE FROM audit WHERE seq = 1", "record 1 is missing"),
            ("DELETE FROM audit WHERE seq >= 7", "the newest records are missing"),
            ("DELETE FROM audit", "the newest records are missing"),
            (
                """
                UPDATE audit SET seq = 100 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = 4;
                UPDATE audit SET seq = 4 WHERE seq = 100;
                """, "record 3 does not follow"
            ),
            (
                """
                INSERT INTO audit SELECT seq + 1, at, actor, action, subject, 'forged', mac, mac
                FROM audit ORDER BY seq DESC LIMIT 1
                """, "record 9 was changed"
            ),
            (
                """
                UPDATE audit SET seq = seq + 100 WHERE seq > 5;
                INSERT INTO audit SELECT 6, at, actor, action, subject, detail, mac, mac
                FROM audit WHERE seq = 5;
                UPDATE audit SET seq = seq - 99 WHERE seq > 100;
                """, "record 6 was changed"
            ),
        ]
    )
    func tampering(sql: String, expected: String) async throws {
        try ledger.tamper(sql)
        let found = try #require(try await audit())
        #expect(found.contains(expected), "\(found)")
    }

    @Test("a cut tail is still found after further work")
    func cutAndGrown() async throws {
        try ledger.tamper("DELETE FROM audit WHERE seq >= 6")
        let store = try ledger.open()
        for number in 5...12 { _ = try await Sample.bill(in: store, number: number) }
        store.close()
        let found = try #require(try await audit())
        #expect(found.contains("is not the one the head names"), "\(found)")
    }

    @Test("a removed or altered head file is found", arguments: [true, false])
    func head(removed: Bool) async throws {
        let path = ledger.folder + "/ledger.head"
        if removed {
            try FileManager.default.removeItem(atPath: path)
        } else {
            let text = try String(contentsOfFile: path, encoding: .utf8)
            try text.replacingOccurrences(of: "0000000000000000000", with: "0000000000000000001")
                .write(toFile: path, atomically: false, encoding: .utf8)
        }
        let found = try #require(try await audit())
        #expect(found.contains(removed ? "head file is missing" : "head file was changed"))
    }

    @Test("a record that does not continue the chain is refused by the database")
    func discontinuous() throws {
        #expect(throws: DatabaseError.self) {
            try ledger.raw {
                try $0.execute(
                    sql: """
                        INSERT INTO audit
                        VALUES (9, 0, 'a', 'b', 'c', '', zeroblob(32), zeroblob(32))
                        """
                )
            }
        }
    }

    /// What verifying says of the chain, or nil when it holds.
    private func audit() async throws -> String? {
        let store = try ledger.open()
        defer { store.close() }
        let result = try #require(try await store.verify().first { $0.id == "I11" })
        return result.ok == true ? nil : result.detail
    }
}
