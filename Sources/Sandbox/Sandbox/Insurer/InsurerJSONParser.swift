/// A strict JSON reader with limits; numbers stay text.
struct InsurerJSONParser {
    /// Why a text was refused; the byte offset tells where.
    struct Malformed: Error, Equatable {
        var offset: Int
    }

    /// Longest text read, in bytes.
    static let lengthMax = 4 * 1024 * 1024
    /// Deepest nesting read.
    static let depthMax = 24

    private let bytes: [UInt8]
    private var offset = 0

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads one JSON text to its end.
    static func parse(_ bytes: [UInt8]) throws(Malformed) -> InsurerJSON {
        guard bytes.count <= lengthMax else { throw Malformed(offset: lengthMax) }
        var parser = InsurerJSONParser(bytes)
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        guard parser.offset == bytes.count else { throw Malformed(offset: parser.offset) }
        return value
    }

    private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            offset += 1
        }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        offset += 1
        return true
    }

    private mutating func value(depth: Int) throws(Malformed) -> InsurerJSON {
        guard depth < Self.depthMax else { throw Malformed(offset: offset) }
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try list(depth: depth)
        case UInt8(ascii: "\""): return .text(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func word(
        _ text: String,
        _ value: InsurerJSON
    ) throws(Malformed) -> InsurerJSON {
        guard bytes[offset...].starts(with: text.utf8) else { throw Malformed(offset: offset) }
        offset += text.utf8.count
        return value
    }

    private mutating func object(depth: Int) throws(Malformed) -> InsurerJSON {
        offset += 1
        var members: [InsurerJSON.Member] = []
        var keys: Set<String> = []
        skipSpace()
        if take("}") { return .object([]) }
        while true {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw Malformed(offset: offset) }
            let key = try string()
            guard keys.insert(key).inserted else { throw Malformed(offset: offset) }
            skipSpace()
            guard take(":") else { throw Malformed(offset: offset) }
            members.append(.init(key: key, value: try value(depth: depth + 1)))
            skipSpace()
            if take("}") { return .object(members) }
            guard take(",") else { throw Malformed(offset: offset) }
        }
    }

    private mutating func list(depth: Int) throws(Malformed) -> InsurerJSON {
        offset += 1
        var elements: [InsurerJSON] = []
        skipSpace()
        if take("]") { return .list([]) }
        while true {
            elements.append(try value(depth: depth + 1))
            skipSpace()
            if take("]") { return .list(elements) }
            guard take(",") else { throw Malformed(offset: offset) }
        }
    }

    private mutating func digits() -> Int {
        let start = offset
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            offset += 1
        }
        return offset - start
    }

    private mutating func number() throws(Malformed) -> String {
        let start = offset
        _ = take("-")
        let leadingZero = next == UInt8(ascii: "0")
        let whole = digits()
        guard whole > 0, whole == 1 || !leadingZero else { throw Malformed(offset: offset) }
        if take(".") {
            guard digits() > 0 else { throw Malformed(offset: offset) }
        }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            guard digits() > 0 else { throw Malformed(offset: offset) }
        }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    private mutating func string() throws(Malformed) -> String {
        offset += 1
        var raw: [UInt8] = []
        while let byte = next {
            offset += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: raw, as: UTF8.self) else {
                    throw Malformed(offset: offset)
                }
                return text
            case UInt8(ascii: "\\"): try escape(into: &raw)
            case 0..<0x20: throw Malformed(offset: offset)
            default: raw.append(byte)
            }
        }
        throw Malformed(offset: offset)
    }

    private mutating func escape(into raw: inout [UInt8]) throws(Malformed) {
        guard let byte = next else { throw Malformed(offset: offset) }
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): raw.append(byte)
        case UInt8(ascii: "b"): raw.append(0x08)
        case UInt8(ascii: "f"): raw.append(0x0C)
        case UInt8(ascii: "n"): raw.append(0x0A)
        case UInt8(ascii: "r"): raw.append(0x0D)
        case UInt8(ascii: "t"): raw.append(0x09)
        case UInt8(ascii: "u"):
            var units = [try codeUnit()]
            if UTF16.isLeadSurrogate(units[0]) {
                guard take("\\"), take("u") else { throw Malformed(offset: offset) }
                units.append(try codeUnit())
            }
            guard let text = String(validating: units, as: UTF16.self) else {
                throw Malformed(offset: offset)
            }
            raw += Array(text.utf8)
        default: throw Malformed(offset: offset)
        }
    }

    private mutating func codeUnit() throws(Malformed) -> UInt16 {
        guard offset + 4 <= bytes.count,
            let unit = UInt16(
                String(decoding: bytes[offset..<offset + 4], as: UTF8.self),
                radix: 16
            )
        else { throw Malformed(offset: offset) }
        offset += 4
        return unit
    }
}
