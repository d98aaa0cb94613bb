import FoundationEssentials

/// One trade of the simulated Alipay, as its own books hold it.
struct AlipayTrade: Sendable, Codable {
    /// What has become of a trade.
    enum State: String, Sendable, Codable {
        case waiting, paid
        /// Closed unpaid: cancelled, or the payer's time ran out.
        case closed
        /// Paid, then cancelled with the money given back.
        case cancelled
    }

    /// One refund of a paid trade.
    struct Refund: Sendable, Codable {
        var outRequestNo: String
        var amount: Int64
        var reason: String
        var at: Date
    }

    var outTradeNo: String
    var tradeNo: String
    /// In fen.
    var amount: Int64
    var subject: String
    var authCode: String
    var buyerID: String
    var state: State
    var createdAt: Date
    /// When an unpaid trade closes by itself.
    var expiresAt: Date
    var paidAt: Date?
    var refunds: [Refund] = []
    /// Queries that still answer WAIT_BUYER_PAY before the payer gives in.
    var pollsLeft = 0
    /// Queries that still answer TRADE_NOT_EXIST although the trade exists.
    var hiddenPolls = 0

    /// The sum of all refunds, in fen.
    var refunded: Int64 {
        refunds.reduce(0) { $0 + $1.amount }
    }

    /// The state as the wire names it.
    var wireStatus: String {
        switch state {
        case .waiting: "WAIT_BUYER_PAY"
        case .paid: refunded == amount ? "TRADE_CLOSED" : "TRADE_SUCCESS"
        case .closed, .cancelled: "TRADE_CLOSED"
        }
    }
}
