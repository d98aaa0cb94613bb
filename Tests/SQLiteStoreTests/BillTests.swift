import Billing
import GRDB
import Settlement
import Testing

@testable import SQLiteStore

@Suite("Bills and imports")
struct BillTests {
    let ledger: TestLedger
    let store: SQLiteStore

    init() throws {
        ledger = try TestLedger()
        store = try ledger.open()
    }

    @Test("a bill is frozen once and stays the same, without further writes")
    func stable() async throws {
        let bill = try await Sample.bill(in: store)
        #expect(bill.id == "B-20261121-0001")
        #expect(bill.visit == Sample.visit())
        #expect(bill.lines.map(\.id) == ["L1-1", "L1-2"])
        #expect(bill.total == Money(fen: 3_750 + 500))
        let commits = store.writerFigures.commits
        #expect(try await store.unpaidBills(ofPatient: "P1") == [bill])
        #expect(try await store.bill(bill.id) == bill)
        #expect(store.writerFigures.commits == commits)
        #expect(try await store.unpaidBills(ofPatient: "nobody").isEmpty)
    }

    @Test("bills of several visits come oldest first")
    func order() async throws {
        for number in [3, 1, 2] {
            try await store.importVisit(
                Sample.patient(1),
                Sample.visit(number, patient: 1),
                [Sample.line("L\(number)")]
            )
        }
        let bills = try await store.unpaidBills(ofPatient: "P1")
        #expect(bills.map(\.visit.id) == ["V1", "V2", "V3"])
    }

    @Test("the same import changes nothing, and a changed one replaces the bill")
    func repeated() async throws {
        let first = try await Sample.bill(in: store)
        let lines = first.lines
        #expect(
            try await store.importVisit(Sample.patient(), Sample.visit(), lines) == .unchanged
        )
        #expect(
            try await store.importVisit(
                Sample.patient(),
                Sample.visit(),
                lines + [Sample.line("L1-3")]
            ) == .updated
        )
        let second = try #require(try await store.unpaidBills(ofPatient: "P1").first)
        #expect(second.id == "B-20261121-0002")
        #expect(second.lines.count == 3)
        #expect(try await store.bill(first.id) == first)
        await #expect(throws: StoreError.self) {
            try await store.commit(Sample.creation(Sample.record(first)))
        }
        try await store.importVisit(Sample.patient(), Sample.visit(), lines)
        #expect(try await store.unpaidBills(ofPatient: "P1") == [first])
    }

    @Test("a line that is being settled or paid is not changed, and the refusal says so")
    func heldAndPaid() async throws {
        let bill = try await Sample.bill(in: store)
        let changed = [Sample.line("L1-1", fen: 9_999), bill.lines[1]]
        let sale = InsuredSale(store: store, bill: bill)
        var mover = try await sale.untilPayment()
        #expect(await refusal(changed).contains("being settled"))
        mover.attempt("A-pay", .done)
        mover.phase(.paid)
        try await mover.commit()
        #expect(await refusal(changed).contains("already paid"))
        #expect(await refusal([bill.lines[0]]).contains("already paid"))
        #expect(
            try await store.importVisit(Sample.patient(), Sample.visit(), bill.lines)
                == .unchanged
        )
        let more = bill.lines + [Sample.line("L1-3")]
        #expect(try await store.importVisit(Sample.patient(), Sample.visit(), more) == .updated)
        let next = try await store.unpaidBills(ofPatient: "P1")
        #expect(next.map { $0.lines.map(\.id) } == [["L1-3"]])
    }

    @Test("a settlement that is refunded whole makes its lines payable again")
    func refunded() async throws {
        let bill = try await Sample.bill(in: store)
        var mover = Mover(store, try await InsuredSale(store: store, bill: bill).run())
        mover.phase(.refundRequested, .refundApproved, .refunding, .refunded)
        try await mover.commit()
        #expect(try await store.unpaidBills(ofPatient: "P1") == [bill])
        #expect(try await store.settlement(holdingBill: bill.id) == nil)
    }

    @Test("in a bulk import each visit is whole or refused by name")
    func bulk() async throws {
        let good = ImportedVisit(
            patient: Sample.patient(1),
            visit: Sample.visit(1),
            lines: [Sample.line("L1")]
        )
        var badLevel = ImportedVisit(
            patient: Sample.patient(2),
            visit: Sample.visit(2, patient: 2),
            lines: [Sample.line("L2")]
        )
        badLevel.visit.hospitalLevel = 9
        let stolen = ImportedVisit(
            patient: Sample.patient(3),
            visit: Sample.visit(3, patient: 3),
            lines: [Sample.line("L3"), Sample.line("L1")]
        )
        let outcomes = try await store.importVisits([good, badLevel, stolen, good])
        #expect(outcomes[0] == .created)
        #expect(
            outcomes[1] == .refused("visit V2: the hospital level is not 1, 2 or 3")
        )
        #expect(
            outcomes[2] == .refused("visit V3: line number L1 is already used by visit V1")
        )
        #expect(outcomes[3] == .unchanged)
        #expect(try await store.patient("P3") == nil)
    }

    @Test("thousands of visits are taken in a few commits and open at once")
    func many() async throws {
        let items = (1...2_000).map { number in
            ImportedVisit(
                patient: Sample.patient(number),
                visit: Sample.visit(number, patient: number),
                lines: [Sample.line("L\(number)-1"), Sample.line("L\(number)-2")]
            )
        }
        let before = store.writerFigures.commits
        let outcomes = try await store.importVisits(items)
        #expect(outcomes.allSatisfy { $0 == .created })
        #expect(store.writerFigures.commits - before == 4)
        store.close()
        let again = try ledger.open()
        defer { again.close() }
        #expect(try await again.unpaidBills(ofPatient: "P1999").count == 1)
    }

    private func refusal(_ lines: [ChargeLine]) async -> String {
        do {
            try await store.importVisit(Sample.patient(), Sample.visit(), lines)
            return ""
        } catch StoreError.forbidden(let reason) {
            return reason
        } catch {
            Issue.record(error)
            return ""
        }
    }
}
