import FoundationEssentials
import Glibc

/// A sandbox as a process of its own, and the ledger filled from the same seed.
final class BenchmarkHospital {
    /// A person as the sandbox's admin interface lists them.
    struct Person: Decodable {
        var person: String
        var insured: Bool
        var bills: [String]
    }

    let options: BenchmarkOptions
    /// The configuration that the sandbox wrote.
    let configuration: String
    private let sandbox: ChildProcess
    private let admin: AdminLink
    private lazy var people: Result<[Person], any Error> = Result { try insuredWithOneBill() }
    private var next: Int

    /// Starts the sandbox and fills the ledger, which takes some minutes the first time.
    init(_ options: BenchmarkOptions) throws {
        self.options = options
        let folder = options.directory
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true
        )
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw BenchmarkFailure("no pipe can be made") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        defer { close(ends[0]) }
        sandbox = try ChildProcess(
            options.cashier,
            [
                "sandbox", "--state", folder, "--patients", "\(options.patients)", "--bills",
                "\(options.bills)",
            ],
            standard: .output(ends[1])
        )
        close(ends[1])
        let line = try Self.firstLine(ends[0])
        let start = try JSONDecoder().decode(Start.self, from: Data(line))
        configuration = start.config
        admin = try AdminLink(start.sandbox)
        next = Int((try? FileText.read("\(folder)/next-person")) ?? "") ?? 0
        try fill()
    }

    private struct Start: Decodable {
        var sandbox: String
        var config: String
    }

    /// The ledger's path.
    var ledger: String { "\(options.directory)/ledger.sqlite" }

    /// Ends the sandbox and remembers whose bills have been touched.
    func stop() {
        sandbox.terminate()
        // Without the note the next run only finds some people already known.
        try? "\(next)".write(
            toFile: "\(options.directory)/next-person",
            atomically: true,
            encoding: .utf8
        )
    }

    /// An insured person with one bill whom no earlier measurement has used.
    func freshPerson() throws -> String {
        let people = try people.get()
        guard next < people.count else {
            throw BenchmarkFailure("nobody is left in \(options.directory): remove it")
        }
        defer { next += 1 }
        return people[next].person
    }

    /// A code of a person, as the phone would show it.
    func mint(_ kind: String, of person: String) throws -> String {
        struct Minted: Decodable { var code: String }
        let answer = try admin.post(
            "/_sandbox/codes",
            "{\"person\":\"\(person)\",\"kind\":\"\(kind)\"}"
        )
        return try JSONDecoder().decode(Minted.self, from: Data(answer)).code
    }

    // MARK: Making it

    private func fill() throws {
        let done = "\(options.directory)/filled-\(options.bills)"
        if FileManager.default.fileExists(atPath: done) { return }
        Progress.say("filling the ledger with \(options.bills) bills …")
        let clock = ContinuousClock()
        let start = clock.now
        let seed = try ChildProcess(
            options.cashier,
            [
                "seed", "--config", configuration, "--patients", "\(options.patients)", "--bills",
                "\(options.bills)",
            ],
            standard: .output(2)
        )
        guard seed.waitForEnd() == 0 else { throw BenchmarkFailure("the ledger was not filled") }
        Progress.say("filled in \(start.duration(to: clock.now).components.seconds) s")
        guard FileManager.default.createFile(atPath: done, contents: nil) else {
            throw BenchmarkFailure("\(done) cannot be written")
        }
    }

    private func insuredWithOneBill() throws -> [Person] {
        let answer = try admin.get("/_sandbox/persons")
        return try JSONDecoder().decode([Person].self, from: Data(answer)).filter {
            $0.insured && $0.bills.count == 1
        }
    }

    private static func firstLine(_ descriptor: Int32) throws -> [UInt8] {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while read(descriptor, &byte, 1) == 1 {
            if byte == 0x0A { return line }
            line.append(byte)
        }
        throw BenchmarkFailure("the sandbox did not start")
    }
}
