import ArgumentParser
import Devices
import FoundationEssentials
import Glibc
import HTTPTransport
import PeerTransport
import SQLiteStore
import Settlement

/// `cashier doctor`: what would keep the window from working.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check configuration, ledger, disk, peers, scanners and terminal."
    )

    @OptionGroup var configurationOption: ConfigurationOption

    mutating func run() throws {
        let file = try configurationOption.load()
        var faults = 0
        func report(_ isFine: Bool, _ text: String) {
            if !isFine { faults += 1 }
            writeOutput("\(isFine ? "ok    " : "FAULT ") \(text)")
        }
        report(Self.secrets(file))
        for line in try EntryPoint.wait({ try await Self.ledger(file) }) {
            report(line.isFine, line.text)
        }
        let ledger = file.resolve(file.values.ledger.path)
        report(Self.flushTime(beside: ledger))
        for line in EntryPoint.waitAlways({ await Self.peers(file) }) {
            report(line.isFine, line.text)
        }
        for scanner in file.values.scanners ?? [] { report(Self.scanner(scanner)) }
        report(Self.terminal())
        if faults > 0 { throw CommandFailure.notDone("\(faults) faults") }

        func report(_ line: Line) { report(line.isFine, line.text) }
    }

    /// One finding.
    struct Line: Sendable {
        var isFine: Bool
        var text: String
    }

    /// Whether every secret and certificate that the configuration names can be used.
    private static func secrets(_ file: ConfigurationFile) -> Line {
        do {
            try Workplace.checkPeers(file)
            return Line(isFine: true, text: "configuration \(file.path), secrets and certificates")
        } catch let failure as CommandFailure {
            return Line(isFine: false, text: failure.message)
        } catch {
            return Line(isFine: false, text: "\(error)")
        }
    }

    private static func ledger(_ file: ConfigurationFile) async throws -> [Line] {
        let store: SQLiteStore
        do {
            store = try Workplace.openLedger(file)
        } catch let failure as CommandFailure {
            return [Line(isFine: false, text: failure.message)]
        }
        defer { store.close() }
        let health = try await store.health(thorough: true)
        return [
            Line(
                isFine: health.quickCheck == "ok",
                text: "ledger \(health.path): \(health.pages * health.pageSize / 1024) KiB, "
                    + "\(health.patients) patients, \(health.visits) visits, "
                    + "\(health.settlements) settlements, quick check \(health.quickCheck)"
            ),
            Line(
                isFine: health.synchronous == 2,
                text: "SQLite \(health.sqliteVersion), \(health.journalMode), "
                    + "synchronous \(health.synchronous) (2 is FULL)"
            ),
            Line(
                isFine: true,
                text: "\(health.openSettlements) settlements are open"
                    + (health.openSettlements > 0
                        ? "; `cashier recover` takes up those of dead consoles" : "")
            ),
        ]
    }

    /// The median of 15 durable appends beside the ledger, in microseconds.
    private static func flushTime(beside ledger: String) -> Line {
        let path = "\(ledger).flush-test"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            return Line(isFine: false, text: "the ledger's folder cannot be written")
        }
        defer {
            close(descriptor)
            unlink(path)
        }
        let block = [UInt8](repeating: 0, count: 4096)
        var times: [Int64] = []
        for _ in 0..<15 {
            let start = ContinuousClock.now
            guard write(descriptor, block, block.count) == block.count, fdatasync(descriptor) == 0
            else { return Line(isFine: false, text: "the ledger's disk refuses to flush") }
            let spent = ContinuousClock.now - start
            times.append(spent.components.attoseconds / 1_000_000_000_000)
        }
        let median = times.sorted()[times.count / 2]
        let remark =
            median < 20
            ? "suspiciously fast: does the disk really keep it?"
            : median > 20_000 ? "slow: a settlement needs about ten" : "fine"
        return Line(
            isFine: median <= 20_000,
            text: "a durable write takes \(median) µs, \(remark)"
        )
    }

    /// Whether each peer's address answers at all; nothing is asked of it.
    private static func peers(_ file: ConfigurationFile) async -> [Line] {
        var addresses = [("insurance", file.values.insurance.url)]
        if let table = file.values.wechat { addresses.append(("wechat", table.url)) }
        if let table = file.values.alipay { addresses.append(("alipay", table.url)) }
        var lines: [Line] = []
        for (name, url) in addresses {
            do {
                let transport = try HTTPTransport(
                    HTTPTransportConfiguration(connectTimeout: .seconds(5))
                )
                let exchange = await transport.exchange(
                    PeerRequest(method: "GET", url: url, timeout: .seconds(10))
                )
                await transport.shutdown()
                switch exchange {
                case .answered(let response):
                    lines.append(Line(isFine: true, text: "\(name) answers (\(response.status))"))
                case .notSent(let fault), .unknown(let fault):
                    lines.append(
                        Line(isFine: false, text: "\(name) does not answer: \(fault.detail)")
                    )
                }
            } catch {
                lines.append(Line(isFine: false, text: "\(name): \(error)"))
            }
        }
        return lines
    }

    private static func scanner(_ table: ConsoleConfiguration.Scanner) -> Line {
        do {
            switch try ScannerAddress(parsing: table.address) {
            case .terminal(let path):
                let isThere = access(path, R_OK | W_OK) == 0
                return Line(
                    isFine: isThere,
                    text: "scanner \(table.name): \(path) "
                        + (isThere ? "is there" : "is missing or not permitted")
                )
            case .network:
                return Line(isFine: true, text: "scanner \(table.name): a serial server")
            }
        } catch {
            return Line(
                isFine: false,
                text: "scanner \(table.name): give a tty path or tcp://host:port"
            )
        }
    }

    private static func terminal() -> Line {
        let environment = ProcessInfo.processInfo.environment
        let name = environment["TERM"] ?? ""
        let isFine = !name.isEmpty && name != "dumb"
        return Line(
            isFine: isFine,
            text: isFine
                ? "terminal \(name)" : "TERM is not set to a terminal that can draw a screen"
        )
    }
}
