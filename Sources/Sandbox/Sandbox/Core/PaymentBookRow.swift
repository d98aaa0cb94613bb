/// One row of `payments` in `GET /_sandbox/books`; amounts in fen.
package struct PaymentBookRow: Sendable, Equatable, Codable {
    /// Where a payment stands.
    package enum State: String, Sendable, Codable {
        /// Created, neither paid nor closed: the payer may still pay.
        case open
        /// Paid; what was given back since stands in `refunded`.
        case paid
        /// Reversed, cancelled or failed: no money is held.
        case closed
    }

    package var channel: String
    package var outTradeNo: String
    package var state: State
    package var amount: Int64
    package var refunded: Int64

    private enum CodingKeys: String, CodingKey {
        case channel
        case outTradeNo = "out_trade_no"
        case state, amount, refunded
    }
}
