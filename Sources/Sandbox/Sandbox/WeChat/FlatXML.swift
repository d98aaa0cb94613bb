/// The flat XML of WeChat Pay V2: one root, members with text or CDATA, nothing deeper.
enum FlatXML {
    /// What makes a text unreadable.
    enum Fault: Error, Equatable {
        case notUTF8, declarationRefused, malformed, duplicateMember, tooLarge
    }

    /// The largest body that is read, in bytes.
    static let lengthMax = 65_536

    /// Reads the members of the root element.
    ///
    /// A DOCTYPE, an entity declaration, any entity but the five of XML and numeric references,
    /// and any deeper element are refused.
    static func decode(_ bytes: [UInt8]) throws(Fault) -> [String: String] {
        guard bytes.count <= lengthMax else { throw .tooLarge }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .notUTF8 }
        var scanner = Scanner(rest: text[...])
        return try scanner.document()
    }

    /// Writes members in the order given, every value in CDATA.
    static func encode(_ members: [(name: String, value: String)]) -> [UInt8] {
        var text = "<xml>"
        for (name, value) in members {
            // A CDATA section cannot hold its own end: it is split across two.
            let safe = value.split(separator: "]]>", omittingEmptySubsequences: false)
                .joined(separator: "]]]]><![CDATA[>")
            text += "<\(name)><![CDATA[\(safe)]]></\(name)>\n"
        }
        return Array((text + "</xml>").utf8)
    }

    private struct Scanner {
        var rest: Substring

        /// The whole text: prolog, root, members, nothing behind.
        mutating func document() throws(Fault) -> [String: String] {
            take("\u{FEFF}")
            try skipProlog()
            guard take("<xml>") else { throw .malformed }
            var members: [String: String] = [:]
            while true {
                try skipBlanksAndComments()
                if take("</xml>") { break }
                let (name, value) = try member()
                guard members.updateValue(value, forKey: name) == nil else {
                    throw .duplicateMember
                }
            }
            try skipBlanksAndComments()
            guard rest.isEmpty else { throw .malformed }
            return members
        }

        @discardableResult
        private mutating func take(_ prefix: String) -> Bool {
            guard rest.hasPrefix(prefix) else { return false }
            rest = rest.dropFirst(prefix.count)
            return true
        }

        private mutating func text(until end: String) throws(Fault) -> String {
            guard let range = rest.firstRange(of: end) else { throw .malformed }
            let found = rest[..<range.lowerBound]
            rest = rest[range.upperBound...]
            return String(found)
        }

        private mutating func skipProlog() throws(Fault) {
            try skipBlanksAndComments()
            if take("<?xml") {
                _ = try text(until: "?>")
                try skipBlanksAndComments()
            }
        }

        private mutating func skipBlanksAndComments() throws(Fault) {
            while true {
                rest = rest.drop { $0.isWhitespace }
                if take("<!--") {
                    _ = try text(until: "-->")
                } else if rest.hasPrefix("<!") {
                    throw .declarationRefused
                } else {
                    return
                }
            }
        }

        private mutating func member() throws(Fault) -> (String, String) {
            guard take("<") else { throw .malformed }
            let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
            guard !name.isEmpty else { throw .malformed }
            rest = rest.dropFirst(name.count)
            if take("/>") { return (String(name), "") }
            guard take(">") else { throw .malformed }
            var value = ""
            while !take("</\(name)>") {
                if take("<![CDATA[") {
                    value += try text(until: "]]>")
                } else if rest.hasPrefix("<!") {
                    throw .declarationRefused
                } else if take("&") {
                    value.append(try reference())
                } else if let character = rest.first, character != "<" {
                    value.append(character)
                    rest = rest.dropFirst()
                } else {
                    throw .malformed
                }
            }
            return (String(name), value)
        }

        private mutating func reference() throws(Fault) -> Character {
            let name = try text(until: ";")
            switch name {
            case "lt": return "<"
            case "gt": return ">"
            case "amp": return "&"
            case "quot": return "\""
            case "apos": return "'"
            case let numeric where numeric.hasPrefix("#"):
                let digits = numeric.dropFirst()
                let code =
                    digits.hasPrefix("x")
                    ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits, radix: 10)
                guard let code, let scalar = Unicode.Scalar(code) else { throw .malformed }
                return Character(scalar)
            case _: throw .malformed
            }
        }
    }
}
