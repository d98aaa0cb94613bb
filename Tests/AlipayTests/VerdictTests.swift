import Billing
import Settlement
import Testing

@testable import Alipay

@Suite("Alipay verdicts")
struct VerdictTests {
    @Test("a charge answered with our number and amount is paid")
    func paid() async throws {
        let outcome = try await Sample.outcome(Sample.charge, Sample.paid)
        #expect(outcome == .paid(peerNumber: "2026010122001"))
    }

    @Test(
        "a charge's code decides before its sub_code",
        arguments: [
            ("10003", "pending"), ("20000", "unknown:system_error"), ("20001", "refused"),
            ("40001", "refused"), ("40002", "refused"), ("40006", "refused"),
            ("40005", "unknown:unlisted"), ("99999", "unknown:unlisted"),
            ("", "unknown:unlisted"), ("40004", "unknown:unlisted"),
        ]
    )
    func chargeCodes(code: String, expected: String) async throws {
        let members = Sample.paid.merging(["code": code, "sub_code": "isv.x"]) { $1 }
        #expect(word(try await Sample.outcome(Sample.charge, members)) == expected)
    }

    private static let refusedCharges = """
        PAYMENT_AUTH_CODE_INVALID TRADE_HAS_CLOSE BUYER_BALANCE_NOT_ENOUGH \
        BUYER_BANKCARD_BALANCE_NOT_ENOUGH ERROR_BALANCE_PAYMENT_DISABLE \
        NO_PAYMENT_INSTRUMENTS_AVAILABLE BUYER_SELLER_EQUAL TRADE_BUYER_NOT_MATCH \
        BUYER_ENABLE_STATUS_FORBID USER_FACE_PAYMENT_SWITCH_OFF MOBILE_PAYMENT_SWITCH_OFF \
        PULL_MOBILE_CASHIER_FAIL PAYMENT_FAIL PAYMENT_REQUEST_HAS_RISK \
        BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR BUYER_PAYMENT_AMOUNT_MONTH_LIMIT_ERROR \
        BEYOND_PAY_RESTRICTION BEYOND_PER_RECEIPT_RESTRICTION \
        BEYOND_PER_RECEIPT_SINGLE_RESTRICTION TOTAL_FEE_EXCEED SELLER_BEEN_BLOCKED \
        ACCESS_FORBIDDEN PARTNER_ERROR INVALID_STORE_ID EXIST_FORBIDDEN_WORD INVALID_PARAMETER \
        AUTH_TOKEN_IS_NOT_EXIST AGREEMENT_NOT_EXIST AGREEMENT_INVALID \
        AGREEMENT_STATUS_NOT_NORMAL AGREEMENT_ERROR MERCHANT_AGREEMENT_NOT_EXIST \
        MERCHANT_AGREEMENT_INVALID MERCHANT_STATUS_NOT_NORMAL CARD_USER_NOT_MATCH \
        CYCLE_PAY_DATE_NOT_MATCH CYCLE_PAY_SINGLE_FEE_EXCEED CYCLE_PAY_TOTAL_FEE_EXCEED \
        CYCLE_PAY_TOTAL_TIMES_EXCEED ZM_AUTH_AMOUNT_EXCEED ZM_CREDIT_AUTH_FAIL
        """.split(separator: " ").map(String.init)

    @Test(
        "every definite sub_code refuses a charge, in the channel's words",
        arguments: refusedCharges
    )
    func refused(subcode: String) async throws {
        let outcome = try await Sample.outcome(Sample.charge, Sample.failure("ACQ." + subcode))
        #expect(outcome == .refused(Refusal(code: "ACQ." + subcode, text: "原因")))
    }

    @Test(
        "the other sub_codes of a charge",
        arguments: [
            ("ACQ.SYSTEM_ERROR", "unknown:system_error"),
            ("AQC.SYSTEM_ERROR", "unknown:system_error"),
            ("aop.ACQ.SYSTEM_ERROR", "unknown:system_error"),
            ("ACQ.TRADE_HAS_SUCCESS", "already_paid"),
            ("ACQ.CONTEXT_INCONSISTENT", "unknown:mismatch"),
            ("ACQ.PAYMENT_AUTH_CODE_INVALID[SOUNDWAVE_PARSER_FAIL]", "refused"),
            ("ACQ.NEW_CODE_OF_TOMORROW", "unknown:unlisted"),
            ("ACQ.payment_fail", "unknown:unlisted"), ("", "unknown:unlisted"),
        ]
    )
    func subcodes(subcode: String, expected: String) async throws {
        let outcome = try await Sample.outcome(Sample.charge, Sample.failure(subcode))
        #expect(word(outcome) == expected)
    }

    @Test(
        "a charge answered about something else is unknown, paid or pending",
        arguments: [
            (["out_trade_no": "CC9"], "unknown:mismatch"),
            (["total_amount": "88.89"], "unknown:mismatch"),
            (["total_amount": "88.880"], "unknown:unparsable"),
            (["total_amount": "8888e-2"], "unknown:unparsable"),
            (["total_amount": "８８.88"], "unknown:unparsable"),
            (["out_trade_no": ""], "unknown:unparsable"),
        ],
        ["10000", "10003"]
    )
    func misfits(row: ([String: String], String), code: String) async throws {
        let members = Sample.paid.merging(row.0) { $1 }.merging(["code": code]) { $1 }
        #expect(word(try await Sample.outcome(Sample.charge, members)) == row.1)
    }

    @Test("a paid charge needs amount and trade_no; equal amounts may be written differently")
    func needs() async throws {
        for name in ["total_amount", "trade_no"] {
            let members = Sample.paid.merging([name: ""]) { $1 }
            #expect(
                word(try await Sample.outcome(Sample.charge, members)) == "unknown:unparsable"
            )
        }
        let charge = PaymentRequest.charge(
            number: Sample.number,
            amount: Money(fen: 50),
            code: PaymentCode("28"),
            subject: "s"
        )
        let members = Sample.paid.merging(["total_amount": "0.5"]) { $1 }
        #expect(word(try await Sample.outcome(charge, members)) == "done")
    }

    @Test(
        "a query's trade_status decides by the table",
        arguments: [
            ("TRADE_SUCCESS", "done"), ("TRADE_FINISHED", "done"),
            ("WAIT_BUYER_PAY", "pending"), ("TRADE_CLOSED", "closed"),
            ("", "unknown:unlisted"), ("TRADE_PENDING", "unknown:unlisted"),
        ]
    )
    func statuses(status: String, expected: String) async throws {
        let members = Sample.paid.merging(["trade_status": status]) { $1 }
        #expect(word(try await Sample.outcome(Sample.query, members)) == expected)
    }

    @Test(
        "a query that answers another number or amount is a mismatch, in every state",
        arguments: ["TRADE_SUCCESS", "TRADE_CLOSED", "WAIT_BUYER_PAY"],
        [["total_amount": "0.01"], ["out_trade_no": "CC9"]]
    )
    func queryMisfit(status: String, change: [String: String]) async throws {
        let members = Sample.paid.merging(["trade_status": status]) { $1 }.merging(change) { $1 }
        #expect(word(try await Sample.outcome(Sample.query, members)) == "mismatch")
    }

    @Test(
        "a query is never answered with a refusal",
        arguments: [
            (Sample.failure("ACQ.TRADE_NOT_EXIST"), "not_found"),
            (Sample.failure("ACQ.SYSTEM_ERROR"), "unknown:system_error"),
            (Sample.failure("ACQ.INVALID_PARAMETER"), "unknown:system_error"),
            (Sample.failure("ACQ.PAYMENT_FAIL"), "unknown:unlisted"),
            (Sample.failure("isv.invalid-signature", code: "40002"), "unknown:system_error"),
            (Sample.failure("isp.unknow-error", code: "20000"), "unknown:system_error"),
            (Sample.failure("x", code: "10003"), "unknown:unlisted"),
        ]
    )
    func queryFailures(members: [String: String], expected: String) async throws {
        #expect(word(try await Sample.outcome(Sample.query, members)) == expected)
    }

    private static let cancelled = [
        "code": "10000", "out_trade_no": Sample.number, "retry_flag": "N", "action": "close",
    ]

    @Test(
        "a cancel decides by retry_flag and action, then by the table",
        arguments: [
            ([:], "undo_accepted"), (["action": "refund"], "undo_accepted"),
            (["action": ""], "not_found"), (["action": "", "out_trade_no": ""], "not_found"),
            (["action": "other"], "unknown:unlisted"), (["retry_flag": "Y"], "undo_again"),
            (["retry_flag": ""], "unknown:unlisted"),
            (["out_trade_no": "CC9"], "unknown:mismatch"),
            (Sample.failure("ACQ.SYSTEM_ERROR"), "unknown:system_error"),
            (Sample.failure("AQC.SYSTEM_ERROR"), "unknown:system_error"),
            (Sample.failure("ACQ.INVALID_PARAMETER"), "unknown:system_error"),
            (Sample.failure("ACQ.TRADE_NOT_EXIST"), "not_found"),
            (Sample.failure("ACQ.CANCEL_NOT_ALLOWED"), "undo_refused"),
            (Sample.failure("ACQ.REASON_TRADE_BEEN_FREEZEN"), "undo_refused"),
            (Sample.failure("ACQ.REASON_TRADE_REFUND_FEE_ERR"), "undo_refused"),
            (Sample.failure("ACQ.SELLER_BALANCE_NOT_ENOUGH"), "undo_refused"),
            (Sample.failure("ACQ.TRADE_HAS_FINISHED"), "undo_refused"),
            (Sample.failure("ACQ.TRADE_CANCEL_TIME_OUT"), "undo_refused"),
            (Sample.failure("ACQ.NEW_CODE"), "unknown:unlisted"),
            (Sample.failure("isv.x", code: "40002"), "unknown:system_error"),
            (Sample.failure("aop.unknow-error", code: "20000"), "unknown:system_error"),
        ]
    )
    func cancels(change: [String: String], expected: String) async throws {
        let members = Self.cancelled.merging(change) { $1 }
        #expect(word(try await Sample.outcome(Sample.cancel, members)) == expected)
    }

    private static let refundTaken = [
        "code": "10000", "out_trade_no": Sample.number, "fund_change": "Y", "refund_fee": "12.00",
    ]

    @Test(
        "a refund is accepted only when money moved now, for our number and within the sum",
        arguments: [
            ([:], "undo_accepted"), (["refund_fee": "50.00"], "undo_accepted"),
            (["refund_fee": ""], "undo_accepted"),
            (["refund_fee": "11.99"], "unknown:mismatch"),
            (["refund_fee": "88.89"], "unknown:mismatch"),
            (["refund_fee": "12.001"], "unknown:unparsable"),
            (["fund_change": "N"], "unknown:unlisted"), (["fund_change": ""], "unknown:unlisted"),
            (["out_trade_no": "CC9"], "unknown:mismatch"),
            (Sample.failure("ACQ.SYSTEM_ERROR"), "unknown:system_error"),
            (Sample.failure("ACQ.INVALID_PARAMETER"), "unknown:system_error"),
            (Sample.failure("ACQ.REFUND_CHARGE_ERROR"), "undo_again"),
            (Sample.failure("ACQ.DISCORDANT_REPEAT_REQUEST"), "unknown:mismatch"),
            (Sample.failure("ACQ.REASON_TRADE_REFUND_FEE_ERR"), "undo_refused"),
            (Sample.failure("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL"), "undo_refused"),
            (Sample.failure("ACQ.TRADE_NOT_EXIST"), "undo_refused"),
            (Sample.failure("ACQ.TRADE_NOT_ALLOW_REFUND"), "undo_refused"),
            (Sample.failure("ACQ.TRADE_STATUS_ERROR"), "undo_refused"),
            (Sample.failure("ACQ.REASON_TRADE_STATUS_INVALID"), "undo_refused"),
            (Sample.failure("ACQ.TRADE_HAS_FINISHED"), "undo_refused"),
            (Sample.failure("ACQ.SELLER_BALANCE_NOT_ENOUGH"), "undo_refused"),
            (Sample.failure("ACQ.NOT_ALLOW_PARTIAL_REFUND"), "undo_refused"),
            (Sample.failure("ACQ.BUYER_ERROR"), "undo_refused"),
            (Sample.failure("ACQ.NEW_CODE"), "unknown:unlisted"),
            (Sample.failure("isv.x", code: "40006"), "unknown:system_error"),
        ]
    )
    func refunds(change: [String: String], expected: String) async throws {
        let members = Self.refundTaken.merging(change) { $1 }
        #expect(word(try await Sample.outcome(Sample.takeBack, members)) == expected)
    }

    private static let refundFound = [
        "code": "10000", "out_trade_no": Sample.number, "out_request_no": Sample.refundNumber,
        "refund_amount": "12.00", "total_amount": "88.88", "refund_status": "REFUND_SUCCESS",
    ]

    @Test(
        "a refund query tells refunded only by its status, for our numbers and amount",
        arguments: [
            ([:], "refunded"), (["refund_status": ""], "not_found"),
            (["refund_status": "", "out_trade_no": "", "out_request_no": ""], "not_found"),
            (["refund_status": "", "out_trade_no": "CC9"], "mismatch"),
            (["refund_status": "REFUND_PROCESSING"], "unknown:unlisted"),
            (["refund_amount": "12.01"], "mismatch"),
            (["refund_amount": ""], "unknown:unparsable"),
            (["out_request_no": "CR9"], "mismatch"), (["out_trade_no": "CC9"], "mismatch"),
            (Sample.failure("ACQ.TRADE_NOT_EXIST"), "not_found"),
            (Sample.failure("ACQ.SYSTEM_ERROR"), "unknown:system_error"),
            (Sample.failure("isv.x", code: "40001"), "unknown:system_error"),
        ]
    )
    func refundQueries(change: [String: String], expected: String) async throws {
        let members = Self.refundFound.merging(change) { $1 }
        let outcome = try await Sample.outcome(Sample.refundQuery, members)
        #expect(word(outcome) == expected)
        if expected == "refunded" { #expect(outcome == .refunded(Sample.refund)) }
    }
}
