import Settlement

/// The calls of the V2 interface by their names on the wire.
enum WeChatCall: String, Sendable, CaseIterable {
    case micropay, orderquery, reverse, refund, refundquery

    init(_ request: PaymentRequest) {
        self =
            switch request {
            case .charge: .micropay
            case .query: .orderquery
            case .cancel: .reverse
            case .refund: .refund
            case .queryRefund: .refundquery
            }
    }

    /// The path below the gateway.
    var path: String {
        switch self {
        case .micropay, .orderquery, .refundquery: "/pay/\(rawValue)"
        case .reverse, .refund: "/secapi/pay/\(rawValue)"
        }
    }

    /// Whether the gateway demands the merchant's client certificate.
    var needsClientCertificate: Bool {
        switch self {
        case .micropay, .orderquery, .refundquery: false
        case .reverse, .refund: true
        }
    }
}
