import Billing

/// A JSON value that is written with its keys in the order given, amounts as whole fen.
indirect enum JSONText {
    case text(String)
    case number(Int64)
    case flag(Bool)
    case null
    case list([JSONText])
    case record([(String, JSONText)])

    /// An amount in fen.
    static func fen(_ money: Money) -> JSONText { .number(money.fen) }

    /// A text, or null.
    static func optional(_ text: String?) -> JSONText { text.map { .text($0) } ?? .null }

    /// One object on one line.
    static func object(_ members: [(String, JSONText)]) -> String {
        JSONText.record(members).line
    }

    /// The value on one line.
    var line: String {
        switch self {
        case .text(let text): Self.quoted(text)
        case .number(let number): "\(number)"
        case .flag(let flag): flag ? "true" : "false"
        case .null: "null"
        case .list(let items): "[" + items.map(\.line).joined(separator: ",") + "]"
        case .record(let members):
            "{"
                + members.map { "\(Self.quoted($0.0)):\($0.1.line)" }.joined(separator: ",")
                + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
