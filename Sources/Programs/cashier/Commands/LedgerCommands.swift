import ArgumentParser
import Billing
import FoundationEssentials
import Glibc
import SQLiteStore
import Sandbox
import Settlement

/// `cashier seed`: invented visits into the configured ledger.
struct SeedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seed",
        abstract: "Put a demo hospital into the ledger: the sandbox's people of the same seed."
    )

    @OptionGroup var configurationOption: ConfigurationOption
    @Option(name: .long, help: "How many patients beside E1 to E5.") var patients: Int
    @Option(name: .long, help: "How many unpaid bills beside theirs.") var bills: Int
    @Option(name: .long, help: "The sandbox's seed.") var seed: UInt64 = 1

    mutating func validate() throws {
        guard patients >= 0, bills >= 0, patients > 0 || bills == 0 else {
            throw ValidationError("Give at least one patient for the bills.")
        }
    }

    mutating func run() throws {
        let file = try configurationOption.load()
        let hospital = SeededHospital(seed: seed, patients: patients, bills: bills)
        let count = try EntryPoint.wait {
            let store = try Workplace.openLedger(file, creates: true)
            defer { store.close() }
            return try await VisitIntake(store: store).take(hospital.importLines(now: Date()))
        }
        writeError("\(count.taken) visits taken, \(count.unchanged) already there")
    }
}

/// `cashier import`: what a hospital system hands over.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take visits and charge lines from a hospital system (JSON lines).",
        discussion: """
            Each line is taken whole or not at all and can be repeated: the same visit again \
            changes nothing. Every refused line is named with its reason.
            """
    )

    @OptionGroup var configurationOption: ConfigurationOption
    @Argument(help: "The file, or - for standard input.") var file: String

    mutating func run() throws {
        let configuration = try configurationOption.load()
        guard let reader = LineReader(path: file) else {
            throw CommandFailure.notDone("\(file) cannot be read")
        }
        let count = try EntryPoint.wait {
            let store = try Workplace.openLedger(configuration, creates: true)
            defer { store.close() }
            let intake = VisitIntake(store: store) { number, reason in
                writeError("line \(number): \(reason)")
            }
            return try await intake.take(reader)
        }
        writeError(
            "\(count.taken) visits taken, \(count.unchanged) unchanged, \(count.refused) refused"
        )
        if count.refused > 0 { throw CommandFailure.notDone() }
    }
}

/// The lines of a file or of standard input, one at a time, each at most 1 MiB.
struct LineReader: Sequence, IteratorProtocol, Sendable {
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var atEnd = false
    private static let lengthMax = 1 << 20

    /// Opens the path, `-` being standard input; nil when it cannot be read.
    init?(path: String) {
        descriptor = path == "-" ? 0 : Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
    }

    mutating func next() -> [UInt8]? {
        while true {
            if let end = buffer.firstIndex(of: 0x0A) {
                let line = Array(buffer[..<end])
                buffer.removeFirst(end + 1)
                return line
            }
            if atEnd || buffer.count > Self.lengthMax {
                guard !buffer.isEmpty else { return nil }
                defer { buffer = [] }
                return buffer
            }
            var chunk = [UInt8](repeating: 0, count: 65_536)
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count > 0 { buffer += chunk.prefix(count) } else { atEnd = true }
        }
    }
}

/// `cashier settlements`: what was settled.
struct SettlementsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settlements",
        abstract: "List settlements, of one business date or all."
    )

    @OptionGroup var configurationOption: ConfigurationOption
    @Option(name: .long, help: "Business date, yyyy-MM-dd.") var date: String?
    @Flag(name: .long, help: "One JSON document, amounts in fen.") var json = false

    mutating func run() throws {
        let file = try configurationOption.load()
        let day = try date.map { text in
            guard let day = BusinessDate(text) else {
                throw CommandFailure.configuration("--date \(text) is not a day; write yyyy-MM-dd")
            }
            return day
        }
        let records = try EntryPoint.wait {
            let store = try Workplace.openLedger(file)
            defer { store.close() }
            return try await store.settlements(on: day)
        }
        if json {
            writeOutput(JSONText.list(records.map(SettlementReport.json)).line)
        } else {
            for record in records { writeOutput(SettlementReport.line(record)) }
        }
    }
}
