import CNCurses
import Synchronization
package import TerminalUI

/// A terminal that a program runs on.
///
/// The thread that calls `run` owns ncurses until it returns: it waits for keys, posted messages,
/// signals and the program's deadline, gives each to the program, and writes the cells that changed.
/// Other threads only `post`. Whatever ends the process (return, exit, SIGTERM, a trap), the terminal
/// is put back; only SIGKILL leaves it.
package final class Terminal<Message: Sendable>: Sendable {
    /// The most messages that wait; one more is refused.
    package static var postedMax: Int { 100_000 }

    /// What differs from what the environment asked for, worth a line on the screen or in the log.
    package let notices: [TerminalNotice]

    private let options: TerminalOptions
    private let term: String
    private let wake: Int32
    private let posted = Mutex<[Message]>([])

    /// Checks terminal type and locale, so that a wrong set-up is told before anything is started.
    package init(_ options: TerminalOptions) throws(TerminalError) {
        self.options = options
        var notices: [TerminalNotice] = []
        term = try TerminalType.choose(options, notices: &notices)
        switch cn_set_utf8_locale() {
        case 0: break
        case 1: notices.append(.localeReplaced)
        default: throw .noUTF8Locale
        }
        self.notices = notices
        wake = cn_wake_open()
        guard wake >= 0 else { throw .outOfResources }
    }

    deinit { cn_wake_close(wake) }

    /// Hands a message to the program from any thread; false when too many wait already.
    @discardableResult
    package func post(_ message: Message) -> Bool {
        let accepted = posted.withLock { waiting in
            guard waiting.count < Self.postedMax else { return false }
            waiting.append(message)
            return true
        }
        cn_wake(wake)
        return accepted
    }

    /// Runs a program on the calling thread until it asks for the exit or the terminal goes away.
    package func run<P: TerminalProgram>(
        _ program: inout P
    ) throws(TerminalError) -> TerminalExit where P.Message == Message {
        guard openTerminal.exchange(true, ordering: .acquiringAndReleasing) == false else {
            throw .alreadyOpen
        }
        defer { openTerminal.store(false, ordering: .releasing) }
        cn_signals_install(wake)
        defer { cn_signals_restore() }
        try open()
        defer { cn_close() }
        let depth: ColourDepth
        do {
            depth = try ColourDepth.choose(
                option: options.colour,
                environment: options.environment,
                terminalColours: Int(cn_colours())
            )
        } catch {
            throw .theme(error)
        }
        var loop = TerminalLoop(
            program: program,
            painter: Painter(theme: options.theme, depth: depth),
            decoder: KeyDecoder(
                sequences: KeySequences.ofOpenTerminal(),
                escapeDelay: options.escapeDelay
            ),
            input: options.input,
            wake: wake
        )
        defer { program = loop.program }
        return loop.run(takePosted: takePosted)
    }

    private func takePosted() -> [Message] {
        posted.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
    }

    private func open() throws(TerminalError) {
        let delay = options.escapeDelay.components
        let milliseconds = delay.seconds * 1000 + delay.attoseconds / 1_000_000_000_000_000
        let result = cn_open(term, options.input, options.output, Int32(clamping: milliseconds))
        switch Int(result) {
        case CN_OK: return
        case CN_NOT_A_TERMINAL: throw .notATerminal
        case CN_UNKNOWN_TERM: throw .unknownTerm(term)
        case CN_NO_CURSOR_ADDRESSING: throw .noCursorAddressing(term)
        default: throw .outOfResources
        }
    }
}

/// Whether a terminal of this process is open: ncurses and the saved modes exist once.
private let openTerminal = Atomic<Bool>(false)

/// Chooses the terminal description.
private enum TerminalType {
    /// Families whose members understand what xterm-256color says when they are not described here.
    static let xtermFamily = ["xterm", "kitty", "foot", "alacritty", "ghostty", "wezterm"]

    static func choose(
        _ options: TerminalOptions,
        notices: inout [TerminalNotice]
    ) throws(TerminalError) -> String {
        guard let term = options.environment["TERM"], !term.isEmpty else { throw .termNotSet }
        if term == "linux" { notices.append(.noChineseGlyphs) }
        guard openTerminal.load(ordering: .acquiring) == false else { throw .alreadyOpen }
        switch Int(cn_check_term(term, options.output)) {
        case CN_OK: return term
        case CN_NO_CURSOR_ADDRESSING: throw .noCursorAddressing(term)
        default:
            let fallback = "xterm-256color"
            guard xtermFamily.contains(where: { term.contains($0) }),
                Int(cn_check_term(fallback, options.output)) == CN_OK
            else { throw .unknownTerm(term) }
            notices.append(.termReplaced(term, by: fallback))
            return fallback
        }
    }
}
