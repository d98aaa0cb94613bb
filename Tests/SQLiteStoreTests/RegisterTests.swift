import Billing
import Settlement
import Testing

@testable import SQLiteStore

@Suite("Registers")
struct RegisterTests {
    let ledger: TestLedger
    let store: SQLiteStore

    init() throws {
        ledger = try TestLedger()
        store = try ledger.open()
    }

    @Test("an owner is alive exactly as long as it keeps its lock")
    func owners() async throws {
        #expect(try await !store.isOwnerAlive("console/1"))
        var lock: OwnerLock? = try await store.registerOwner("console/1")
        #expect(lock?.owner == "console/1")
        #expect(try await store.isOwnerAlive("console/1"))
        #expect(try await !store.isOwnerAlive("console-1"))
        await #expect(throws: StoreError.self) { try await store.registerOwner("console/1") }
        lock = nil
        #expect(try await !store.isOwnerAlive("console/1"))
        _ = try await store.registerOwner("console/1")
    }

    @Test("a window has one open shift")
    func shifts() async throws {
        let date = try #require(BusinessDate("2026-11-21"))
        let shift = Shift(
            id: "SH-1",
            window: "03",
            operatorID: "1001",
            operatorName: "王测试",
            businessDate: date,
            openedAt: 1_000
        )
        #expect(try await store.currentShift(ofWindow: "03") == nil)
        try await store.openShift(shift)
        #expect(try await store.currentShift(ofWindow: "03") == shift)
        var second = shift
        second.id = "SH-2"
        await #expect(throws: StoreError.self) { try await store.openShift(second) }
        try await store.closeShift("SH-1", at: 2_000)
        #expect(try await store.currentShift(ofWindow: "03") == nil)
        #expect(try await store.shift("SH-1")?.closedAt == 2_000)
        await #expect(throws: StoreError.self) { try await store.closeShift("SH-1", at: 3_000) }
        try await store.openShift(second)
    }

    @Test("another console's commit is noticed by the data version, our own is not one")
    func dataVersion() async throws {
        let other = try ledger.open()
        defer { other.close() }
        let first = try await store.dataVersion()
        _ = try await store.reserve(series: "x", count: 1)
        #expect(try await store.dataVersion() == first)
        _ = try await other.reserve(series: "x", count: 1)
        #expect(try await store.dataVersion() != first)
    }
}
