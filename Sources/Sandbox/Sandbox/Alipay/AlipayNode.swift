import FoundationEssentials

/// The response node of one call: members in order, written as JSON once and signed as written.
struct AlipayNode {
    /// What a member can hold.
    enum Value {
        case text(String)
        case rows([[(name: String, value: String)]])
    }

    private(set) var members: [(name: String, value: Value)]

    init(code: String, message: String) {
        members = [("code", .text(code)), ("msg", .text(message))]
    }

    /// A refusal, with the sub-code that clients branch on.
    init(refusal: AlipayRefusal) {
        self.init(code: refusal.code, message: refusal.message)
        self["sub_code"] = refusal.subCode
        self["sub_msg"] = refusal.text
    }

    /// A successful call.
    static var success: AlipayNode {
        AlipayNode(code: "10000", message: "Success")
    }

    /// A text member; setting nil leaves the node as it is.
    subscript(name: String) -> String? {
        get {
            for (candidate, value) in members where candidate == name {
                if case .text(let text) = value { return text }
            }
            return nil
        }
        set {
            guard let newValue else { return }
            if let index = members.firstIndex(where: { $0.name == name }) {
                members[index].value = .text(newValue)
            } else {
                members.append((name, .text(newValue)))
            }
        }
    }

    /// Adds a list of objects.
    mutating func append(_ name: String, rows: [[(name: String, value: String)]]) {
        members.append((name, .rows(rows)))
    }

    /// The node as it is sent and signed.
    var json: String {
        let parts = members.map { name, value in
            switch value {
            case .text(let text): "\(Self.quoted(name)):\(Self.quoted(text))"
            case .rows(let rows):
                "\(Self.quoted(name)):["
                    + rows.map(Self.object).joined(separator: ",") + "]"
            }
        }
        return "{" + parts.joined(separator: ",") + "}"
    }

    private static func object(_ members: [(name: String, value: String)]) -> String {
        "{" + members.map { "\(quoted($0.name)):\(quoted($0.value))" }.joined(separator: ",") + "}"
    }

    /// A JSON string; non-ASCII text stays as it is.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case let control where control.value < 0x20:
                let digits = String(control.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            case _: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

/// A call that was not carried out, with the codes of `spec/payment-channels.md` 1.4.
struct AlipayRefusal: Error {
    var code: String
    var message: String
    var subCode: String
    var text: String

    /// A business refusal: code 40004 and a sub-code under `ACQ.`.
    static func business(_ subCode: String, _ text: String) -> AlipayRefusal {
        AlipayRefusal(
            code: "40004",
            message: "Business Failed",
            subCode: "ACQ.\(subCode)",
            text: text
        )
    }

    /// A parameter of the gateway is missing.
    static func missing(_ name: String) -> AlipayRefusal {
        AlipayRefusal(
            code: "40001",
            message: "Missing Required Arguments",
            subCode: "isv.missing-\(name)",
            text: "缺少参数"
        )
    }

    /// A parameter of the gateway is wrong.
    static func invalid(_ name: String, _ text: String) -> AlipayRefusal {
        AlipayRefusal(
            code: "40002",
            message: "Invalid Arguments",
            subCode: "isv.invalid-\(name)",
            text: text
        )
    }

    /// The refusal that a fault plan asks for, by whichever code it names.
    static func planned(_ code: String) -> AlipayRefusal {
        let text = "沙箱按计划拒绝"
        if code == "20000" || code.hasPrefix("isp.") || code.hasPrefix("aop.") {
            return AlipayRefusal(
                code: "20000",
                message: "Service Currently Unavailable",
                subCode: code == "20000" ? "isp.unknow-error" : code,
                text: text
            )
        }
        if code.hasPrefix("isv.") {
            return AlipayRefusal(
                code: "40002",
                message: "Invalid Arguments",
                subCode: code,
                text: text
            )
        }
        return .business(code.hasPrefix("ACQ.") ? String(code.dropFirst(4)) : code, text)
    }
}
