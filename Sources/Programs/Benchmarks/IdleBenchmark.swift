import Glibc

/// What an idle window costs: bytes on the line and processor time.
struct IdleBenchmark {
    private let hospital: BenchmarkHospital

    init(_ hospital: BenchmarkHospital) {
        self.hospital = hospital
    }

    /// Leaves the console alone for 70 s, in which the minute changes once or twice.
    func run(_ options: BenchmarkOptions, _ report: inout Report) throws {
        let console = try ConsoleProbe(hospital, rows: 50, columns: 200)
        _ = try console.wait(for: [ConsoleWords.hintBar])
        // Start-up, recovery and the idle checkpoint (2 s) are not idling.
        try console.settle(.seconds(4))
        // Quotes that an earlier run abandoned are released at the insurer every 30 s, which shows.
        var rounds = 0
        while try spend(.seconds(35), console).other > 0 {
            rounds += 1
            guard rounds < 8 else { throw BenchmarkFailure("the console does not come to rest") }
        }
        let clock = ContinuousClock()
        let start = clock.now
        let spentBefore = try console.process.processorTime()
        let bytes = try spend(.seconds(70), console)
        let spent = try console.process.processorTime() - spentBefore
        let seconds = start.duration(to: clock.now).inMilliseconds / 1_000
        report.add(
            Figure(
                "idle for 70 s: bytes beside the clock's",
                "B",
                [Double(bytes.other)],
                bar: 0,
                of: .worst
            )
        )
        report.add(Figure("idle for 70 s: bytes of the clock", "B", [Double(bytes.clock)]))
        report.add(
            Figure(
                "idle: processor time",
                "%",
                [Double(spent) / 1e9 / seconds * 100],
                bar: 0.2,
                of: .worst
            )
        )
        report.add(
            Figure(
                "resident memory after idling",
                "MiB",
                [try console.process.residentMemory()],
                bar: 80,
                of: .worst
            )
        )
        try console.quit()
    }
    /// The bytes that came while nobody did anything: with the turn of a minute, and otherwise.
    private func spend(
        _ window: Duration,
        _ console: ConsoleProbe
    ) throws -> (clock: Int, other: Int) {
        let clock = ContinuousClock()
        let end = clock.now + window
        var bytes = (clock: 0, other: 0)
        while clock.now < end {
            guard let burst = try console.burst(within: clock.now.duration(to: end)) else { break }
            if time(nil) % 60 <= 1 {
                bytes.clock += burst.count
            } else {
                bytes.other += burst.count
            }
        }
        return bytes
    }
}
