/// The characters on a terminal, as far as it takes to find words on them.
///
/// It understands what curses sends to an `xterm-256color`; colours and modes are passed over.
struct ScreenText {
    private enum Mode {
        case text
        case escape
        /// One more byte belongs to the sequence (character sets).
        case escapeArgument
        case control([UInt8])
        case systemCommand
    }

    private static let blank: UInt32 = 0x20
    /// The right half of a wide character.
    private static let half: UInt32 = 0

    private let rows: Int
    private let columns: Int
    private var cells: [UInt32]
    private var x = 0
    private var y = 0
    private var mode = Mode.text
    private var pending: [UInt8] = []
    private var last: UInt32 = blank

    /// An empty screen.
    init(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
        cells = Array(repeating: Self.blank, count: rows * columns)
    }

    /// Whether the text stands in one row.
    func shows(_ text: String) -> Bool {
        let wanted = text.unicodeScalars.map(\.value)
        guard let first = wanted.first, wanted.count <= columns else { return false }
        for row in 0..<rows {
            for column in 0...(columns - wanted.count) {
                let start = row * columns + column
                guard cells[start] == first else { continue }
                if cells[start..<start + wanted.count].elementsEqual(wanted) { return true }
            }
        }
        return false
    }

    /// The rows as text, for a message about what was seen instead.
    var text: String {
        (0..<rows).map { row in
            var line = ""
            for value in cells[row * columns..<(row + 1) * columns] where value != Self.half {
                line.unicodeScalars.append(Unicode.Scalar(value) ?? "?")
            }
            while line.last == " " { line.removeLast() }
            return line
        }
        .joined(separator: "\n")
    }

    /// Takes in what the program wrote.
    mutating func take(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { take(byte) }
    }

    private mutating func take(_ byte: UInt8) {
        switch mode {
        case .text: takeText(byte)
        case .escape: takeEscape(byte)
        case .escapeArgument: mode = .text
        case .control(let parameters):
            if (0x40...0x7E).contains(byte) {
                mode = .text
                control(byte, parameters)
            } else {
                mode = .control(parameters + [byte])
            }
        case .systemCommand: if byte == 0x07 || byte == 0x5C { mode = .text }
        }
    }

    private mutating func takeText(_ byte: UInt8) {
        switch byte {
        case 0x1B: mode = .escape
        case 0x08: x = max(0, x - 1)
        case 0x09: x = min(columns - 1, (x / 8 + 1) * 8)
        case 0x0A: y = min(rows - 1, y + 1)
        case 0x0D: x = 0
        case 0x00..<0x20, 0x7F: break
        case 0x20..<0x80: put(UInt32(byte))
        case _:
            pending.append(byte)
            let needed = pending[0] >= 0xF0 ? 4 : pending[0] >= 0xE0 ? 3 : 2
            guard pending.count >= needed else { return }
            let decoded = String(decoding: pending, as: UTF8.self).unicodeScalars.first
            pending = []
            put(decoded?.value ?? 0x3F)
        }
    }

    private mutating func put(_ value: UInt32) {
        let width = Self.width(value)
        if x + width > columns {
            x = 0
            y = min(rows - 1, y + 1)
        }
        cells[y * columns + x] = value
        if width == 2 { cells[y * columns + x + 1] = Self.half }
        x += width
        last = value
    }

    /// The columns of a character: the console writes Chinese, box lines and blocks, no marks.
    private static func width(_ value: UInt32) -> Int {
        switch value {
        case 0x2E80...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
            0x20000...0x3FFFF:
            2
        case _: 1
        }
    }

    private mutating func takeEscape(_ byte: UInt8) {
        switch byte {
        case 0x5B: mode = .control([])
        case 0x5D: mode = .systemCommand
        case 0x28, 0x29: mode = .escapeArgument
        case 0x45:
            (x, y) = (0, min(rows - 1, y + 1))
            mode = .text
        case 0x4D:
            y = max(0, y - 1)
            mode = .text
        case _: mode = .text
        }
    }

    private mutating func control(_ final: UInt8, _ parameters: [UInt8]) {
        let text = String(decoding: parameters, as: UTF8.self)
        // Private sequences switch modes that change no cell.
        guard !text.hasPrefix("?"), !text.hasPrefix(">"), !text.hasPrefix("!") else { return }
        let numbers = text.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) }
        let given = numbers.first.flatMap { $0 }
        let count = max(1, given ?? 1)
        switch final {
        case UInt8(ascii: "A"): y = max(0, y - count)
        case UInt8(ascii: "B"): y = min(rows - 1, y + count)
        case UInt8(ascii: "C"): x = min(columns - 1, x + count)
        case UInt8(ascii: "D"): x = max(0, x - count)
        case UInt8(ascii: "G"): x = min(columns, count) - 1
        case UInt8(ascii: "d"): y = min(rows, count) - 1
        case UInt8(ascii: "H"):
            y = min(rows, count) - 1
            x = min(columns, max(1, numbers.count > 1 ? numbers[1] ?? 1 : 1)) - 1
        case UInt8(ascii: "J"): erase(given ?? 0, before: 0, after: rows * columns)
        case UInt8(ascii: "K"):
            erase(given ?? 0, before: y * columns, after: (y + 1) * columns)
        case UInt8(ascii: "X"): clear(place..<min(place + count, (y + 1) * columns))
        case UInt8(ascii: "b"): for _ in 0..<count { put(last) }
        case UInt8(ascii: "@"): shift(by: count)
        case UInt8(ascii: "P"): shift(by: -count)
        case UInt8(ascii: "L"): scroll(by: count)
        case UInt8(ascii: "M"): scroll(by: -count)
        case _: break
        }
    }

    private var place: Int { y * columns + min(x, columns - 1) }

    private mutating func erase(_ kind: Int, before: Int, after: Int) {
        switch kind {
        case 0: clear(place..<after)
        case 1: clear(before..<place + 1)
        case _: clear(before..<after)
        }
    }

    private mutating func clear(_ range: Range<Int>) {
        for index in range { cells[index] = Self.blank }
    }

    /// Moves the rest of the row to the right, or to the left for a negative count.
    private mutating func shift(by count: Int) {
        let end = (y + 1) * columns
        let row = Array(cells[place..<end])
        for index in row.indices {
            let from = index - count
            cells[place + index] = row.indices.contains(from) ? row[from] : Self.blank
        }
    }

    /// Moves the rows from the cursor's down, or up for a negative count.
    private mutating func scroll(by count: Int) {
        let old = cells
        for row in y..<rows {
            let from = row - count
            for column in 0..<columns {
                cells[row * columns + column] =
                    (y..<rows).contains(from) ? old[from * columns + column] : Self.blank
            }
        }
    }
}
