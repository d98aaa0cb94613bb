import ArgumentParser
import FoundationEssentials
import Glibc
import SandboxServer

/// `cashier demo`: a whole hospital in one command.
struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Play a whole invented hospital: peers, ledger, patients, console.",
        discussion: """
            Peers run in the same process on loopback. F12 (or Alt-p) on the screen lists sample \
            patients and scans their codes for you. The folder is used again by the next start.
            """
    )

    @Option(name: .long, help: "The demo's folder.")
    var directory: String?

    @Option(name: .long, help: "Seed of the invented people and bills.")
    var seed: UInt64 = 1

    @Option(name: .long, help: "Who plays: cashier (nurse and supervisor come later).")
    var role = "cashier"

    @OptionGroup var screen: ScreenOptions

    @Flag(
        name: .customLong("no-screen"),
        help: "Keep the peers up, print one JSON line with their addresses, and wait."
    )
    var noScreen = false

    mutating func validate() throws {
        guard role == "cashier" else {
            throw ValidationError("--role \(role) is not built yet; only cashier is.")
        }
    }

    mutating func run() throws {
        let folder = directory ?? Self.defaultFolder()
        let seed = seed
        let demo = try EntryPoint.wait {
            let demo = try await DemoHospital.open(folder, seed: seed)
            try await demo.fill(seed: seed)
            return demo
        }
        if noScreen {
            writeOutput(
                JSONText.object([
                    ("sandbox", .text(demo.server.addresses.http.text)),
                    ("config", .text(demo.configurationPath)),
                    ("ledger", .text(demo.ledgerPath)),
                ])
            )
            try EntryPoint.wait { try await demo.server.waitUntilStopped() }
            return
        }
        let file = try ConfigurationFile.load(option: demo.configurationPath)
        try ConsoleSession(file: file, screen: screen, demo: demo.features()).run()
        try EntryPoint.wait { try await demo.server.stop() }
    }

    private static func defaultFolder() -> String {
        let environment = ProcessInfo.processInfo.environment
        let base = environment["XDG_STATE_HOME"] ?? "\(environment["HOME"] ?? "")/.local/state"
        return "\(base)/cashier/demo"
    }
}

/// `cashier sandbox`: the peers alone.
struct SandboxCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract: "Run the simulated peers alone; the first line of output names their addresses."
    )

    @Option(name: .long, help: "HOST:PORT of the plain listener; port 0 takes a free one.")
    var listen = "127.0.0.1:0"

    @Option(name: .long, help: "Seed of the invented people.")
    var seed: UInt64 = 1

    @Option(name: .long, help: "Folder of keys, configuration and books; without it, a fresh one.")
    var state: String?

    @Option(name: .long, help: "How many people beside E1 to E5.")
    var patients = DemoHospital.defaultPatients

    @Option(name: .long, help: "How many unpaid bills they have.")
    var bills = DemoHospital.defaultBills

    mutating func run() throws {
        let configuration: SandboxServer.Configuration
        do {
            configuration = try SandboxServer.Configuration(listen: listen)
        } catch {
            throw CommandFailure.configuration("--listen \(listen) is not HOST:PORT")
        }
        let folder = try state ?? Self.temporaryFolder()
        let (seed, patients, bills) = (seed, patients, bills)
        let demo = try EntryPoint.wait {
            try await DemoHospital.open(
                folder,
                seed: seed,
                patients: patients,
                bills: bills,
                listen: configuration
            )
        }
        writeOutput(
            JSONText.object([
                ("sandbox", .text(demo.server.addresses.http.text)),
                ("secure", .text(demo.server.addresses.https.text)),
                ("config", .text(demo.configurationPath)),
            ])
        )
        try EntryPoint.wait { try await demo.server.waitUntilStopped() }
    }

    private static func temporaryFolder() throws -> String {
        let base = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
        var template = Array("\(base)/cashier-sandbox-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw CommandFailure.configuration("no folder can be made in \(base); give --state")
        }
        return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
