import Billing
import Foundation
import GRDB
import Settlement
import Testing

@testable import SQLiteStore

/// A ledger in a folder of its own, removed with the value.
final class TestLedger: Sendable {
    let folder: String
    let clock = StillClock()

    init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/ledger-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true
        )
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    var path: String { folder + "/ledger.db" }
    var options: LedgerOptions { LedgerOptions(clock: clock) }

    func open() throws -> SQLiteStore {
        try Ledger.open(at: path, options: options)
    }

    /// Opens the file past the store, as an intruder or a defect would.
    func raw<Value>(_ body: (Database) throws -> Value) throws -> Value {
        let queue = try DatabaseQueue(path: path)
        defer { try? queue.close() }
        return try queue.writeWithoutTransaction(body)
    }

    /// Changes the file past the store after removing every trigger.
    func tamper(_ sql: String) throws {
        try raw { database in
            let triggers = try String.fetchAll(
                database,
                sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
            )
            for trigger in triggers { try database.execute(sql: "DROP TRIGGER \(trigger)") }
            try database.execute(sql: sql)
        }
    }
}

/// A clock that stands still.
struct StillClock: EngineClock {
    func now() -> Moment { Moment(wall: 1_795_224_000_000, boot: 5_000, bootID: "boot-a") }
    func sleep(for duration: Duration) async throws {}
}

/// Invented people, visits and settlements.
enum Sample {
    static let moment = StillClock().now()

    static func patient(_ number: Int = 1) -> Patient {
        Patient(
            id: "P\(number)",
            name: "欧阳测试\(number)",
            identityNumber: "99990019800101\(1_000 + number)",
            sex: .female,
            birthDate: BusinessDate("1980-01-01"),
            phone: "1990000\(1_000 + number)"
        )
    }

    static func visit(_ number: Int = 1, patient: Int = 1) -> Visit {
        Visit(
            id: "V\(number)",
            patientID: "P\(patient)",
            department: "心内科",
            medicalType: "11",
            diagnoses: [Visit.Diagnosis(code: "I10", name: "高血压")],
            at: "2026-11-2\(number % 10) 09:30:00"
        )
    }

    static func line(_ id: String, fen: Int64 = 2_500) -> ChargeLine {
        ChargeLine(
            id: id,
            code: "H-\(id)",
            nationalCode: "N-\(id)",
            name: "诊察费",
            chargeClass: .b,
            unitPrice: Money(fen: fen),
            quantity: ScaledDecimal(tenThousandths: 15_000),
            firstPayShare: ScaledDecimal(tenThousandths: 1_000),
            priceLimit: Money(fen: 9_000)
        )
    }

    /// Imports one visit of one person and gives its bill.
    static func bill(in store: SQLiteStore, number: Int = 1) async throws -> Bill {
        try await store.importVisit(
            patient(number),
            visit(number, patient: number),
            [line("L\(number)-1"), line("L\(number)-2", fen: 333)]
        )
        let bills = try await store.unpaidBills(ofPatient: "P\(number)")
        return try #require(bills.first)
    }

    static func record(_ bill: Bill, id: String = "S1", insured: Bool = true) -> SettlementRecord {
        SettlementRecord(
            id: id,
            bill: bill,
            patientID: bill.visit.patientID,
            isInsured: insured,
            owner: "console-1",
            createdAt: moment
        )
    }

    /// The change that creates a settlement.
    static func creation(_ record: SettlementRecord) -> LedgerChange {
        var change = LedgerChange(at: moment)
        change.settlement = record
        change.settlement?.version = 1
        change.phases = [.draft]
        change.audit = [
            AuditEvent(action: "settlement.claimed", actor: "console-1", subject: record.id)
        ]
        return change
    }

    static func enrolment(_ bill: Bill, id: String = "E1") -> Enrolment {
        Enrolment(
            id: id,
            billID: bill.id,
            billDigest: bill.digest,
            person: InsuredPerson(
                personNumber: "PSN-1",
                name: "欧阳测试",
                identityNumber: "999900198001011001",
                insuranceType: "310",
                personType: "11",
                insuredRegion: "999900",
                balanceFen: 3_560,
                credential: InsuranceCredential(kind: .electronic, number: "TOKEN-1")
            ),
            outpatientNumber: "O-1",
            batch: "B-1",
            lineSerials: ["F-1", "F-2"]
        )
    }
}

/// Moves a settlement on as the engine would, keeping the paths.
struct Mover {
    let store: SQLiteStore
    var record: SettlementRecord
    private var change = LedgerChange(at: Sample.moment)

    init(_ store: SQLiteStore, _ record: SettlementRecord) {
        self.store = store
        self.record = record
        begin()
    }

    private mutating func begin() {
        change = LedgerChange(at: Sample.moment)
        change.expectedVersion = record.version
        change.phases = [record.phase]
    }

    mutating func phase(_ phases: SettlementPhase...) {
        for phase in phases {
            record.phase = phase
            change.phases.append(phase)
        }
    }

    mutating func add(_ attempt: Attempt) {
        record.attempts.append(attempt)
        change.attemptStates[attempt.id] = [attempt.state]
    }

    mutating func attempt(_ id: String, _ states: LegState...) {
        guard let index = record.attempts.firstIndex(where: { $0.id == id }) else { return }
        for state in states {
            change.attemptStates[id, default: [record.attempts[index].state]].append(state)
            record.attempts[index].state = state
        }
    }

    mutating func also(_ edit: (inout LedgerChange, inout SettlementRecord) -> Void) {
        edit(&change, &record)
    }

    mutating func commit() async throws {
        var sealed = change
        sealed.settlement = record
        sealed.settlement?.version = record.version + 1
        try await store.commit(sealed)
        record.version += 1
        begin()
    }
}

extension Attempt {
    static func sample(
        _ id: String,
        _ role: LegRole,
        amount: Int64,
        state: LegState = .intent
    ) -> Attempt {
        Attempt(
            id: id,
            role: role,
            tender: role == .insurance ? nil : role == .cash ? .cash : .weChat,
            number: "N-\(id)",
            amount: Money(fen: amount),
            createdAt: Sample.moment,
            state: state,
            tendered: role == .cash ? Money(fen: amount) : nil
        )
    }
}
