/// Turns the bytes of a terminal into keys and pastes; pure, fed by whoever reads.
///
/// It assembles UTF-8 that arrives in pieces, knows the sequences of xterm and its kin besides those
/// the terminal's description adds, and never lets the tail of an unknown sequence through as typed
/// characters. What cannot be decided yet waits until `deadline`.
package struct KeyDecoder: Sendable {
    /// What came out.
    package enum Output: Sendable, Hashable {
        /// A key.
        case key(KeyPress)
        /// A finished bracketed paste.
        case paste(String)
    }

    /// The longest paste in bytes; more is dropped.
    package static let pasteLengthMax = 65_536
    /// The longest escape sequence in bytes; a longer one is dropped.
    package static let sequenceLengthMax = 32

    /// When waiting bytes must be decided by `expire`; nil when none wait.
    package private(set) var deadline: ContinuousClock.Instant?

    private let sequences: [[UInt8]: Key]
    private let escapeDelay: Duration
    private var pending: [UInt8] = []
    private var pasted: [UInt8]?

    /// A decoder that waits `escapeDelay` for the rest of a sequence.
    ///
    /// - Parameter sequences: what the terminal's own description says its keys send.
    package init(sequences: [[UInt8]: Key] = [:], escapeDelay: Duration = .milliseconds(25)) {
        self.sequences = Self.common.merging(sequences) { _, own in own }
        self.escapeDelay = escapeDelay
    }

    /// Takes bytes in that were read at `instant`.
    package mutating func feed(
        _ bytes: some Sequence<UInt8>,
        at instant: ContinuousClock.Instant
    ) -> [Output] {
        var output: [Output] = []
        for byte in bytes { take(byte, at: instant, into: &output) }
        deadline = pending.isEmpty ? nil : instant.advanced(by: escapeDelay)
        return output
    }

    /// Decides what waits once `instant` has reached the deadline: a lone Esc is Esc, half a
    /// character or an unfinished sequence is dropped.
    package mutating func expire(at instant: ContinuousClock.Instant) -> [Output] {
        guard let deadline, instant >= deadline else { return [] }
        self.deadline = nil
        defer { pending = [] }
        switch pending.count {
        case 1 where pending[0] == 0x1B: return [key(.escape, instant)]
        case 2 where pending == [0x1B, 0x1B]: return [key(.escape, instant), key(.escape, instant)]
        case 2 where pending[0] == 0x1B:
            return alt(pending[1]).map { [key($0, instant)] } ?? []
        default: return []
        }
    }

    private func key(_ key: Key, _ instant: ContinuousClock.Instant) -> Output {
        .key(KeyPress(key: key, at: instant))
    }

    private mutating func take(
        _ byte: UInt8,
        at instant: ContinuousClock.Instant,
        into output: inout [Output]
    ) {
        if pasted != nil {
            takePasted(byte, into: &output)
        } else if pending.first == 0x1B {
            takeEscaped(byte, at: instant, into: &output)
        } else if !pending.isEmpty {
            takeContinuation(byte, at: instant, into: &output)
        } else if byte == 0x1B || byte >= 0xC2 && byte <= 0xF4 {
            pending = [byte]
        } else if byte < 0x80 {
            output.append(key(Self.plain(byte), instant))
        }
    }

    // MARK: Characters

    private static func plain(_ byte: UInt8) -> Key {
        switch byte {
        case 0x09: .tab
        case 0x0A, 0x0D: .enter
        case 0x08, 0x7F: .backspace
        case 0x00: .control(" ")
        case 0x01...0x1A: .control(Character(Unicode.Scalar(byte + 0x60)))
        case 0x1B...0x1F: .control(Character(Unicode.Scalar(byte + 0x40)))
        default: .character(Character(Unicode.Scalar(byte)))
        }
    }

    private mutating func takeContinuation(
        _ byte: UInt8,
        at instant: ContinuousClock.Instant,
        into output: inout [Output]
    ) {
        guard byte & 0xC0 == 0x80 else {
            pending = []
            take(byte, at: instant, into: &output)
            return
        }
        pending.append(byte)
        let first = pending[0]
        let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        guard pending.count == length else { return }
        if let text = String(validating: pending, as: UTF8.self), let character = text.first,
            text.unicodeScalars.allSatisfy({ SafeText.replacement(for: $0) == $0 })
        {
            output.append(key(.character(character), instant))
        }
        pending = []
    }

    // MARK: Sequences

    private func alt(_ byte: UInt8) -> Key? {
        (0x21..<0x7F).contains(byte) ? .alt(Character(Unicode.Scalar(byte))) : nil
    }

    private mutating func takeEscaped(
        _ byte: UInt8,
        at instant: ContinuousClock.Instant,
        into output: inout [Output]
    ) {
        if byte == 0x1B {
            if pending.count == 1 {
                output.append(key(.escape, instant))
            }
            pending = [byte]
            return
        }
        pending.append(byte)
        if pending == Self.pasteStart {
            pending = []
            pasted = []
            return
        }
        if let known = sequences[pending] {
            output.append(key(known, instant))
            pending = []
            return
        }
        if isUnfinished { return }
        if pending.count == 2 {
            pending = []
            if let known = alt(byte) {
                output.append(key(known, instant))
            } else {
                output.append(key(.escape, instant))
                take(byte, at: instant, into: &output)
            }
            return
        }
        pending = []
    }

    /// Whether more bytes can belong to the sequence that waits.
    private var isUnfinished: Bool {
        guard pending.count < Self.sequenceLengthMax else { return false }
        switch pending[1] {
        case 0x5B:
            guard pending.count > 2 else { return true }
            // The Linux console sends F1 … F5 as ESC [ [ A … E.
            if pending.count == 3 && pending[2] == 0x5B { return true }
            if pending.count == 4 && pending[2] == 0x5B { return false }
            return !(0x40...0x7E).contains(pending[pending.count - 1])
        case 0x4F:
            return pending.count == 2
                || (0x30...0x3F).contains(pending[pending.count - 1])
        default: return false
        }
    }

    // MARK: Paste

    private mutating func takePasted(_ byte: UInt8, into output: inout [Output]) {
        guard var bytes = pasted else { return }
        pasted = nil
        bytes.append(byte)
        if bytes.count >= Self.pasteEnd.count,
            bytes.suffix(Self.pasteEnd.count) == Self.pasteEnd[...]
        {
            let content = bytes.dropLast(Self.pasteEnd.count).prefix(Self.pasteLengthMax)
            output.append(.paste(String(decoding: content, as: UTF8.self)))
            return
        }
        // Past the limit only the tail is kept, to find the end.
        if bytes.count > Self.pasteLengthMax + 2 * Self.pasteEnd.count {
            bytes.remove(at: Self.pasteLengthMax)
        }
        pasted = bytes
    }

    private static let pasteStart: [UInt8] = Array("\u{1B}[200~".utf8)
    private static let pasteEnd: [UInt8] = Array("\u{1B}[201~".utf8)

    // MARK: Tables

    /// What xterm, its kin, vt220 and the Linux console send.
    private static let common: [[UInt8]: Key] = {
        var table: [[UInt8]: Key] = [:]
        func add(_ tail: String, _ key: Key) { table[[0x1B] + Array(tail.utf8)] = key }
        let letters: [(Character, Key)] = [
            ("A", .up), ("B", .down), ("C", .right), ("D", .left), ("H", .home), ("F", .end),
        ]
        for (letter, key) in letters {
            add("[\(letter)", key)
            add("O\(letter)", key)
        }
        for (number, letter) in ["P", "Q", "R", "S"].enumerated() {
            add("O\(letter)", .function(number + 1))
            add("[\(letter)", .function(number + 1))
        }
        for (number, letter) in ["A", "B", "C", "D", "E"].enumerated() {
            add("[[\(letter)", .function(number + 1))
        }
        let codes = [11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24]
        for (number, code) in codes.enumerated() { add("[\(code)~", .function(number + 1)) }
        let others: [(Int, Key)] = [
            (1, .home), (2, .insert), (3, .delete), (4, .end), (5, .pageUp), (6, .pageDown),
            (7, .home), (8, .end),
        ]
        for (code, key) in others { add("[\(code)~", key) }
        add("[Z", .backTab)
        add("OM", .enter)
        for digit in 0...9 {
            // The keypad in application mode: ESC O p is 0 … ESC O y is 9.
            let letter = Character(Unicode.Scalar(UInt8(0x70 + digit)))
            add("O\(letter)", .character(Character("\(digit)")))
        }
        add("On", .character("."))
        return table
    }()
}
