import ArgumentParser
import FoundationEssentials
import SQLiteStore
import Settlement

/// `cashier recover`: takes up what a dead console left.
struct RecoverCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recover",
        abstract: "Take up settlements whose console is gone, and drive them to an end.",
        discussion: """
            What may have been sent is asked about, never sent again. Settlements of living \
            consoles are left alone. Exit status 1 while anything is still unresolved.
            """
    )

    @OptionGroup var configurationOption: ConfigurationOption
    @Option(name: .long, help: "How many seconds to keep driving.") var wait = 60.0
    @Flag(name: .long, help: "Stay resident and keep deadlines until ended.") var follow = false
    @Flag(name: .long, help: "One JSON document of what was taken up.") var json = false

    mutating func validate() throws {
        guard wait > 0, wait < 1e7 else { throw ValidationError("--wait must be above zero.") }
    }

    mutating func run() throws {
        let file = try configurationOption.load()
        let patience = Duration.milliseconds(Int64(wait * 1_000))
        let follow = follow
        let records = try EntryPoint.wait {
            try await CommandDesk.run(file, name: "recover") { desk in
                follow
                    ? try await RecoverTask(desk: desk).follow()
                    : try await RecoverTask(desk: desk).run(patience)
            }
        }
        if json {
            writeOutput(JSONText.list(records.map(SettlementReport.json)).line)
        } else {
            for record in records { writeOutput(SettlementReport.line(record)) }
        }
        let open = records.filter { $0.phase.isOpen }
        if !open.isEmpty {
            throw CommandFailure.notDone("\(open.count) settlements are still unresolved")
        }
    }
}

/// Drives abandoned settlements until all of them stand still.
struct RecoverTask: Sendable {
    let desk: CommandDesk

    /// Between two looks at the ledger while following.
    private static let lookInterval = Duration.seconds(5)
    /// Between two looks at the settlements that are being driven.
    private static let checkInterval = Duration.milliseconds(50)

    /// Takes up what is abandoned and returns how each stands at the end or when time is over.
    func run(_ patience: Duration) async throws -> [SettlementRecord] {
        let clock = desk.workplace.clock
        let before = try await desk.workplace.store.openSettlements().map(\.id)
        _ = try await desk.engine.recover()
        let start = clock.now()
        while clock.now().elapsed(since: start) < patience {
            let records = try await records(before)
            // What waits for a tender gets none here: nobody is at the window.
            for record in records where record.isWaitingForTender && record.owner == desk.owner {
                await desk.engine.perform(.giveUp(settlementID: record.id))
            }
            let isDone = records.allSatisfy { !$0.phase.isOpen || $0.owner != desk.owner }
            if isDone { break }
            try await clock.sleep(for: Self.checkInterval)
        }
        return try await records(before)
    }

    /// Takes up whatever is abandoned, again and again, until the process is ended.
    func follow() async throws -> [SettlementRecord] {
        let clock = desk.workplace.clock
        while !Task.isCancelled {
            _ = try await desk.engine.recover()
            try await clock.sleep(for: Self.lookInterval)
        }
        return []
    }

    private func records(_ ids: [String]) async throws -> [SettlementRecord] {
        var records: [SettlementRecord] = []
        for id in ids {
            if let record = try await desk.workplace.store.settlement(id) { records.append(record) }
        }
        return records
    }
}

extension SettlementRecord {
    /// Whether only a cashier could bring it forward: no tender is live or in hand.
    fileprivate var isWaitingForTender: Bool {
        (phase == .insDone || phase == .confirmed) && !isInDoubt && !isGivenUp
    }
}

/// `cashier verify`: every invariant and the audit chain.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check every invariant of the ledger and its audit chain.",
        discussion: """
            With --sandbox the peers' own books are compared as well. A check that no query can \
            show is null. Exit status 1 names what is broken.
            """
    )

    @OptionGroup var configurationOption: ConfigurationOption
    @Option(name: .long, help: "Address of a sandbox whose books are compared.")
    var sandbox: String?
    @Flag(name: .long, help: "One JSON document.") var json = false

    mutating func run() throws {
        let file = try configurationOption.load()
        let address = sandbox
        let checks = try EntryPoint.wait {
            let store = try Workplace.openLedger(file)
            defer { store.close() }
            var checks = try await store.verify()
            if let address {
                let compared = try await PeerBooks.compare(store, sandbox: address)
                checks = checks.map { check in
                    compared.first { $0.id == check.id } ?? check
                }
                checks += compared.filter { check in !checks.contains { $0.id == check.id } }
            }
            return checks
        }
        let broken = checks.filter { $0.ok == false }
        if json {
            writeOutput(
                JSONText.object([
                    ("ok", .flag(broken.isEmpty)),
                    (
                        "checks",
                        .list(
                            checks.map { check in
                                .record([
                                    ("id", .text(check.id)),
                                    ("ok", check.ok.map { .flag($0) } ?? .null),
                                    ("detail", .text(check.detail)),
                                ])
                            }
                        )
                    ),
                ])
            )
        } else {
            for check in checks {
                let mark = check.ok.map { $0 ? "ok    " : "BROKEN" } ?? "-     "
                writeOutput("\(mark)  \(check.id)  \(check.detail)")
            }
        }
        if !broken.isEmpty {
            throw CommandFailure.notDone(
                "broken: " + broken.map { "\($0.id) (\($0.detail))" }.joined(separator: ", ")
            )
        }
    }
}
