import FoundationEssentials

/// One order of the simulated WeChat Pay, as its own books hold it.
struct WeChatOrder: Sendable, Codable {
    /// What has become of an order.
    enum State: String, Sendable, Codable {
        case userPaying, paid, revoked
    }

    /// One refund of a paid order.
    struct Refund: Sendable, Codable {
        var outRefundNo: String
        var refundID: String
        var amount: Int64
        var at: Date
        /// Refund queries that still answer PROCESSING.
        var pollsLeft = 0
    }

    var outTradeNo: String
    var transactionID: String
    /// In fen.
    var amount: Int64
    var body: String
    var attach: String
    var authCode: String
    var openID: String
    var state: State
    var createdAt: Date
    var paidAt: Date?
    var refunds: [Refund] = []
    /// Queries that still answer USERPAYING before the payer gives in.
    var pollsLeft = 0
    /// Queries that still answer ORDERNOTEXIST although the order exists.
    var hiddenPolls = 0

    /// The sum of all refunds, in fen.
    var refunded: Int64 {
        refunds.reduce(0) { $0 + $1.amount }
    }

    /// Whether a repeated request is the same request.
    func fits(_ request: [String: String]) -> Bool {
        request["total_fee"] == String(amount) && request["body"] == body
            && request["auth_code"] == authCode && (request["attach"] ?? "") == attach
    }
}
