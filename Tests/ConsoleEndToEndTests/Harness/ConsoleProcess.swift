import Glibc

/// The real console on a pseudo terminal of its own, with a screen that can be read.
final class ConsoleProcess {
    let terminal: TerminalLine
    let child: ChildProcess
    private(set) var screen: VirtualScreen

    /// How long a screen is waited for, in seconds.
    static let patience = 20.0

    init(
        _ arguments: [String],
        environment: [String: String] = [:],
        rows: Int = 30,
        columns: Int = 100
    ) throws {
        terminal = try TerminalLine(rows: rows, columns: columns)
        screen = VirtualScreen(rows: rows, columns: columns)
        child = try ChildProcess(
            try Program.path(),
            arguments,
            environment: Program.environment(environment),
            descriptors: .terminal(path: terminal.path)
        )
    }

    /// Types on the keyboard.
    func type(_ text: String) throws {
        try terminal.write(text.utf8)
    }

    /// Presses a key.
    func press(_ key: Key) throws {
        try type(key.rawValue)
    }

    /// What an xterm sends in application mode.
    enum Key: String {
        case enter = "\r"
        case escape = "\u{1B}"
        case delete = "\u{1B}[3~"
        case f2 = "\u{1B}OQ"
        case f3 = "\u{1B}OR"
        case f6 = "\u{1B}[17~"
        case f9 = "\u{1B}[20~"
        case f12 = "\u{1B}[24~"
        case controlQ = "\u{11}"
    }

    /// Changes the window's size as a terminal emulator does; its text is lost meanwhile.
    func resize(rows: Int, columns: Int) throws {
        pump()
        screen = VirtualScreen(rows: rows, columns: columns)
        terminal.resize(rows: rows, columns: columns)
    }

    /// Takes what the program has written within a few milliseconds.
    func pump() {
        screen.feed(terminal.read(milliseconds: 10))
    }

    /// Waits until the screen fulfils the condition and returns its text.
    @discardableResult
    func wait(
        for what: String,
        within seconds: Double = patience,
        _ isMet: (String) -> Bool
    ) throws -> String {
        let deadline = Deadline(seconds: seconds)
        while true {
            let text = screen.text
            if isMet(text) {
                guard screen.unknown.isEmpty else {
                    throw HarnessFailure("unknown sequences: \(screen.unknown)")
                }
                return text
            }
            guard !deadline.isOver else {
                throw HarnessFailure("the screen never showed \(what), but:\n\(text)")
            }
            let bytes = terminal.read(milliseconds: deadline.milliseconds(atMost: 100))
            if bytes.isEmpty, let ending = child.poll() {
                throw HarnessFailure("the console ended (\(ending)) before \(what):\n\(text)")
            }
            screen.feed(bytes)
        }
    }

    /// Waits until the screen shows all of these texts.
    @discardableResult
    func wait(forAll texts: String..., within seconds: Double = patience) throws -> String {
        try wait(for: "\(texts)", within: seconds) { screen in
            texts.allSatisfy { screen.contains($0) }
        }
    }

    /// Waits for the message line's receipt of a person and returns that line.
    @discardableResult
    func waitForReceipt(of name: String) throws -> String {
        func receipt(_ text: String) -> Substring? {
            text.split(separator: "\n").first { $0.contains(name) && $0.contains("已完成") }
        }
        let text = try wait(for: "the receipt of \(name)") { receipt($0) != nil }
        return String(receipt(text) ?? "")
    }

    /// Waits for the end of the process; what it still writes is taken.
    func waitForEnd(within seconds: Double) throws -> ChildProcess.Ending {
        let deadline = Deadline(seconds: seconds)
        while true {
            screen.feed(terminal.read(milliseconds: 5))
            if let ending = child.poll() {
                screen.feed(terminal.read(milliseconds: 0))
                return ending
            }
            guard !deadline.isOver else {
                throw HarnessFailure("the console did not end:\n\(screen.text)")
            }
        }
    }

    /// Kills it as a power cut would.
    func kill() throws {
        child.signal(SIGKILL)
        guard try waitForEnd(within: 5) == .signalled(SIGKILL) else {
            throw HarnessFailure("the console had ended by itself")
        }
    }

    /// Whether the amount stands on the screen in large digits.
    func showsLarge(_ amount: String) -> Bool {
        LargeDigits.isShown(amount, in: screen.lines)
    }

    /// Waits for an amount in large digits, the amount due.
    func waitForDue(_ amount: String) throws {
        try wait(for: "\(amount) in large digits") { text in
            LargeDigits.isShown(
                amount,
                in: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            )
        }
    }
}

/// How an amount looks in large digits: three rows of half blocks a character.
enum LargeDigits {
    private static let shapes: [Character: [String]] = [
        "0": ["█▀█", "█ █", "▀▀▀"], "1": ["▄█ ", " █ ", "▀▀▀"], "2": ["▀▀█", "█▀▀", "▀▀▀"],
        "3": ["▀▀█", " ▀█", "▀▀▀"], "4": ["█ █", "▀▀█", "  ▀"], "5": ["█▀▀", "▀▀█", "▀▀▀"],
        "6": ["█▀▀", "█▀█", "▀▀▀"], "7": ["▀▀█", "  █", "  ▀"], "8": ["█▀█", "█▀█", "▀▀▀"],
        "9": ["█▀█", "▀▀█", "▀▀▀"], ".": [" ", " ", "▄"],
    ]

    /// Whether the amount, and no longer one, stands in these lines.
    static func isShown(_ amount: String, in lines: [String]) -> Bool {
        let rows = (0..<3).map { row in
            amount.map { shapes[$0]?[row] ?? "?" }.joined(separator: " ")
        }
        let padded = lines.map { Array($0 + String(repeating: " ", count: 120)) }
        for index in padded.indices.dropLast(2) {
            for start in find(Array(rows[0]), in: padded[index])
            where matches(rows[1], padded[index + 1], start)
                && matches(rows[2], padded[index + 2], start)
                && (0..<3).allSatisfy({ hasMargin(padded[index + $0], start, rows[0].count) })
            {
                return true
            }
        }
        return false
    }

    private static func find(_ part: [Character], in line: [Character]) -> [Int] {
        guard line.count >= part.count else { return [] }
        return (0...line.count - part.count).filter { matches(String(part), line, $0) }
    }

    private static func matches(_ part: String, _ line: [Character], _ start: Int) -> Bool {
        line.count >= start + part.count && zip(line[start...], part).allSatisfy { $0 == $1 }
    }

    /// Whether no further digit touches the amount on either side.
    private static func hasMargin(_ line: [Character], _ start: Int, _ length: Int) -> Bool {
        let before = line[max(0, start - 3)..<start]
        let after = line[start + length..<min(line.count, start + length + 3)]
        return (before + after).allSatisfy { !"█▀▄".contains($0) }
    }
}
