import FoundationEssentials
import Glibc

/// Measures the real program from outside: as a terminal, a scanner and a peer see it.
///
/// The program under test is the `cashier` in the folder of this executable. Nothing of it is
/// linked in, so the figures are those of the process that cashiers use.
@main
enum Benchmarks {
    static func main() {
        do {
            let options = try BenchmarkOptions(CommandLine.arguments)
            try run(options)
        } catch let failure as BenchmarkFailure {
            Progress.say(failure.sentence)
            exit(failure.isUsage ? 2 : 1)
        } catch {
            Progress.say("\(error)")
            exit(1)
        }
    }

    private static func run(_ options: BenchmarkOptions) throws {
        var report = Report()
        report.note(Machine.description)
        let hospital = try BenchmarkHospital(options)
        defer { hospital.stop() }
        for part in options.parts {
            Progress.say("\(part.rawValue) (load \(Machine.load)) …")
            report.note("load before \(part.rawValue): \(Machine.load)")
            switch part {
            case .start: try StartBenchmark(hospital).run(options, &report)
            case .scan: try ScanBenchmark(hospital).run(options, &report)
            case .keys: try KeyBenchmark(hospital).run(options, &report)
            case .settle: try SettleBenchmark(hospital).run(options, &report)
            case .idle: try IdleBenchmark(hospital).run(options, &report)
            }
        }
        print(report.table)
        if let path = options.json { try report.write(to: path) }
    }
}

/// Why the measurement could not be made, as one sentence.
struct BenchmarkFailure: Error {
    var sentence: String
    var isUsage = false

    init(_ sentence: String, isUsage: Bool = false) {
        self.sentence = sentence
        self.isUsage = isUsage
    }
}

/// Words about the run on standard error; standard output has the table alone.
enum Progress {
    static func say(_ text: String) {
        let line = Array("\(text)\n".utf8)
        // A closed standard error must not end the measurement.
        _ = write(2, line, line.count)
    }
}

/// The machine that the figures belong to.
enum Machine {
    /// Cores and kernel; no name of the host.
    static var description: String {
        var name = utsname()
        uname(&name)
        let release = withUnsafeBytes(of: name.release) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        return "\(sysconf(Int32(_SC_NPROCESSORS_ONLN))) cores, Linux \(release)"
    }

    /// The load averages of 1, 5 and 15 minutes.
    static var load: String {
        var averages = [Double](repeating: 0, count: 3)
        guard getloadavg(&averages, 3) == 3 else { return "unknown" }
        return averages.map { Report.number($0, places: 2) }.joined(separator: " ")
    }
}
