import PaymentEvidence
import Settlement

extension ExchangeEvidence {
    /// The members of an answer that may be kept as they came.
    private static let kept: Set<String> = [
        "return_code", "return_msg", "result_code", "err_code", "err_code_des", "appid", "mch_id",
        "trade_type", "trade_state", "trade_state_desc", "bank_type", "fee_type", "total_fee",
        "settlement_total_fee", "cash_fee", "out_trade_no", "transaction_id", "time_end",
        "recall", "out_refund_no", "refund_id", "refund_fee", "refund_count", "refund_status",
        "refund_success_time",
    ]

    /// Evidence of one exchange with the gateway.
    init(operation: String, number: String, begun: Moment) {
        self.init(operation: operation, number: number, begun: begun, kept: Self.kept)
    }
}
