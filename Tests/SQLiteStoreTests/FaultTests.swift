import Billing
import GRDB
import Settlement
import Testing

@testable import SQLiteStore

@Suite("A ledger that cannot be written or asked")
struct FaultTests {
    @Test("on a full disk nothing of a change is written, and work goes on when there is room")
    func fullDisk() async throws {
        let ledger = try TestLedger()
        let store = try ledger.open()
        defer { store.close() }
        let bill = try await Sample.bill(in: store)
        try await store.pool.writeWithoutTransaction { database in
            let pages = try Int64.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            _ = try Int64.fetchOne(database, sql: "PRAGMA max_page_count = \(pages)")
        }
        var change = Sample.creation(Sample.record(bill))
        change.evidence = [
            Evidence(
                operation: "x",
                number: "1",
                at: Sample.moment,
                verdict: "done",
                redactedBody: String(repeating: "x", count: 100_000)
            )
        ]
        let error = await #expect(throws: StoreError.self) { try await store.commit(change) }
        guard case .notWritable(let words) = error else {
            Issue.record("not told as unwritable")
            return
        }
        #expect(words.contains("full"))
        #expect(try await store.settlement("S1") == nil)
        try await store.pool.writeWithoutTransaction { database in
            _ = try Int64.fetchOne(database, sql: "PRAGMA max_page_count = 100000")
        }
        try await store.commit(change)
        #expect(try await store.settlement("S1") != nil)
    }

    @Test("after an I/O error nothing is written until the ledger is opened again")
    func failingDisk() async throws {
        let ledger = try TestLedger()
        let store = try ledger.open()
        _ = try await Sample.bill(in: store)
        let failing = DatabaseError(resultCode: .SQLITE_IOERR_FSYNC)
        await #expect(throws: StoreError.self) {
            try await store.write { database in
                try database.execute(sql: "ROLLBACK")
                throw failing
            }
        }
        await #expect(throws: StoreError.self) { try await store.reserve(series: "x", count: 1) }
        store.close()
        let again = try ledger.open()
        defer { again.close() }
        #expect(try await again.reserve(series: "x", count: 1) == 1..<2)
    }

    @Test("a closed ledger says so")
    func closed() async throws {
        let ledger = try TestLedger()
        let store = try ledger.open()
        store.close()
        store.close()
        await #expect(throws: StoreError.notWritable("the ledger is closed")) {
            try await store.reserve(series: "x", count: 1)
        }
    }

    @Test("a bill that was changed in the file is found")
    func changedBill() async throws {
        let ledger = try TestLedger()
        let store = try ledger.open()
        let bill = try await Sample.bill(in: store)
        store.close()
        try ledger.tamper("UPDATE bill_line SET national_code = 'cheaper' WHERE position = 0")
        let again = try ledger.open()
        defer { again.close() }
        await #expect(throws: StoreError.self) { try await again.bill(bill.id) }
        let result = try #require(try await again.verify().first { $0.id == "I2" })
        #expect(result.ok == false)
    }

    @Test(
        "verifying finds what the guards would have refused",
        arguments: [
            ("I1", "UPDATE journal_entry SET debit = debit + 1 WHERE debit > 0"),
            ("I2", "UPDATE settlement SET total = total + 1"),
            ("I4", "UPDATE attempt SET amount = amount + 1 WHERE role = 'code'"),
            ("I4", "UPDATE attempt SET state = 'refused' WHERE role = 'insurance'"),
            ("I5", "DELETE FROM send WHERE attempt_id = 'A-ins'"),
            ("I8", "UPDATE journal_transaction SET stage = 'posted' WHERE stage = 'voided'"),
            ("I12", "UPDATE settlement SET phase = 'completed'"),
            ("I12", "UPDATE transition SET was = 'draft' WHERE became = 'paid'"),
            (
                "references",
                "PRAGMA foreign_keys = OFF; UPDATE evidence SET settlement_id = 'gone'"
            ),
        ]
    )
    func verifying(id: String, sql: String) async throws {
        let ledger = try TestLedger()
        let store = try ledger.open()
        let bill = try await Sample.bill(in: store)
        _ = try await InsuredSale(store: store, bill: bill).run()
        store.close()
        try ledger.tamper(sql)
        let again = try ledger.open()
        defer { again.close() }
        let result = try #require(try await again.verify().first { $0.id == id })
        #expect(result.ok == false, "\(result.detail)")
    }
}
