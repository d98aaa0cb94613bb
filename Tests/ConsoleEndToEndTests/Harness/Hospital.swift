import FoundationEssentials
import Glibc

/// One hospital in a temporary folder; its processes and files end with it.
///
/// Sandbox peers as a process of their own, a ledger, and a configuration whose windows are
/// milliseconds.
final class Hospital {
    let folder: String
    private(set) var sandbox: ChildProcess
    private(set) var port: UInt16
    private var output: PipeReader
    private var errors: PipeReader

    /// The configuration of the tests; the sandbox's own is written anew at each of its starts.
    var configuration: String { "\(folder)/console.toml" }
    var ledger: String { "\(folder)/ledger.sqlite" }
    var address: String { "http://127.0.0.1:\(port)" }

    /// The peers' keys, made by the first hospital: making them takes longer than a whole sale.
    @Bench private static var keys: Data?

    /// Starts the peers and fills the ledger with the worked examples' people.
    ///
    /// - Parameter isStranger: whether its keys and authority are its own.
    @Bench
    init(seeds: Bool = true, isStranger: Bool = false) throws {
        var template = Array("/tmp/cashier-end-to-end-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw HarnessFailure("no temporary folder") }
        folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        let keyFile = URL(fileURLWithPath: "\(folder)/sandbox/keys.json")
        if let keys = Self.keys, !isStranger {
            mkdir("\(folder)/sandbox", 0o700)
            try keys.write(to: keyFile)
            chmod(keyFile.path, 0o600)
        }
        (sandbox, output, errors, port) = try Self.start(folder, port: 0)
        if !isStranger { Self.keys = try Data(contentsOf: keyFile) }
        try writeConfiguration()
        guard seeds else { return }
        let seeded = try run(["seed", "--patients", "0", "--bills", "0"])
        guard seeded.status == 0 else { throw HarnessFailure("seed: \(seeded.error)") }
    }

    deinit {
        sandbox.signal(SIGKILL)
        _ = sandbox.wait()
        try? FileManager.default.removeItem(atPath: folder)
    }

    private static func start(
        _ folder: String,
        port: UInt16
    ) throws -> (ChildProcess, PipeReader, PipeReader, UInt16) {
        let output = try PipeReader()
        let errors = try PipeReader()
        let child = try ChildProcess(
            try Program.path(),
            [
                "sandbox", "--state", folder, "--patients", "0", "--bills", "0", "--listen",
                "127.0.0.1:\(port)",
            ],
            environment: Program.environment(),
            descriptors: .pipes(output: output.childEnd, error: errors.childEnd)
        )
        output.closeWriting()
        errors.closeWriting()
        let deadline = Deadline(seconds: 30)
        while !output.text.contains("\n") {
            guard !deadline.isOver, !output.isAtEnd else {
                throw HarnessFailure("the sandbox does not start: \(errors.text)")
            }
            PipeReader.wait(for: [output, errors], until: deadline)
        }
        struct Line: Decodable { var sandbox: String }
        let line = try JSONDecoder().decode(Line.self, from: Data(output.text.utf8))
        guard let colon = line.sandbox.lastIndex(of: ":"),
            let port = UInt16(line.sandbox[line.sandbox.index(after: colon)...])
        else { throw HarnessFailure("no port in \(line.sandbox)") }
        return (child, output, errors, port)
    }

    // MARK: Peers

    /// Ends the peers as a power cut would.
    func killSandbox() {
        sandbox.signal(SIGKILL)
        _ = sandbox.wait()
    }

    /// Starts the peers again with their old books, on the old port.
    func restartSandbox() throws {
        (sandbox, output, errors, _) = try Self.start(folder, port: port)
    }

    /// A fresh code of a person: `insurance`, `wechat` or `alipay`.
    func code(_ kind: String, of person: String) throws -> String {
        struct Answer: Decodable { var code: String }
        let body = #"{"person":"\#(person)","kind":"\#(kind)"}"#
        return try admin(Answer.self, "POST", "codes", body).code
    }

    /// Insures a further person, as the sandbox's admin interface takes one.
    func insure(_ person: String) throws {
        _ = try HTTP.call("POST", port: port, path: "/_sandbox/persons", body: person)
    }

    /// Plans a fault of a peer.
    func plan(_ fault: String) throws {
        _ = try HTTP.call("POST", port: port, path: "/_sandbox/faults", body: fault)
    }

    /// Forgets all faults.
    func clearFaults() throws {
        _ = try HTTP.call("DELETE", port: port, path: "/_sandbox/faults")
    }

    /// Moves the peers' clock.
    func advancePeers(seconds: Int) throws {
        _ = try HTTP.call(
            "POST",
            port: port,
            path: "/_sandbox/clock",
            body: #"{"advance_seconds":\#(seconds)}"#
        )
    }

    func books() throws -> Books { try admin(Books.self, "GET", "books") }

    func requests() throws -> [RequestRow] { try admin([RequestRow].self, "GET", "requests") }

    /// How often an operation was asked for.
    func count(_ operation: String) throws -> Int {
        try requests().filter { $0.operation == operation }.count
    }

    /// Waits until the peers have received that operation so many times.
    func wait(for operation: String, times: Int = 1, watching console: ConsoleProcess) throws {
        let deadline = Deadline(seconds: ConsoleProcess.patience)
        while try count(operation) < times {
            guard !deadline.isOver else {
                throw HarnessFailure("no \(operation) was sent:\n\(console.screen.text)")
            }
            console.pump()
        }
    }

    private func admin<Value: Decodable>(
        _ type: Value.Type,
        _ method: String,
        _ path: String,
        _ body: String = ""
    ) throws -> Value {
        let bytes = try HTTP.call(method, port: port, path: "/_sandbox/\(path)", body: body)
        return try JSONDecoder().decode(type, from: Data(bytes))
    }

    // MARK: Configuration

    /// The sandbox's configuration with short windows.
    func configurationText() throws -> String {
        let text = try String(contentsOfFile: "\(folder)/config.toml", encoding: .utf8)
        let edited =
            text
            .replacing("read_timeout_ms = 15000", with: "read_timeout_ms = 1500")
            .replacing("[wechat]\n", with: "[wechat]\ntimeout_ms = 1500\n")
            .replacing("[alipay]\n", with: "[alipay]\ntimeout_ms = 1500\n")
        return edited + """

            [insurance.profile]
            horizon_ms = 1000
            probe_delays_ms = [50, 100, 200, 300]

            [wechat.profile]
            poll_interval_ms = 100
            poll_window_ms = 1500
            earliest_cancel_ms = 200
            horizon_ms = 1000
            undo_interval_ms = 100

            [alipay.profile]
            poll_interval_ms = 100
            poll_window_ms = 1500
            horizon_ms = 1000
            undo_interval_ms = 100

            [limits]
            undo_retry_ms = 100

            """
    }

    /// Writes the tests' configuration, changed by `edit`.
    func writeConfiguration(_ edit: (String) -> String = { $0 }) throws {
        try write(edit(try configurationText()), to: "console.toml")
    }

    /// Writes a file of the hospital's folder.
    func write(_ text: String, to name: String) throws {
        try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
    }

    // MARK: The program

    /// Runs a command with this hospital's configuration.
    func run(
        _ arguments: [String],
        environment: [String: String] = [:]
    ) throws -> Program.Result {
        try Program.run(
            arguments + ["--config", configuration],
            environment: environment
        )
    }

    /// Opens a console, with a scanner where one is given.
    func console(
        scanner: Scanner? = nil,
        arguments: [String] = [],
        environment: [String: String] = [:],
        rows: Int = 30,
        columns: Int = 100
    ) throws -> ConsoleProcess {
        try ConsoleProcess(
            ["console", "--config", configuration] + arguments
                + (scanner.map { ["--scanner", $0.line.path] } ?? []),
            environment: environment,
            rows: rows,
            columns: columns
        )
    }

    /// Opens a console, scans E1's insurance code and waits until the amount due stands.
    func consoleShowingE1(_ scanner: Scanner) throws -> ConsoleProcess {
        let console = try console(scanner: scanner)
        try console.wait(forAll: "等待扫码", "正常")
        try scanner.scan(try code("insurance", of: "E1"))
        try console.wait(forAll: "陈志远", "请扫付款码")
        try console.waitForDue("243.53")
        return console
    }

    func settlements() throws -> [SettlementRow] {
        try run(["settlements", "--json"]).json([SettlementRow].self)
    }

    /// The only settlement that was not given up before anything moved.
    func onlySettlement(ignoringAborted: Bool = true) throws -> SettlementRow {
        let rows = try settlements().filter { !ignoringAborted || $0.state != "aborted" }
        guard rows.count == 1 else { throw HarnessFailure("not one settlement: \(rows)") }
        return rows[0]
    }

    /// What `verify` finds broken, the peers' books included.
    func broken() throws -> [String] {
        let result = try run(["verify", "--json", "--sandbox", address])
        let report = try result.json(VerifyReport.self)
        guard report.ok == (result.status == 0), report.ok == report.broken.isEmpty else {
            return ["exit status \(result.status) does not fit: \(result.output)"]
        }
        return report.broken
    }
}

/// A serial scanner: a second pseudo terminal on which the test plays the device.
final class Scanner {
    let line: TerminalLine

    init() throws {
        line = try TerminalLine(raw: true)
    }

    /// Sends one code as a scanner does.
    func scan(_ code: String, end: String = "\r") throws {
        try line.write((code + end).utf8)
    }

    /// Sends bytes as they are.
    func send(_ bytes: [UInt8]) throws {
        try line.write(bytes)
    }
}
