/// Reads one JSON object as bytes and tells where each member's value stands.
///
/// Signatures are over the bytes as they came, so a value must be cut out exactly, whatever white
/// space or escapes it holds. The whole text is checked by the grammar of RFC 8259; a name that
/// occurs twice in one object is refused at any depth, because two readers could differ about it.
struct JSONScanner {
    /// Why a text is not read.
    enum Fault: Error, Equatable {
        case tooLarge
        case notUTF8
        case malformed
        case tooDeep
        case duplicateName
    }

    /// A member's value, as far as this wire needs it.
    enum Value: Equatable {
        case string(String)
        /// A number as it is written: amounts never pass through binary floating point.
        case number(String)
        case object
        /// A list, `true`, `false` or `null`.
        case other
    }

    struct Member: Equatable {
        var value: Value
        /// Where the value's bytes stand, braces or quotes included.
        var range: Range<Int>
    }

    /// The longest text that is read, in bytes.
    static let lengthMax = 262_144
    /// The deepest nesting that is read.
    static let depthMax = 16

    private let bytes: [UInt8]
    private var position = 0

    /// The members of the object that the bytes are, by name.
    static func members(ofObject bytes: [UInt8]) throws(Fault) -> [String: Member] {
        guard bytes.count <= lengthMax else { throw .tooLarge }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw .notUTF8 }
        var scanner = JSONScanner(bytes: bytes)
        scanner.skipBlanks()
        let members = try scanner.object(depth: 1)
        scanner.skipBlanks()
        guard scanner.position == bytes.count else { throw .malformed }
        return members
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipBlanks() {
        while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
    }

    private mutating func take(_ expected: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: expected) else { return false }
        position += 1
        return true
    }

    private mutating func require(_ expected: Unicode.Scalar) throws(Fault) {
        guard take(expected) else { throw .malformed }
    }

    private mutating func object(depth: Int) throws(Fault) -> [String: Member] {
        guard depth <= Self.depthMax else { throw .tooDeep }
        var members: [String: Member] = [:]
        try require("{")
        skipBlanks()
        if take("}") { return members }
        repeat {
            skipBlanks()
            let name = try string()
            skipBlanks()
            try require(":")
            skipBlanks()
            let start = position
            let value = try value(depth: depth)
            let member = Member(value: value, range: start..<position)
            guard members.updateValue(member, forKey: name) == nil else { throw .duplicateName }
            skipBlanks()
        } while take(",")
        try require("}")
        return members
    }

    private mutating func list(depth: Int) throws(Fault) {
        guard depth <= Self.depthMax else { throw .tooDeep }
        try require("[")
        skipBlanks()
        if take("]") { return }
        repeat {
            skipBlanks()
            _ = try value(depth: depth)
            skipBlanks()
        } while take(",")
        try require("]")
    }

    private mutating func value(depth: Int) throws(Fault) -> Value {
        switch next {
        case UInt8(ascii: "{"):
            _ = try object(depth: depth + 1)
            return .object
        case UInt8(ascii: "["):
            try list(depth: depth + 1)
            return .other
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true")
        case UInt8(ascii: "f"): return try word("false")
        case UInt8(ascii: "n"): return try word("null")
        default: return .number(try number())
        }
    }

    private mutating func word(_ word: String) throws(Fault) -> Value {
        guard bytes[position...].starts(with: word.utf8) else { throw .malformed }
        position += word.utf8.count
        return .other
    }

    private mutating func number() throws(Fault) -> String {
        let start = position
        _ = take("-")
        if !take("0") { try digits() }
        if take(".") { try digits() }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try digits()
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func digits() throws(Fault) {
        let start = position
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            position += 1
        }
        guard position > start else { throw .malformed }
    }

    private mutating func string() throws(Fault) -> String {
        try require("\"")
        var text: [UInt8] = []
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): text += try escape()
            case 0..<0x20: throw .malformed
            default: text.append(byte)
            }
        }
        throw .malformed
    }

    private mutating func escape() throws(Fault) -> [UInt8] {
        guard let byte = next else { throw .malformed }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw .malformed
        }
    }

    private mutating func unicodeEscape() throws(Fault) -> [UInt8] {
        var code = try codeUnit()
        if (0xD800..<0xDC00).contains(code) {
            guard take("\\"), take("u") else { throw .malformed }
            let low = try codeUnit()
            guard (0xDC00..<0xE000).contains(low) else { throw .malformed }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        // Half a surrogate pair alone is no character.
        guard let scalar = Unicode.Scalar(code) else { throw .malformed }
        return Array(String(Character(scalar)).utf8)
    }

    private mutating func codeUnit() throws(Fault) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next else { throw .malformed }
            position += 1
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: throw .malformed
            }
            code = code << 4 | UInt32(digit)
        }
        return code
    }
}
