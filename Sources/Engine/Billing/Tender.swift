/// A means of paying part of the self-pay amount.
package enum TenderKind: String, Sendable, Codable, CaseIterable {
    case cash
    case weChat = "wechat"
    case alipay
}

/// A payment code that a patient shows; it is single-use, short-lived and never stored in the open.
package struct PaymentCode: Sendable, Hashable {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }
}

extension PaymentCode: CustomStringConvertible, CustomDebugStringConvertible {
    package var description: String { Masking.code(text) }
    package var debugDescription: String { description }
}
