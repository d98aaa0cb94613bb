import FoundationEssentials

/// What one run measures, from the command line.
struct BenchmarkOptions {
    /// The parts of a run, in their order.
    enum Part: String, CaseIterable {
        case start, idle, scan, keys, settle
    }

    static let usage = """
        usage: Benchmarks [--directory DIR] [--cashier FILE] [--bills N] [--only PART]… [--quick]
                          [--json FILE]
        PART is start, idle, scan, keys or settle. DIR keeps the seeded ledger for the next run.
        """

    /// The folder of ledger and sandbox; used again when it holds a ledger.
    var directory: String
    /// The program under test.
    var cashier: String
    var bills = 100_000
    var parts = Part.allCases
    /// Fewer samples, and without the 70 s of idling.
    var isQuick = false
    /// Where the figures are also written as JSON.
    var json: String?

    /// Reads the arguments, the first being the path of this executable.
    init(_ arguments: [String]) throws {
        let own = arguments.first ?? ""
        let folder = own.lastIndex(of: "/").map { String(own[...$0]) } ?? "./"
        let environment = ProcessInfo.processInfo.environment
        directory = "\(environment["TMPDIR"] ?? "/tmp")/cashier-benchmarks"
        cashier = "\(folder)cashier"
        var only: [Part] = []
        var rest = arguments.dropFirst()
        while let option = rest.popFirst() {
            func value() throws -> String {
                guard let value = rest.popFirst() else {
                    throw Self.wrong("\(option) needs a value")
                }
                return value
            }
            switch option {
            case "--directory": directory = try value()
            case "--cashier": cashier = try value()
            case "--json": json = try value()
            case "--quick": isQuick = true
            case "--bills":
                guard let number = Int(try value()), number >= 1_000 else {
                    throw Self.wrong("--bills must be at least 1000")
                }
                bills = number
            case "--only":
                guard let part = Part(rawValue: try value()) else {
                    throw Self.wrong("--only names no part")
                }
                only.append(part)
            case _: throw Self.wrong("\(option) is not known")
            }
        }
        if !only.isEmpty { parts = Part.allCases.filter(only.contains) }
        if isQuick, only.isEmpty { parts.removeAll { $0 == .idle } }
    }

    /// How many people the hospital has; some have one bill, some two.
    var patients: Int { bills * 6 / 10 }

    private static func wrong(_ text: String) -> BenchmarkFailure {
        BenchmarkFailure("\(text)\n\(usage)", isUsage: true)
    }
}
