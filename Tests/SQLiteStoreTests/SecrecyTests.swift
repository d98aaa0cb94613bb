import Foundation
import GRDB
import Settlement
import Testing

@testable import SQLiteStore

@Suite("Personal data and codes in the files")
struct SecrecyTests {
    @Test("no sealed field can be read in the raw files, while open and after closing")
    func canaries() async throws {
        let ledger = try TestLedger()
        let store = try ledger.open()
        let bill = try await Sample.bill(in: store)
        _ = try await InsuredSale(store: store, bill: bill).run()
        let canaries = [
            "欧阳测试", "999900198001011001", "19900001001", "1980-01-01", "CANARY-PAYMENT-CODE",
            "TOKEN-1", "PSN-1",
        ]
        #expect(try found(canaries, in: ledger.folder).isEmpty)
        // What must be there proves that the search works and that the data was in these files.
        #expect(try found(["settlement.claimed", "micropay"], in: ledger.folder).count == 2)
        store.close()
        #expect(try found(canaries, in: ledger.folder).isEmpty)
    }

    @Test("sealed fields come back, and one moved to another row does not")
    func boundToRow() async throws {
        let ledger = try TestLedger()
        let store = try ledger.open()
        _ = try await Sample.bill(in: store, number: 1)
        _ = try await Sample.bill(in: store, number: 2)
        #expect(try await store.patient("P1") == Sample.patient(1))
        #expect(
            try await store.patient(identityNumber: " 999900198001011002 ") == Sample.patient(2)
        )
        #expect(try await store.patient(identityNumber: "") == nil)
        store.close()
        try ledger.tamper(
            "UPDATE patient SET name = (SELECT name FROM patient WHERE id = 'P2') WHERE id = 'P1'"
        )
        let again = try ledger.open()
        defer { again.close() }
        await #expect(throws: StoreError.self) { try await again.patient("P1") }
    }

    @Test("a body is kept sealed while its attempt is open and wiped when it ends")
    func wipedBodies() async throws {
        let ledger = try TestLedger()
        let store = try ledger.open()
        defer { store.close() }
        let bill = try await Sample.bill(in: store)
        var mover = try await InsuredSale(store: store, bill: bill).untilPayment()
        #expect(try bodies(ledger) == ["2207A": false, "micropay": true])
        mover.attempt("A-pay", .refused)
        mover.phase(.insDone)
        try await mover.commit()
        #expect(try bodies(ledger) == ["2207A": false, "micropay": false])
    }

    /// Which operations still have a body.
    private func bodies(_ ledger: TestLedger) throws -> [String: Bool] {
        try ledger.raw { database in
            let rows = try Row.fetchAll(
                database,
                sql: "SELECT operation, body IS NOT NULL AS kept FROM send"
            )
            return Dictionary(
                uniqueKeysWithValues: rows.map { ($0["operation"] as String, $0["kept"] as Bool) }
            )
        }
    }

    /// The texts that occur in any file of a folder.
    private func found(_ texts: [String], in folder: String) throws -> [String] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        let contents = try names.map {
            try Data(contentsOf: URL(fileURLWithPath: folder + "/" + $0))
        }
        return texts.filter { text in
            contents.contains { $0.range(of: Data(text.utf8)) != nil }
        }
    }
}
