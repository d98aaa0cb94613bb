/// A JSON value whose numbers keep their exact text, as money demands.
///
/// The sandbox has a codec of its own, so that a mistake of the client's cannot cancel out here.
enum InsurerJSON: Equatable, Sendable {
    case null
    case bool(Bool)
    /// The digits as they stand on the wire.
    case number(String)
    case text(String)
    case list([InsurerJSON])
    case object([Member])

    /// One member of an object; the order of members is kept.
    struct Member: Equatable, Sendable {
        var key: String
        var value: InsurerJSON
    }

    /// The value of a key; nil when this is no object, the key is absent or its value is null.
    subscript(key: String) -> InsurerJSON? {
        guard case .object(let members) = self,
            let value = members.first(where: { $0.key == key })?.value, value != .null
        else { return nil }
        return value
    }

    /// The text of a string or number, the way platforms mix the two; nil for anything else.
    var scalar: String? {
        switch self {
        case .text(let text), .number(let text): text
        case .null, .bool, .list, .object: nil
        }
    }

    /// The text under a key, empty when absent: missing, null and empty mean the same on this wire.
    func string(_ key: String) -> String {
        self[key]?.scalar ?? ""
    }

    /// The elements of an array, or nil.
    var elements: [InsurerJSON]? {
        guard case .list(let elements) = self else { return nil }
        return elements
    }

    /// Whether this is an object.
    var isObject: Bool {
        if case .object = self { true } else { false }
    }

    /// Sets or appends a member of an object; a value that is no object stays as it is.
    mutating func set(_ key: String, to value: InsurerJSON) {
        guard case .object(var members) = self else { return }
        if let index = members.firstIndex(where: { $0.key == key }) {
            members[index].value = value
        } else {
            members.append(Member(key: key, value: value))
        }
        self = .object(members)
    }

    /// Removes a member of an object.
    mutating func remove(_ key: String) {
        guard case .object(var members) = self else { return }
        members.removeAll { $0.key == key }
        self = .object(members)
    }

    /// An object without the members whose value is nil.
    static func compact(_ members: KeyValuePairs<String, InsurerJSON?>) -> InsurerJSON {
        .object(members.compactMap { key, value in value.map { Member(key: key, value: $0) } })
    }
}

extension InsurerJSON: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral,
    ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByNilLiteral
{
    init(dictionaryLiteral elements: (String, InsurerJSON)...) {
        self = .object(elements.map { Member(key: $0.0, value: $0.1) })
    }

    init(arrayLiteral elements: InsurerJSON...) {
        self = .list(elements)
    }

    init(stringLiteral value: String) {
        self = .text(value)
    }

    init(integerLiteral value: Int) {
        self = .number(String(value))
    }

    init(nilLiteral: ()) {
        self = .null
    }
}

extension InsurerJSON {
    /// The UTF-8 bytes of the value, without white space, members in their order.
    var bytes: [UInt8] {
        var out: [UInt8] = []
        write(to: &out)
        return out
    }

    private func write(to out: inout [UInt8]) {
        switch self {
        case .null: out += Array("null".utf8)
        case .bool(let value): out += Array((value ? "true" : "false").utf8)
        case .number(let digits): out += Array(digits.utf8)
        case .text(let text): Self.write(text, to: &out)
        case .list(let elements):
            out.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { out.append(UInt8(ascii: ",")) }
                element.write(to: &out)
            }
            out.append(UInt8(ascii: "]"))
        case .object(let members):
            out.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { out.append(UInt8(ascii: ",")) }
                Self.write(member.key, to: &out)
                out.append(UInt8(ascii: ":"))
                member.value.write(to: &out)
            }
            out.append(UInt8(ascii: "}"))
        }
    }

    private static func write(_ text: String, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): out += [UInt8(ascii: "\\"), byte]
            case 0x0A: out += Array("\\n".utf8)
            case 0x0D: out += Array("\\r".utf8)
            case 0x09: out += Array("\\t".utf8)
            case 0..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                out += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: out.append(byte)
            }
        }
        out.append(UInt8(ascii: "\""))
    }
}
