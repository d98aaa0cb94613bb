import Billing
import Settlement

/// The `biz_content` of a request: a JSON object of texts in a fixed order, so that equal requests
/// give equal bytes.
enum BusinessContent {
    static func bytes(
        of request: PaymentRequest,
        configuration: AlipayConfiguration
    ) -> [UInt8] {
        switch request {
        case .charge(let number, let amount, let code, let subject):
            var members = [
                ("out_trade_no", number), ("scene", "bar_code"), ("auth_code", code.text),
                ("product_code", "FACE_TO_FACE_PAYMENT"), ("subject", described(subject)),
                ("total_amount", amount.yuan),
                ("timeout_express", "\(configuration.timeoutMinutes)m"),
            ]
            if let seller = configuration.sellerID { members.append(("seller_id", seller)) }
            return object(members)
        case .query(let number, _), .cancel(let number):
            return object([("out_trade_no", number)])
        case .refund(let number, let refundNumber, let amount, _):
            return object([
                ("out_trade_no", number), ("refund_amount", amount.yuan),
                ("out_request_no", refundNumber),
            ])
        case .queryRefund(let number, let refundNumber, _):
            return object([("out_trade_no", number), ("out_request_no", refundNumber)])
        }
    }

    /// The subject without what the wire forbids in it (`/ = &`), at most 256 characters.
    private static func described(_ subject: String) -> String {
        let allowed = subject.unicodeScalars.filter {
            $0.value >= 0x20 && $0.value != 0x7F && !["/", "=", "&"].contains($0)
        }
        return String(String.UnicodeScalarView(allowed.prefix(256)))
    }

    private static func object(_ members: [(String, String)]) -> [UInt8] {
        let pairs = members.map { name, value in "\(quoted(name)):\(quoted(value))" }
        return Array("{\(pairs.joined(separator: ","))}".utf8)
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\":
                quoted += "\\"
                quoted.unicodeScalars.append(scalar)
            case "\u{0}"..<"\u{20}":
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
