/// Process start to first frame, and the memory of a console that waits.
struct StartBenchmark {
    private let hospital: BenchmarkHospital

    init(_ hospital: BenchmarkHospital) {
        self.hospital = hospital
    }

    /// Starts and quits the console again and again.
    func run(_ options: BenchmarkOptions, _ report: inout Report) throws {
        var times: [Duration] = []
        var memory: [Double] = []
        // The first start reads the program from the disk; all others are like any later one.
        for round in 0...(options.isQuick ? 5 : 25) {
            let console = try ConsoleProbe(hospital, rows: 50, columns: 200)
            let frame = try console.wait(for: [ConsoleWords.hintBar])
            if round == 0 {
                report.note(
                    "first start of the run: "
                        + Report.number(
                            console.spawnedAt.duration(to: frame.lastByteAt).inMilliseconds,
                            places: 1
                        ) + " ms, not among the figures"
                )
            } else {
                times.append(console.spawnedAt.duration(to: frame.lastByteAt))
            }
            try console.settle(.milliseconds(200))
            memory.append(try console.process.residentMemory())
            try console.quit()
        }
        report.add(Figure("process start to first frame, 50×200", times, bar: 100, of: .p95))
        report.add(Figure("resident memory, idle", "MiB", memory, bar: 80, of: .worst))
    }
}
