import CLinux
import DevicesLive
import Glibc

/// A running `cashier console`, its terminal and its scanner, both pseudo terminals.
final class ConsoleProbe {
    /// The quiet after which what was written counts as one frame.
    static let frameGap = Duration.milliseconds(4)

    let process: ChildProcess
    /// When the process was asked for.
    let spawnedAt: ContinuousClock.Instant
    /// Bytes that the program has written so far.
    private(set) var bytesWritten = 0
    private(set) var screen: ScreenText
    private let terminal: PseudoTerminal
    private let scanner: PseudoTerminal
    private let clock = ContinuousClock()

    /// Starts a console on a terminal of that size, in English.
    init(_ hospital: BenchmarkHospital, rows: Int, columns: Int) throws {
        terminal = try PseudoTerminal()
        scanner = try PseudoTerminal()
        try terminal.resize(rows: UInt16(rows), columns: UInt16(columns))
        screen = ScreenText(rows: rows, columns: columns)
        spawnedAt = clock.now
        process = try ChildProcess(
            hospital.options.cashier,
            [
                "console", "--config", hospital.configuration, "--language", "en",
                "--scanner", scanner.path,
            ],
            standard: .terminal(path: terminal.path),
            environment: ["TERM": "xterm-256color", "LC_ALL": "C.UTF-8"]
        )
        terminal.closeSlave()
    }

    /// What one read gave.
    struct Burst {
        var firstByteAt: ContinuousClock.Instant
        var lastByteAt: ContinuousClock.Instant
        var count: Int
    }

    /// Waits for bytes and reads until a gap; nil when none came in time.
    func burst(within limit: Duration) throws -> Burst? {
        guard let first = try read(within: limit) else { return nil }
        var burst = Burst(firstByteAt: first.at, lastByteAt: first.at, count: first.count)
        while let more = try read(within: Self.frameGap) {
            burst.lastByteAt = more.at
            burst.count += more.count
        }
        return burst
    }

    /// Waits until the screen shows one of the texts, and gives the instant of the last byte of the
    /// frame that did.
    func wait(for texts: [String], within limit: Duration = .seconds(20)) throws -> Burst {
        let deadline = clock.now + limit
        while true {
            let left = clock.now.duration(to: deadline)
            guard left > .zero, let burst = try burst(within: left) else {
                throw BenchmarkFailure(
                    "none of \(texts) came on the screen, but:\n\(screen.text)"
                )
            }
            if texts.contains(where: screen.shows) { return burst }
        }
    }

    /// Reads until nothing has come for so long.
    func settle(_ quiet: Duration) throws {
        while try burst(within: quiet) != nil {}
    }

    /// Sends keys; the instant is just before the first byte.
    func type(_ keys: String) throws -> ContinuousClock.Instant {
        let now = clock.now
        try terminal.write(keys)
        return now
    }

    /// Sends a code as a scanner does; the instant is that of its last byte.
    func scan(_ code: String) throws -> ContinuousClock.Instant {
        try scanner.write(code)
        let now = clock.now
        try scanner.write("\r")
        return now
    }

    /// Quits by the key, and insists if that does not end it.
    func quit() throws {
        _ = try type("\u{11}")
        let deadline = clock.now + .seconds(10)
        while clock.now < deadline {
            // The terminal's end reads as an error or as nothing, both without a wait.
            if try read(within: .seconds(1)) == nil, isTerminalGone { break }
        }
        guard isTerminalGone else {
            process.kill()
            throw BenchmarkFailure("the console does not quit; it shows:\n\(screen.text)")
        }
        let status = process.waitForEnd()
        guard status == 0 else { throw BenchmarkFailure("the console ended with \(status)") }
    }

    // MARK: Reading

    private var isTerminalGone = false

    private func read(
        within limit: Duration
    ) throws -> (at: ContinuousClock.Instant, count: Int)? {
        guard let descriptor = terminal.masterDescriptor, !isTerminalGone else { return nil }
        var waited = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        // Rounded up, so that a short wait is not none.
        let milliseconds = Int32(clamping: Int64(limit.inMilliseconds.rounded(.up)))
        guard poll(&waited, 1, milliseconds) > 0 else { return nil }
        let bytes = try terminal.read(atMost: 1 << 16)
        let now = clock.now
        guard !bytes.isEmpty else {
            isTerminalGone = true
            return nil
        }
        bytesWritten += bytes.count
        screen.take(bytes)
        return (now, bytes.count)
    }
}
