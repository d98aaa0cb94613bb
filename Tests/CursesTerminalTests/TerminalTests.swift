import BuiltinThemes
import CNCurses
import CursesTerminal
import Glibc
import TerminalUI
import Testing

private let leaveScreen = "\u{1B}[?1049l"
private let enterScreen = "\u{1B}[?1049h"

/// One terminal of a test: pty, program and the task that runs it.
private struct Session {
    let line: PseudoTerminal
    let notes = Probe.Notes()
    let terminal: Terminal<String>

    init(columns: UInt16 = 80, rows: UInt16 = 24, environment: [String: String] = [:]) throws {
        line = try PseudoTerminal(columns: columns, rows: rows)
        terminal = try Terminal(
            try Self.options(line, environment: environment)
        )
    }

    static func options(
        _ line: PseudoTerminal,
        environment: [String: String] = [:]
    ) throws -> TerminalOptions {
        TerminalOptions(
            theme: try .builtin("dark"),
            environment: ["TERM": "xterm-256color"].merging(environment) { $1 },
            input: line.slave,
            output: line.slave
        )
    }

    /// Waits until the notes are as wanted; false when 10 s pass without.
    func waits(for isWanted: ([String]) -> Bool) -> Bool {
        let limit = ContinuousClock.now.advanced(by: .seconds(10))
        while !isWanted(notes.all) {
            guard ContinuousClock.now < limit else { return false }
            sched_yield()
        }
        return true
    }

    /// Runs the program while `steps` type and look; the steps end it.
    func run(
        deadline: ContinuousClock.Instant? = nil,
        _ steps: @Sendable () throws -> Void
    ) async throws -> TerminalExit {
        let notes = notes
        let terminal = terminal
        async let exit = terminal.runOnOwnThread { Probe(notes: notes, deadline: deadline) }
        try steps()
        return try await exit
    }
}

@Suite("A terminal on a pseudo-terminal", .serialized, .timeLimit(.minutes(2)))
struct TerminalTests {
    @Test("the first frame arrives, keys come in, and the exit restores the terminal")
    func wholeRun() async throws {
        let session = try Session()
        let before = session.line.isCanonicalWithEcho
        #expect(before)
        let exit = try await session.run {
            let first = try #require(session.line.read(until: "<80x24>"))
            #expect(first.contains(enterScreen))
            #expect(first.contains("\u{1B}[?2004h"))
            #expect(first.contains("收费 03 号窗"))
            #expect(!session.line.isCanonicalWithEcho)
            for (bytes, shown) in [
                ("\u{1B}OP", "<F1>"), ("\u{1B}[3~", "<Del>"), ("\r", "<Enter>"), ("王", "<王>"),
                ("\u{1B}OA", "<Up>"), ("\u{3}", "<Ctrl-C>"), ("\u{1A}", "<Ctrl-Z>"),
                ("\u{1B}", "<Esc>"), ("\u{1B}[200~200\r\u{1B}[201~", "paste<200␍>"),
            ] {
                session.line.type(bytes)
                // ncurses writes changed cells alone: look at the notes, then at any answer.
                #expect(session.line.readAvailable(waitMilliseconds: 10_000) != nil, "\(shown)")
            }
            session.line.type("q")
            let last = try #require(session.line.read(until: leaveScreen))
            #expect(last.contains("\u{1B}[?2004l"))
        }
        #expect(exit == .finished)
        #expect(session.line.isCanonicalWithEcho)
        #expect(
            session.notes.all == [
                "size<80x24>", "key<F1>", "key<Del>", "key<Enter>", "key<王>", "key<Up>",
                "key<Ctrl-C>", "key<Ctrl-Z>", "key<Esc>", "paste<200\r>", "quit",
            ]
        )
    }

    @Test("posted messages and the deadline wake the loop, the deadline once")
    func wakes() async throws {
        let session = try Session()
        let soon = ContinuousClock.now.advanced(by: .milliseconds(20))
        let exit = try await session.run(deadline: soon) {
            _ = try #require(session.line.read(until: "timer<fired"))
            for number in 1...50 { #expect(session.terminal.post("\(number)")) }
            #expect(session.waits { $0.contains("message<50>") })
            session.line.type("q")
            _ = try #require(session.line.read(until: leaveScreen))
        }
        #expect(exit == .finished)
        let notes = session.notes.all
        #expect(notes.filter { $0 == "timer<fired>" }.count == 1)
        let messages = notes.filter { $0.hasPrefix("message") }
        #expect(messages == (1...50).map { "message<\($0)>" })
    }

    @Test("an event that changes nothing writes no byte")
    func idle() async throws {
        let session = try Session()
        _ = try await session.run {
            _ = try #require(session.line.read(until: "<80x24>"))
            session.line.drain()
            session.line.type("---")
            #expect(session.waits { $0.filter { $0 == "nothing" }.count == 3 })
            // The same key twice: the second frame equals the first.
            session.line.type("x")
            #expect(session.waits { $0.contains("key<X>") })
            session.line.drain()
            session.line.type("x")
            #expect(session.waits { $0.filter { $0 == "key<X>" }.count == 2 })
            #expect(session.line.readAvailable(waitMilliseconds: 200) == nil)
            session.line.type("q")
            _ = try #require(session.line.read(until: leaveScreen))
        }
    }

    @Test("Ctrl-L repaints the whole screen and is no key for the program")
    func repaint() async throws {
        let session = try Session()
        _ = try await session.run {
            _ = try #require(session.line.read(until: "<80x24>"))
            session.line.type("\u{C}")
            let again = try #require(session.line.read(until: "<80x24>"))
            #expect(again.contains("收费 03 号窗"))
            session.line.type("q")
            _ = try #require(session.line.read(until: leaveScreen))
        }
        #expect(session.notes.all == ["size<80x24>", "quit"])
    }

    @Test("a resize is told and repainted; below 80x24 the frame says what is needed")
    func resize() async throws {
        let session = try Session()
        _ = try await session.run {
            _ = try #require(session.line.read(until: "<80x24>"))
            session.line.resize(columns: 132, rows: 43)
            kill(getpid(), SIGWINCH)
            _ = try #require(session.line.read(until: "<132x43>"))
            session.line.resize(columns: 60, rows: 12)
            kill(getpid(), SIGWINCH)
            let small = try #require(session.line.read(until: "has 60x12"))
            #expect(small.contains("needs 80x24"))
            session.line.resize(columns: 81, rows: 25)
            kill(getpid(), SIGWINCH)
            let large = try #require(session.line.read(until: "<81x25>"))
            #expect(large.contains("收费"))
            session.line.type("q")
            _ = try #require(session.line.read(until: leaveScreen))
        }
    }

    @Test(
        "a signal that ends the session is an event, then the terminal is restored",
        arguments: [
            (SIGHUP, HangUpReason.hangUpSignal), (SIGTERM, .terminateSignal),
            (SIGINT, .terminateSignal),
        ]
    )
    func hangUp(signal: Int32, reason: HangUpReason) async throws {
        let session = try Session()
        let exit = try await session.run {
            _ = try #require(session.line.read(until: "<80x24>"))
            kill(getpid(), signal)
            _ = try #require(session.line.read(until: leaveScreen))
        }
        #expect(exit == .hungUp(reason))
        #expect(session.notes.all.last == "hangUp<\(reason)>")
        #expect(session.line.isCanonicalWithEcho)
    }

    @Test("when the terminal vanishes the program is told and the run ends")
    func endOfInput() async throws {
        let vanishing = try PseudoTerminal(columns: 80, rows: 24)
        let notes = Probe.Notes()
        let slave = open(vanishing.path, O_RDWR | O_NOCTTY)
        defer { close(slave) }
        var options = try Session.options(vanishing)
        options.input = slave
        options.output = slave
        let terminal = try Terminal<String>(options)
        async let exit = terminal.runOnOwnThread { Probe(notes: notes) }
        _ = try #require(vanishing.read(until: "<80x24>"))
        vanishing.vanish()
        #expect(try await exit == .hungUp(.endOfInput))
        #expect(notes.all.last == "hangUp<endOfInput>")
    }

    @Test("a trap restores the terminal")
    func trap() async throws {
        let line = try PseudoTerminal(columns: 80, rows: 24)
        async let ending: Void = Self.trapInAnotherProcess(on: line.path)
        _ = try #require(line.read(until: "<80x24>"))
        #expect(!line.isCanonicalWithEcho)
        line.type("!")
        let last = try #require(line.read(until: leaveScreen))
        #expect(!last.contains("Press space"))
        await ending
        #expect(line.isCanonicalWithEcho)
    }

    private static func trapInAnotherProcess(on path: String) async {
        await #expect(processExitsWith: .failure) { [path = path as String] in
            let slave = open(path, O_RDWR | O_NOCTTY)
            let options = TerminalOptions(
                theme: try .builtin("dark"),
                environment: ["TERM": "xterm-256color"],
                input: slave,
                output: slave
            )
            var probe = Probe(notes: Probe.Notes())
            _ = try Terminal<String>(options).run(&probe)
        }
    }

    @Test(
        "a set-up that cannot work is refused in one sentence before anything is written",
        arguments: [
            (["TERM": ""], TerminalError.termNotSet),
            (["TERM": "no-such-terminal"], .unknownTerm("no-such-terminal")),
            (["TERM": "dumb"], .noCursorAddressing("dumb")),
        ]
    )
    func refused(environment: [String: String], expected: TerminalError) throws {
        let line = try PseudoTerminal(columns: 80, rows: 24)
        #expect(throws: expected) {
            try Terminal<String>(try Session.options(line, environment: environment))
        }
        #expect(expected.description.contains("TERM"))
        #expect(line.readAvailable(waitMilliseconds: 0) == nil)
        #expect(line.isCanonicalWithEcho)
    }

    @Test("an unknown member of the xterm family runs as xterm-256color, with a notice")
    func family() async throws {
        let session = try Session(environment: ["TERM": "xterm-nobody-knows"])
        #expect(
            session.terminal.notices.contains(
                .termReplaced("xterm-nobody-knows", by: "xterm-256color")
            )
        )
        _ = try await session.run {
            _ = try #require(session.line.read(until: "<80x24>"))
            session.line.type("q")
            _ = try #require(session.line.read(until: leaveScreen))
        }
    }

    @Test("a file is no terminal")
    func notATerminal() throws {
        let file = open("/dev/null", O_RDWR)
        defer { close(file) }
        let options = TerminalOptions(
            theme: try .builtin("dark"),
            environment: ["TERM": "vt100"],
            input: file,
            output: file
        )
        var probe = Probe(notes: Probe.Notes())
        #expect(throws: TerminalError.notATerminal) {
            try Terminal<String>(options).run(&probe)
        }
    }

    @Test("NO_COLOR sends attributes and no colour; vt100 works too", arguments: ["", "vt100"])
    func colourless(term: String) async throws {
        let session = try Session(
            environment: term.isEmpty ? ["NO_COLOR": "1"] : ["TERM": term]
        )
        _ = try await session.run {
            let first = try #require(session.line.read(until: "<80x24>"))
            #expect(!first.contains("38;5;"))
            session.line.type("q")
            #expect(session.waits { $0.contains("quit") })
        }
    }

    @Test("the attributes of a theme are those of the C side")
    func attributes() {
        let pairs: [(CellAttributes, Int)] = [
            (.bold, CN_BOLD), (.dim, CN_DIM), (.underline, CN_UNDERLINE), (.reverse, CN_REVERSE),
            (.italic, CN_ITALIC),
        ]
        for (swift, c) in pairs { #expect(Int(swift.rawValue) == c) }
    }

    @Test("libc agrees with the width table where screens write")
    func widths() {
        #expect(cn_set_utf8_locale() >= 0)
        let ranges: [ClosedRange<UInt32>] = [
            0x20...0x7E, 0xA1...0xAC, 0x2010...0x2027, 0x2030...0x205E, 0x2190...0x21FF,
            0x2500...0x259F, 0x3001...0x3029, 0x3041...0x3096, 0x30A1...0x30FA, 0x4E00...0x9FA5,
            0xAC00...0xD7A3, 0xFF01...0xFF60, 0x20000...0x2A6D6,
        ]
        for value in ranges.joined() {
            guard let scalar = Unicode.Scalar(value) else { continue }
            if Int(cn_wcwidth(value)) != TextWidth.of(scalar) {
                Issue.record("U+\(String(value, radix: 16)): libc \(cn_wcwidth(value))")
            }
        }
    }
}
