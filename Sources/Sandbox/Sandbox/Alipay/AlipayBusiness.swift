import FoundationEssentials

/// The business members (`biz_content`) of the calls that the sandbox carries out.
struct AlipayBusiness: Decodable {
    var outTradeNo: String?
    var tradeNo: String?
    var scene: String?
    var authCode: String?
    var subject: String?
    var totalAmount: String?
    var timeoutExpress: String?
    var refundAmount: String?
    var outRequestNo: String?
    var refundReason: String?

    private enum CodingKeys: String, CodingKey {
        case outTradeNo = "out_trade_no"
        case tradeNo = "trade_no"
        case scene
        case authCode = "auth_code"
        case subject
        case totalAmount = "total_amount"
        case timeoutExpress = "timeout_express"
        case refundAmount = "refund_amount"
        case outRequestNo = "out_request_no"
        case refundReason = "refund_reason"
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func text(_ key: CodingKeys) throws -> String? {
            // Clients write amounts and codes as texts or as numbers.
            if let text = try? values.decodeIfPresent(String.self, forKey: key) {
                return text.isEmpty ? nil : text
            }
            return try values.decodeIfPresent(Decimal.self, forKey: key)?.description
        }
        outTradeNo = try text(.outTradeNo)
        tradeNo = try text(.tradeNo)
        scene = try text(.scene)
        authCode = try text(.authCode)
        subject = try text(.subject)
        totalAmount = try text(.totalAmount)
        timeoutExpress = try text(.timeoutExpress)
        refundAmount = try text(.refundAmount)
        outRequestNo = try text(.outRequestNo)
        refundReason = try text(.refundReason)
    }
}
