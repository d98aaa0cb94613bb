import PaymentEvidence
import Settlement

extension ExchangeEvidence {
    /// The members of an answer that may be kept as they came.
    private static let kept: Set<String> = [
        "code", "msg", "sub_code", "sub_msg", "out_trade_no", "trade_no", "total_amount",
        "receipt_amount", "trade_status", "gmt_payment", "send_pay_date", "retry_flag", "action",
        "fund_change", "refund_fee", "refund_amount", "refund_status", "out_request_no",
        "gmt_refund_pay",
    ]

    /// Evidence of one exchange with the gateway.
    init(operation: String, number: String, begun: Moment) {
        self.init(operation: operation, number: number, begun: begun, kept: Self.kept)
    }
}
