/// A key to the changed bytes on a terminal of 50×200.
struct KeyBenchmark {
    private let hospital: BenchmarkHospital

    init(_ hospital: BenchmarkHospital) {
        self.hospital = hospital
    }

    private enum Gesture: CaseIterable {
        case digit, backspace, help, close

        var bytes: String {
            switch self {
            case .digit: "7"
            case .backspace: "\u{7F}"
            case .help, .close: "\u{1B}OP"
            }
        }
    }

    /// Types an amount and takes it back, opens the card of keys and closes it, over a bill.
    func run(_ options: BenchmarkOptions, _ report: inout Report) throws {
        let console = try ConsoleProbe(hospital, rows: 50, columns: 200)
        _ = try console.wait(for: [ConsoleWords.hintBar])
        try console.settle(.milliseconds(300))
        _ = try console.scan(try hospital.mint("insurance", of: "E1"))
        _ = try console.wait(for: [ConsoleWords.amountDue])
        try console.settle(.milliseconds(300))
        var small: [Duration] = []
        var large: [Duration] = []
        var bytes = (small: [Double](), large: [Double]())
        for round in 0..<(options.isQuick ? 80 : 600) {
            let gesture = Gesture.allCases[round % 4]
            let (time, count) = try press(gesture, console)
            switch gesture {
            case .digit, .backspace:
                small.append(time)
                bytes.small.append(count)
            case .help, .close:
                large.append(time)
                bytes.large.append(count)
            }
        }
        report.add(Figure("key to changed bytes, all keys", small + large, bar: 10, of: .p95))
        report.add(Figure("key to changed bytes, digit and Backspace", small, bar: 10, of: .p95))
        report.add(Figure("key to changed bytes, F1 card and back", large, bar: 10, of: .p95))
        report.add(Figure("bytes written per digit or Backspace", "B", bytes.small))
        report.add(Figure("bytes written per F1 card", "B", bytes.large))
        _ = try console.type("\u{1B}")
        _ = try console.wait(for: [ConsoleWords.idle])
        try console.quit()
    }

    /// The time to the last byte of the frame that the key caused, and how long the frame was.
    private func press(
        _ gesture: Gesture,
        _ console: ConsoleProbe
    ) throws -> (Duration, Double) {
        let sent = try console.type(gesture.bytes)
        guard let frame = try console.burst(within: .seconds(2)) else {
            throw BenchmarkFailure("a key (\(gesture)) changed nothing:\n\(console.screen.text)")
        }
        // The recogniser of keyboard scanners holds a digit for 100 ms; keys as fast as a scanner's
        // would be taken for one.
        try console.settle(gesture == .digit ? .milliseconds(120) : .milliseconds(60))
        return (sent.duration(to: frame.lastByteAt), Double(frame.count))
    }
}
