/// A small model of an xterm: enough of its control sequences for what ncurses sends.
struct VirtualScreen {
    let rows: Int
    let columns: Int
    /// A wide character fills its first cell; its second holds nothing.
    private var cells: [[Character?]]
    private var row = 0
    private var column = 0
    private var saved = (row: 0, column: 0)
    private var wrapsNext = false
    private var lastPrinted: Character = " "
    private var top = 0
    private var bottom: Int
    private var state = State.ground
    private var parameters = ""
    private var pending: [UInt8] = []
    /// Whether the alternate screen is shown: a full-screen program is at work.
    private(set) var isAlternate = false
    /// Whether the cursor is shown.
    private(set) var isCursorVisible = true
    /// Sequences that the model does not know; a test fails on them rather than misread a screen.
    private(set) var unknown: [String] = []

    private enum State { case ground, escape, charset, control, text, textEscape }

    init(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
        bottom = rows - 1
        cells = Array(repeating: Array(repeating: " ", count: columns), count: rows)
    }

    /// The lines as a reader sees them, without spaces at their ends.
    var lines: [String] {
        cells.map { line in
            var text = String(line.compactMap { $0 })
            while text.last == " " { text.removeLast() }
            return text
        }
    }

    /// The whole screen.
    var text: String { lines.joined(separator: "\n") }

    /// Takes what the program wrote.
    mutating func feed(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { feed(byte) }
    }

    private mutating func feed(_ byte: UInt8) {
        switch state {
        case .ground: ground(byte)
        case .escape: escape(byte)
        case .charset: state = .ground
        case .control:
            if (0x40...0x7E).contains(byte) {
                state = .ground
                control(byte)
            } else {
                parameters.append(Character(UnicodeScalar(byte)))
            }
        case .text:
            if byte == 0x07 { state = .ground } else if byte == 0x1B { state = .textEscape }
        case .textEscape: state = .ground
        }
    }

    private mutating func ground(_ byte: UInt8) {
        switch byte {
        case 0x1B: state = .escape
        case 0x0D: move(row, 0)
        case 0x0A: lineFeed()
        case 0x08: move(row, max(0, column - 1))
        case 0x09: move(row, min(columns - 1, (column / 8 + 1) * 8))
        case 0x00...0x1F, 0x7F: break
        default: character(byte)
        }
    }

    private mutating func character(_ byte: UInt8) {
        pending.append(byte)
        let length =
            switch pending[0] {
            case 0..<0x80: 1
            case 0xC0..<0xE0: 2
            case 0xE0..<0xF0: 3
            default: 4
            }
        guard pending.count == length else { return }
        for character in String(decoding: pending, as: UTF8.self) { put(character) }
        pending = []
    }

    private mutating func put(_ character: Character) {
        let width = Self.width(of: character)
        if width == 0 { return }
        if wrapsNext || column + width > columns {
            column = 0
            wrapsNext = false
            lineFeed()
        }
        erase(row, column..<column + width)
        cells[row][column] = character
        if width == 2 { cells[row][column + 1] = nil }
        lastPrinted = character
        column += width
        if column >= columns {
            column = columns - 1
            wrapsNext = true
        }
    }

    /// Columns of a character: two for East Asian wide ones.
    private static func width(of character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        switch scalar.value {
        case 0x0300...0x036F, 0x200B...0x200F, 0xFE00...0xFE0F: return 0
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3,
            0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
            0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }

    private mutating func lineFeed() {
        wrapsNext = false
        if row == bottom { scrollUp(1) } else if row < rows - 1 { row += 1 }
    }

    private mutating func scrollUp(_ count: Int) {
        for _ in 0..<min(count, bottom - top + 1) {
            cells.remove(at: top)
            cells.insert(Array(repeating: " ", count: columns), at: bottom)
        }
    }

    private mutating func scrollDown(_ count: Int) {
        for _ in 0..<min(count, bottom - top + 1) {
            cells.remove(at: bottom)
            cells.insert(Array(repeating: " ", count: columns), at: top)
        }
    }

    private mutating func move(_ row: Int, _ column: Int) {
        self.row = max(0, min(rows - 1, row))
        self.column = max(0, min(columns - 1, column))
        wrapsNext = false
    }

    /// Blanks cells, and the other half of a wide character that is cut.
    private mutating func erase(_ row: Int, _ range: Range<Int>) {
        let range = range.clamped(to: 0..<columns)
        guard !range.isEmpty else { return }
        if range.lowerBound > 0, cells[row][range.lowerBound] == nil {
            cells[row][range.lowerBound - 1] = " "
        }
        if range.upperBound < columns, cells[row][range.upperBound] == nil {
            cells[row][range.upperBound] = " "
        }
        for index in range { cells[row][index] = " " }
    }

    private mutating func escape(_ byte: UInt8) {
        state = .ground
        switch byte {
        case UInt8(ascii: "["):
            state = .control
            parameters = ""
        case UInt8(ascii: "]"), UInt8(ascii: "P"): state = .text
        case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "#"), UInt8(ascii: "%"):
            state = .charset
        case UInt8(ascii: "7"): saved = (row, column)
        case UInt8(ascii: "8"): move(saved.row, saved.column)
        case UInt8(ascii: "M"): if row == top { scrollDown(1) } else { move(row - 1, column) }
        case UInt8(ascii: "D"): lineFeed()
        case UInt8(ascii: "E"):
            lineFeed()
            column = 0
        case UInt8(ascii: "="), UInt8(ascii: ">"), UInt8(ascii: "\\"): break
        case UInt8(ascii: "c"): self = VirtualScreen(rows: rows, columns: columns)
        default: unknown.append("ESC \(byte)")
        }
    }

    private mutating func control(_ final: UInt8) {
        if let mark = parameters.first, "?>=<!".contains(mark) {
            privateControl(final)
            return
        }
        let numbers = parameters.split(separator: ";", omittingEmptySubsequences: false)
            .map { Int($0) ?? 0 }
        let first = numbers.first ?? 0
        let count = max(1, first)
        switch Character(UnicodeScalar(final)) {
        case "H", "f": move(count - 1, max(1, numbers.count > 1 ? numbers[1] : 1) - 1)
        case "A": move(row - count, column)
        case "B", "e": move(row + count, column)
        case "C", "a": move(row, column + count)
        case "D": move(row, column - count)
        case "E": move(row + count, 0)
        case "F": move(row - count, 0)
        case "G", "`": move(row, count - 1)
        case "d": move(count - 1, column)
        case "J": eraseDisplay(first)
        case "K": eraseLine(first)
        case "X": erase(row, column..<column + count)
        case "b": for _ in 0..<count { put(lastPrinted) }
        case "@", "P", "L", "M", "S", "T": shift(final, count)
        case "r":
            top = count - 1
            bottom = (numbers.count > 1 && numbers[1] > 0 ? numbers[1] : rows) - 1
            move(0, 0)
        case "m", "h", "l", "n", "c", "t", "q": break
        default: unknown.append("CSI \(parameters)\(UnicodeScalar(final))")
        }
    }

    private mutating func privateControl(_ final: UInt8) {
        let isSet = final == UInt8(ascii: "h")
        guard isSet || final == UInt8(ascii: "l") else { return }
        switch parameters {
        case "?1049", "?1047", "?47": isAlternate = isSet
        case "?25": isCursorVisible = isSet
        default: break
        }
        if parameters == "?1049", isSet { eraseDisplay(2) }
    }

    private mutating func eraseDisplay(_ mode: Int) {
        switch mode {
        case 0:
            erase(row, column..<columns)
            for index in row + 1..<max(row + 1, rows) { erase(index, 0..<columns) }
        case 1:
            for index in 0..<row { erase(index, 0..<columns) }
            erase(row, 0..<column + 1)
        default: for index in 0..<rows { erase(index, 0..<columns) }
        }
    }

    private mutating func eraseLine(_ mode: Int) {
        switch mode {
        case 0: erase(row, column..<columns)
        case 1: erase(row, 0..<column + 1)
        default: erase(row, 0..<columns)
        }
    }

    /// Inserts or deletes characters or lines at the cursor, or scrolls the region.
    private mutating func shift(_ final: UInt8, _ count: Int) {
        switch Character(UnicodeScalar(final)) {
        case "@":
            for _ in 0..<min(count, columns - column) {
                cells[row].insert(" ", at: column)
                cells[row].removeLast()
            }
        case "P":
            for _ in 0..<min(count, columns - column) {
                cells[row].remove(at: column)
                cells[row].append(" ")
            }
        case "S": scrollUp(count)
        case "T": scrollDown(count)
        case let letter:
            guard (top...bottom).contains(row) else { return }
            let kept = top
            top = row
            if letter == "L" { scrollDown(count) } else { scrollUp(count) }
            top = kept
        }
    }
}
