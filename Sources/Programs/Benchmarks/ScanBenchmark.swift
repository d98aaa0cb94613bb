/// The last byte of a scanned insurance code to the split on the screen.
struct ScanBenchmark {
    private let hospital: BenchmarkHospital
    private let clock = ContinuousClock()

    init(_ hospital: BenchmarkHospital) {
        self.hospital = hospital
    }

    /// Scans people whom the insurer sees for the first time, and the same people once more.
    func run(_ options: BenchmarkOptions, _ report: inout Report) throws {
        let sandboxBefore = try sandboxTimes()
        let console = try ConsoleProbe(hospital, rows: 50, columns: 200)
        _ = try console.wait(for: [ConsoleWords.hintBar])
        try console.settle(.milliseconds(300))
        var fresh: [Duration] = []
        var again: [Duration] = []
        // The first scan opens the connections; it is one of a working day, and told apart.
        let first = try scan(hospital.freshPerson(), console)
        for _ in 0..<(options.isQuick ? 20 : 120) {
            let person = try hospital.freshPerson()
            fresh.append(try scan(person, console))
            if again.count < fresh.count / 2 { again.append(try scan(person, console)) }
        }
        var examples: [Duration] = []
        for person in ["E1", "E2", "E3", "E4", "E5"] { examples.append(try scan(person, console)) }
        report.add(Figure("scan to split, a person's first", fresh, bar: 150, of: .p95))
        report.add(Figure("scan to split, the same bill again", again, bar: 150, of: .p95))
        report.add(Figure("scan to split, E1 to E5", examples))
        report.add(Figure("scan to split, the console's first", [first]))
        report.add(
            Figure(
                "resident memory after \(fresh.count + again.count) scans",
                "MiB",
                [try console.process.residentMemory()],
                bar: 80,
                of: .worst
            )
        )
        try console.quit()
        // What the simulated peer needs for one request: part of each of a first scan's six.
        report.add(Figure("the sandbox alone: one code minted, before", sandboxBefore))
        report.add(Figure("the sandbox alone: one code minted, after", try sandboxTimes()))
    }

    private func sandboxTimes() throws -> [Duration] {
        try (0..<25).map { _ in
            let start = clock.now
            _ = try hospital.mint("insurance", of: "E1")
            return start.duration(to: clock.now)
        }
    }

    private func scan(_ person: String, _ console: ConsoleProbe) throws -> Duration {
        let code = try hospital.mint("insurance", of: person)
        let sent = try console.scan(code)
        let frame = try console.wait(for: [ConsoleWords.amountDue, ConsoleWords.nothingDue])
        // Esc lets the quote go, so that the next scan meets an idle window.
        try console.settle(.milliseconds(30))
        _ = try console.type("\u{1B}")
        _ = try console.wait(for: [ConsoleWords.idle])
        try console.settle(.milliseconds(80))
        return sent.duration(to: frame.lastByteAt)
    }
}
