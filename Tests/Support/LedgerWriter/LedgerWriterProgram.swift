import Billing
import Glibc
import SQLiteStore
import Settlement

/// A process that writes into a ledger beside others: `LedgerWriter LEDGER NAME COUNT`.
///
/// After each durable settlement it writes the settlement's number as a line to standard output; a
/// COUNT of 0 goes on until the process is killed.
@main
struct LedgerWriterProgram {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, let count = Int(arguments[3]) else {
            write("usage: LedgerWriter LEDGER NAME COUNT\n", to: 2)
            exit(2)
        }
        let name = arguments[2]
        let store = try Ledger.open(
            at: arguments[1],
            options: LedgerOptions(clock: SystemClock())
        )
        let lock = try await store.registerOwner(name)
        var index = 0
        while count == 0 || index < count {
            let id = try await settle(index, name: lock.owner, in: store)
            write("\(id)\n", to: 1)
            index += 1
        }
        store.close()
    }

    private static func settle(
        _ index: Int,
        name: String,
        in store: SQLiteStore
    ) async throws -> String {
        let number = "\(name)-\(index)"
        let patient = Patient(id: "P-\(number)", name: "测试\(index)", identityNumber: "")
        let visit = Visit(
            id: "V-\(number)",
            patientID: patient.id,
            medicalType: "11",
            at: "2026-11-21 09:00:00"
        )
        let line = ChargeLine(
            id: "L-\(number)",
            code: "X",
            nationalCode: "X",
            name: "item",
            chargeClass: .a,
            unitPrice: Money(fen: 100),
            quantity: .one
        )
        try await store.importVisit(patient, visit, [line])
        let bills = try await store.unpaidBills(ofPatient: patient.id)
        let sequence = try await store.reserve(series: "shared", count: 1).lowerBound
        let moment = SystemClock().now()
        var record = SettlementRecord(
            id: "S-\(sequence)-\(number)",
            bill: bills[0],
            patientID: patient.id,
            isInsured: false,
            owner: name,
            createdAt: moment
        )
        record.version = 1
        var change = LedgerChange(at: moment)
        change.settlement = record
        change.phases = [.draft]
        change.audit = [
            AuditEvent(action: "settlement.claimed", actor: name, subject: record.id)
        ]
        try await store.commit(change)
        return record.id
    }

    private static func write(_ text: String, to descriptor: Int32) {
        let bytes = Array(text.utf8)
        _ = Glibc.write(descriptor, bytes, bytes.count)
    }
}

/// The host's clocks.
private struct SystemClock: EngineClock {
    func now() -> Moment {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        let wall = Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
        clock_gettime(CLOCK_BOOTTIME, &time)
        let boot = Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
        return Moment(wall: wall, boot: boot, bootID: "host")
    }

    func sleep(for duration: Duration) async throws {
        try await Task.sleep(for: duration)
    }
}
