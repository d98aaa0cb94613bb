package import TerminalUI

/// How a terminal is driven.
package struct TerminalOptions: Sendable {
    /// What the roles look like.
    package var theme: Theme
    /// `auto`, `none`, `16` or `256`; nil is `auto`.
    package var colour: String?
    /// The process' environment: `TERM` and `NO_COLOR` count.
    package var environment: [String: String]
    /// How long a lone Esc waits for the rest of a sequence; 25 ms fits a local line, 100 ms ssh.
    package var escapeDelay: Duration
    /// The descriptor of the terminal's input.
    package var input: Int32
    /// The descriptor of the terminal's output.
    package var output: Int32

    /// Options for the terminal on standard input and output.
    package init(
        theme: Theme,
        colour: String? = nil,
        environment: [String: String],
        escapeDelay: Duration = .milliseconds(25),
        input: Int32 = 0,
        output: Int32 = 1
    ) {
        self.theme = theme
        self.colour = colour
        self.environment = environment
        self.escapeDelay = escapeDelay
        self.input = input
        self.output = output
    }
}

/// Why a terminal cannot be used; each description is one sentence that says what to do.
package enum TerminalError: Error, Hashable, CustomStringConvertible {
    /// Input or output is a file or a pipe.
    case notATerminal
    /// `TERM` is not set.
    case termNotSet
    /// `TERM` names a terminal that the host has no description of.
    case unknownTerm(String)
    /// The terminal cannot place its cursor.
    case noCursorAddressing(String)
    /// The host has no UTF-8 locale.
    case noUTF8Locale
    /// The theme or the colour option is wrong.
    case theme(ThemeError)
    /// Another terminal is open in this process.
    case alreadyOpen
    /// The host gave no descriptor, no thread or no memory.
    case outOfResources

    /// One sentence that says what to do.
    package var description: String {
        switch self {
        case .notATerminal:
            "The console needs a terminal: run it without redirecting its input or output."
        case .termNotSet:
            "The variable TERM is not set: set it to your terminal's name, for example "
                + "TERM=xterm-256color."
        case .unknownTerm(let name):
            "The terminal type '\(SafeText.clean(name))' is not known on this host: install the "
                + "package ncurses-term, or set TERM=xterm-256color."
        case .noCursorAddressing(let name):
            "The terminal type '\(SafeText.clean(name))' cannot place its cursor: use another "
                + "terminal, or set TERM to its true type."
        case .noUTF8Locale:
            "This host has no UTF-8 locale, so Chinese cannot be shown: install C.UTF-8 or set "
                + "LC_ALL to a UTF-8 locale."
        case .theme(let error): error.description
        case .alreadyOpen: "A terminal is already open in this process."
        case .outOfResources: "The host has no descriptors, threads or memory left: close programs."
        }
    }
}

/// What works, but not as the environment asked for.
package enum TerminalNotice: Sendable, Hashable, CustomStringConvertible {
    /// The locale was no UTF-8 one; C.UTF-8 is used.
    case localeReplaced
    /// `TERM` is not described here; a type of its family is used.
    case termReplaced(String, by: String)
    /// The Linux console has no Chinese glyphs.
    case noChineseGlyphs

    /// One sentence that says what to do.
    package var description: String {
        switch self {
        case .localeReplaced:
            "The locale is not UTF-8; C.UTF-8 is used: set LC_ALL=C.UTF-8 to silence this."
        case .termReplaced(let name, let other):
            "The terminal type '\(SafeText.clean(name))' is not known here; \(other) is used: "
                + "install the package ncurses-term."
        case .noChineseGlyphs:
            "The Linux console cannot show Chinese: use a graphical terminal or kmscon, or "
                + "--language en."
        }
    }
}

/// How a run on a terminal ended.
package enum TerminalExit: Sendable, Hashable {
    /// The program asked for it.
    case finished
    /// The terminal went away; persist, release and end within a second.
    case hungUp(HangUpReason)
}
