import Billing
import PeerTransport
import Settlement
import Testing

@testable import WeChatPay

@Suite("WeChat Pay verdicts")
struct VerdictTests {
    @Test("a charge answered with our number and amount is paid")
    func paid() async {
        let outcome = await Sample.outcome(Sample.charge, Sample.answer(Sample.paid))
        #expect(outcome == .paid(peerNumber: "4200000001"))
    }

    @Test(
        "a charge's err_code decides by the table",
        arguments: [
            ("USERPAYING", "pending"), ("SYSTEMERROR", "unknown:system_error"),
            ("BANKERROR", "unknown:system_error"), ("ORDERPAID", "already_paid"),
            ("OUT_TRADE_NO_USED", "unknown:mismatch"), ("AUTHCODEEXPIRE", "refused"),
            ("AUTH_CODE_ERROR", "refused"), ("AUTH_CODE_INVALID", "refused"),
            ("NOTENOUGH", "refused"), ("NOTSUPORTCARD", "refused"),
            ("BUYER_MISMATCH", "refused"), ("TRADE_ERROR", "refused"),
            ("ORDERCLOSED", "refused"), ("ORDERREVERSED", "refused"),
            ("PARAM_ERROR", "refused"), ("NOAUTH", "refused"), ("XML_FORMAT_ERROR", "refused"),
            ("REQUIRE_POST_METHOD", "refused"), ("SIGNERROR", "refused"),
            ("LACK_PARAMS", "refused"), ("NOT_UTF8", "refused"),
            ("APPID_NOT_EXIST", "refused"), ("MCHID_NOT_EXIST", "refused"),
            ("APPID_MCHID_NOT_MATCH", "refused"), ("INVALID_REQUEST", "refused"),
            ("NEW_CODE_OF_TOMORROW", "unknown:unlisted"), ("notenough", "unknown:unlisted"),
            ("", "unknown:unlisted"),
        ]
    )
    func chargeCodes(code: String, expected: String) async {
        let outcome = await Sample.outcome(Sample.charge, Sample.answer(Sample.failure(code)))
        #expect(word(outcome) == expected)
    }

    @Test("a refusal keeps the channel's code and words")
    func refusalWords() async {
        let outcome = await Sample.outcome(
            Sample.charge,
            Sample.answer(Sample.failure("NOTENOUGH"))
        )
        #expect(outcome == .refused(Refusal(code: "NOTENOUGH", text: "原因")))
    }

    @Test(
        "a charge answered about something else is unknown",
        arguments: [
            (["out_trade_no": "CC20260101000002"], "unknown:mismatch"),
            (["total_fee": "8889"], "unknown:mismatch"),
            (["total_fee": "88.88"], "unknown:unparsable"),
            (["total_fee": "+8888"], "unknown:unparsable"),
            (["total_fee": "８８８８"], "unknown:unparsable"),
            (["total_fee": "99999999999999999999"], "unknown:unparsable"),
            (["total_fee": ""], "unknown:unparsable"),
            (["out_trade_no": ""], "unknown:unparsable"),
            (["transaction_id": ""], "unknown:unparsable"),
            (["fee_type": "HKD"], "unknown:mismatch"),
            (["appid": "wx9"], "unknown:mismatch"), (["mch_id": "2"], "unknown:mismatch"),
            (["nonce_str": ""], "unknown:unparsable"),
            (["result_code": "OK"], "unknown:unlisted"),
            (["result_code": ""], "unknown:unlisted"),
        ]
    )
    func misfits(change: [String: String], expected: String) async {
        let body = Sample.answer(Sample.paid.merging(change) { $1 })
        #expect(word(await Sample.outcome(Sample.charge, body)) == expected)
    }

    @Test(
        "a query's trade_state decides by the table",
        arguments: [
            ("SUCCESS", "done"), ("USERPAYING", "pending"), ("NOTPAY", "pending"),
            ("ACCEPT", "pending"), ("CLOSED", "closed"), ("REVOKED", "closed"),
            ("PAYERROR", "closed"), ("REFUND", "unknown:unlisted"),
            ("", "unknown:unlisted"), ("NEW_STATE", "unknown:unlisted"),
        ]
    )
    func states(state: String, expected: String) async {
        let body = Sample.answer(Sample.paid.merging(["trade_state": state]) { $1 })
        #expect(word(await Sample.outcome(Sample.query, body)) == expected)
    }

    @Test("an unpaid state needs no amount, a paid one does")
    func amountOfStates() async {
        let bare = ["out_trade_no": Sample.number, "trade_state": "REVOKED"]
        #expect(await Sample.outcome(Sample.query, Sample.answer(bare)) == .closed)
        let paid = bare.merging(["trade_state": "SUCCESS", "transaction_id": "4"]) { $1 }
        #expect(
            word(await Sample.outcome(Sample.query, Sample.answer(paid))) == "unknown:unparsable"
        )
    }

    @Test(
        "a query that answers another number or amount is a mismatch, in every state",
        arguments: ["SUCCESS", "REVOKED", "USERPAYING"],
        [true, false]
    )
    func queryMisfit(state: String, isAmount: Bool) async {
        let change = isAmount ? ["total_fee": "1"] : ["out_trade_no": "CC20260101000002"]
        let members = Sample.paid.merging(["trade_state": state]) { $1 }.merging(change) { $1 }
        #expect(word(await Sample.outcome(Sample.query, Sample.answer(members))) == "mismatch")
    }

    @Test(
        "a query is never answered with a refusal",
        arguments: [
            ("ORDERNOTEXIST", "not_found"), ("SYSTEMERROR", "unknown:system_error"),
            ("SIGNERROR", "unknown:unlisted"), ("NOAUTH", "unknown:unlisted"),
        ]
    )
    func queryCodes(code: String, expected: String) async {
        let outcome = await Sample.outcome(Sample.query, Sample.answer(Sample.failure(code)))
        #expect(word(outcome) == expected)
    }

    @Test(
        "a reversal decides by recall first, then by the table",
        arguments: [
            (["recall": "N"], "undo_accepted"), (["recall": "Y"], "undo_again"),
            (["recall": ""], "unknown:unlisted"), (["recall": "n"], "unknown:unlisted"),
            (["recall": "N", "out_trade_no": "CC9"], "unknown:mismatch"),
            (Sample.failure("SYSTEMERROR", ["recall": "Y"]), "undo_again"),
            (Sample.failure("REVERSE_EXPIRE", ["recall": "Y"]), "undo_again"),
            (Sample.failure("SYSTEMERROR"), "unknown:system_error"),
            (Sample.failure("INVALID_TRANSACTIONID", ["recall": "N"]), "not_found"),
            (Sample.failure("ORDERNOTEXIST"), "not_found"),
            (Sample.failure("REVERSE_EXPIRE", ["recall": "N"]), "undo_refused"),
            (Sample.failure("TRADE_ERROR"), "undo_refused"),
            (Sample.failure("PARAM_ERROR"), "unknown:system_error"),
            (Sample.failure("REQUIRE_POST_METHOD"), "unknown:system_error"),
            (Sample.failure("SIGNERROR"), "unknown:system_error"),
            (Sample.failure("INVALID_REQUEST"), "unknown:system_error"),
            (Sample.failure("NEW_CODE"), "unknown:unlisted"),
        ]
    )
    func reversals(members: [String: String], expected: String) async {
        #expect(word(await Sample.outcome(Sample.cancel, Sample.answer(members))) == expected)
    }

    private static let refundTaken = [
        "out_trade_no": Sample.number, "out_refund_no": Sample.refundNumber,
        "refund_fee": "1200", "total_fee": "8888", "refund_id": "5030000001",
    ]

    @Test(
        "a refund is accepted only for exactly our numbers and amounts",
        arguments: [
            ([:], "undo_accepted"), (["out_trade_no": "CC9"], "unknown:mismatch"),
            (["out_refund_no": "CR9"], "unknown:mismatch"),
            (["refund_fee": "1201"], "unknown:mismatch"),
            (["total_fee": "1"], "unknown:mismatch"),
            (["refund_fee": ""], "unknown:unparsable"),
            (Sample.failure("SYSTEMERROR"), "unknown:system_error"),
            (Sample.failure("BIZERR_NEED_RETRY"), "undo_again"),
            (Sample.failure("INVALID_REQ_TOO_MUCH"), "undo_again"),
            (Sample.failure("FREQUENCY_LIMITED"), "undo_again"),
            (Sample.failure("TRADE_OVERDUE"), "undo_refused"),
            (Sample.failure("USER_ACCOUNT_ABNORMAL"), "undo_refused"),
            (Sample.failure("NOTENOUGH"), "undo_refused"),
            (Sample.failure("INVALID_TRANSACTIONID"), "undo_refused"),
            (Sample.failure("ERROR"), "unknown:system_error"),
            (Sample.failure("PARAM_ERROR"), "unknown:system_error"),
            (Sample.failure("SIGNERROR"), "unknown:system_error"),
            (Sample.failure("NEW_CODE"), "unknown:unlisted"),
        ]
    )
    func refunds(change: [String: String], expected: String) async {
        let body = Sample.answer(Self.refundTaken.merging(change) { $1 })
        #expect(word(await Sample.outcome(Sample.takeBack, body)) == expected)
    }

    private static let refundFound = [
        "out_trade_no": Sample.number, "total_fee": "8888", "refund_count": "2",
        "out_refund_no_0": "CR20260101000009", "refund_fee_0": "1", "refund_status_0": "SUCCESS",
        "out_refund_no_1": Sample.refundNumber, "refund_fee_1": "1200",
        "refund_status_1": "SUCCESS",
    ]

    @Test(
        "a refund query reads the row of our refund number",
        arguments: [
            ([:], "refunded"), (["refund_status_1": "PROCESSING"], "pending"),
            (["refund_status_1": "REFUNDCLOSE"], "undo_refused"),
            (["refund_status_1": "CHANGE"], "unknown:system_error"),
            (["refund_status_1": "NEW"], "unknown:unlisted"),
            (["refund_fee_1": "1201"], "mismatch"),
            (["refund_fee_1": ""], "unknown:unparsable"),
            (["out_refund_no_1": "CR8"], "mismatch"),
            (["out_refund_no_0": Sample.refundNumber], "mismatch"),
            (["out_trade_no": "CC9"], "mismatch"),
            (Sample.failure("REFUNDNOTEXIST"), "not_found"),
            (Sample.failure("SYSTEMERROR"), "unknown:system_error"),
            (Sample.failure("ORDERNOTEXIST"), "unknown:unlisted"),
        ]
    )
    func refundQueries(change: [String: String], expected: String) async {
        let body = Sample.answer(Self.refundFound.merging(change) { $1 })
        let outcome = await Sample.outcome(Sample.refundQuery, body)
        #expect(word(outcome) == expected)
        if expected == "refunded" { #expect(outcome == .refunded(Sample.refund)) }
    }
}
