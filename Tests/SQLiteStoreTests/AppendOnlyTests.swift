import Billing
import GRDB
import Settlement
import Testing

@testable import SQLiteStore

@Suite("What the database itself refuses")
struct AppendOnlyTests {
    let ledger: TestLedger
    let store: SQLiteStore

    init() async throws {
        ledger = try TestLedger()
        store = try ledger.open()
        let bill = try await Sample.bill(in: store)
        _ = try await InsuredSale(store: store, bill: bill).run()
        _ = try await store.release(key: "k", billID: bill.id)
    }

    @Test(
        "rows of append-only tables are not changed",
        arguments: [
            "evidence SET verdict = 'x'", "journal_entry SET debit = debit + 1",
            "journal_transaction SET reason = 'x'", "audit SET detail = 'x'",
            "transition SET became = 'x'", "bill_line SET total = total",
            "hospital_release SET at = 0", "send SET number = 'x'", "send SET body = x'00'",
            "bill SET total = 1", "attempt SET amount = 1", "attempt SET number = 'x'",
            "settlement SET total = 1", "settlement SET version = 0",
            "outbox SET key = 'x'", "charge_line SET unit_price = 1, total = 2",
        ]
    )
    func unchanged(update: String) throws {
        #expect(throws: DatabaseError.self) {
            try ledger.raw { try $0.execute(sql: "UPDATE \(update)") }
        }
    }

    @Test(
        "rows are not deleted",
        arguments: [
            "evidence", "journal_entry", "journal_transaction", "audit", "transition",
            "bill_line", "hospital_release", "send", "bill", "attempt", "settlement", "outbox",
            "charge_line", "patient", "visit", "enrolment", "number_series",
        ]
    )
    func kept(table: String) throws {
        let error = #expect(throws: DatabaseError.self) {
            try ledger.raw {
                try $0.execute(sql: "PRAGMA foreign_keys = OFF")
                try $0.execute(sql: "DELETE FROM \(table)")
            }
        }
        #expect(error?.message?.contains("never deleted") == true)
    }

    @Test("a journal transaction that does not balance is refused by the database")
    func unbalanced() throws {
        let error = #expect(throws: DatabaseError.self) {
            try ledger.raw { database in
                try database.inTransaction {
                    try database.execute(
                        sql: """
                            INSERT INTO journal_entry VALUES (90, 0, 'revenue', 0, 100);
                            INSERT INTO journal_entry VALUES (90, 1, 'fund', 99, 0);
                            INSERT INTO journal_transaction
                            VALUES (90, 'S1', 'posted', 'x', '2026-11-21', 0);
                            """
                    )
                    return .commit
                }
            }
        }
        #expect(error?.message == "a journal transaction does not balance")
    }

    @Test("entries that no transaction closes, or that come after it, are refused")
    func looseEntries() throws {
        for sql in [
            "INSERT INTO journal_entry VALUES (91, 0, 'revenue', 0, 100)",
            "INSERT INTO journal_entry VALUES (1, 9, 'revenue', 0, 100)",
        ] {
            #expect(throws: DatabaseError.self) {
                try ledger.raw { try $0.execute(sql: sql) }
            }
        }
    }

    @Test("a split that does not make its total is refused")
    func brokenSplit() throws {
        #expect(throws: DatabaseError.self) {
            try ledger.raw { try $0.execute(sql: "UPDATE split SET fund = fund + 1") }
        }
    }
}
