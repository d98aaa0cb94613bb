/// The flat XML of WeChat Pay V2: a root `xml` whose children hold text or CDATA, nothing deeper.
///
/// The reader is its own strict scanner: no DOCTYPE, comment, attribute, processing instruction or
/// nested element is accepted, and no entity but XML's five and numeric references, so there is
/// nothing to expand or fetch.
enum FlatXML {
    /// Why a body is not read.
    enum Fault: Error, Equatable {
        case tooLarge
        case notUTF8
        case malformed
        /// Well-formed XML may hold it, but this wire never does.
        case refusedConstruct
        case duplicateMember
    }

    /// The longest body that is read, in bytes.
    static let lengthMax = 262_144
    /// The most members that are read.
    static let membersMax = 512

    /// The members of the root element by name.
    static func decode(_ bytes: [UInt8]) throws(Fault) -> [String: String] {
        guard bytes.count <= lengthMax else { throw .tooLarge }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw .notUTF8 }
        guard bytes.allSatisfy(Scanner.isAllowed) else { throw .malformed }
        var scanner = Scanner(bytes: bytes)
        return try scanner.document()
    }

    /// Writes members in byte order of their names, every value in CDATA: equal members give equal
    /// bytes.
    static func encode(_ members: [String: String]) -> [UInt8] {
        var text = "<xml>"
        for (name, value) in inByteOrder(members) {
            // A CDATA section cannot hold its own end: it is split across two.
            let safe = value.split(separator: "]]>", omittingEmptySubsequences: false)
                .joined(separator: "]]]]><![CDATA[>")
            text += "<\(name)><![CDATA[\(safe)]]></\(name)>"
        }
        return Array((text + "</xml>").utf8)
    }

    /// Members sorted by the bytes of their names, as signatures and bodies need them.
    static func inByteOrder(_ members: [String: String]) -> [(name: String, value: String)] {
        members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map { (name: $0.key, value: $0.value) }
    }
}

extension FlatXML {
    /// Walks over the bytes once; every delimiter is ASCII, so UTF-8 sequences are never cut.
    private struct Scanner {
        let bytes: [UInt8]
        var position = 0

        static func isAllowed(_ byte: UInt8) -> Bool {
            byte >= 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
        }

        mutating func document() throws(Fault) -> [String: String] {
            skipBlanks()
            if take("<?xml ") {
                _ = try bytes(until: "?>")
                skipBlanks()
            }
            guard take("<xml>") else { throw faultHere }
            var members: [String: String] = [:]
            while true {
                skipBlanks()
                if take("</xml>") { break }
                guard members.count < membersMax else { throw .tooLarge }
                let (name, value) = try member()
                guard members.updateValue(value, forKey: name) == nil else {
                    throw .duplicateMember
                }
            }
            skipBlanks()
            guard position == bytes.count else { throw faultHere }
            return members
        }

        /// A declaration, comment or instruction is refused as such; all else is malformed.
        private var faultHere: Fault {
            let next = bytes[position...].prefix(2)
            return next == [UInt8(ascii: "<"), UInt8(ascii: "!")][...]
                || next == [UInt8(ascii: "<"), UInt8(ascii: "?")][...]
                ? .refusedConstruct : .malformed
        }

        private mutating func take(_ text: StaticString) -> Bool {
            text.withUTF8Buffer { take($0) }
        }

        private mutating func take(_ expected: some Collection<UInt8>) -> Bool {
            guard bytes[position...].starts(with: expected) else { return false }
            position += expected.count
            return true
        }

        private mutating func skipBlanks() {
            while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
                position += 1
            }
        }

        private mutating func bytes(until end: StaticString) throws(Fault) -> ArraySlice<UInt8> {
            let start = position
            while position < bytes.count {
                let found = position
                if take(end) { return bytes[start..<found] }
                position += 1
            }
            throw .malformed
        }

        private mutating func member() throws(Fault) -> (name: String, value: String) {
            guard bytes[position...].first == UInt8(ascii: "<") else { throw .malformed }
            let atDeclaration = faultHere
            position += 1
            let name = takeName()
            guard !name.isEmpty else { throw atDeclaration }
            let text = String(decoding: name, as: UTF8.self)
            if take("/>") { return (text, "") }
            // Blanks here would be attributes.
            guard take(">") else { throw .refusedConstruct }
            return (text, try value(ofElement: name))
        }

        private mutating func takeName() -> [UInt8] {
            let name = bytes[position...].prefix { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
            position += name.count
            return Array(name)
        }

        private mutating func value(ofElement name: [UInt8]) throws(Fault) -> String {
            var value: [UInt8] = []
            while position < bytes.count {
                if take("</") {
                    guard take(name), take(">") else { throw .malformed }
                    return String(decoding: value, as: UTF8.self)
                } else if take("<![CDATA[") {
                    value += try bytes(until: "]]>")
                } else if bytes[position] == UInt8(ascii: "<") {
                    throw .refusedConstruct
                } else if take("]]>") {
                    throw .malformed
                } else if take("&") {
                    value += try reference()
                } else {
                    value.append(bytes[position])
                    position += 1
                }
            }
            throw .malformed
        }

        private mutating func reference() throws(Fault) -> [UInt8] {
            let name = String(decoding: try bytes(until: ";"), as: UTF8.self)
            switch name {
            case "lt": return [UInt8(ascii: "<")]
            case "gt": return [UInt8(ascii: ">")]
            case "amp": return [UInt8(ascii: "&")]
            case "quot": return [UInt8(ascii: "\"")]
            case "apos": return [UInt8(ascii: "'")]
            case let other: return try numeric(other)
            }
        }

        private func numeric(_ name: String) throws(Fault) -> [UInt8] {
            guard name.hasPrefix("#") else { throw .refusedConstruct }
            let isHex = name.hasPrefix("#x")
            let digits = name.dropFirst(isHex ? 2 : 1)
            // A sign, which the integer reader would allow, is not a digit.
            guard digits.utf8.count <= 8, digits.first?.isHexDigit == true,
                let code = UInt32(digits, radix: isHex ? 16 : 10),
                let scalar = Unicode.Scalar(code),
                code >= 0x20 || code == 0x09 || code == 0x0A || code == 0x0D
            else { throw .malformed }
            return Array(String(Character(scalar)).utf8)
        }
    }
}
