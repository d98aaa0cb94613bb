/// One settlement of `cashier settlements --json`, `settle --json` and `recover --json`.
struct SettlementRow: Decodable {
    var id: String
    var bill: String
    var state: String
    var total: Int
    var fund: Int
    var account: Int
    var hospital: Int
    var selfPay: Int
    var refunded: Int
    var tenders: [Tender]
    var msgid: String?
    var settlementNumber: String?

    struct Tender: Decodable {
        var kind: String
        var amount: Int
        var number: String
        var state: String
    }

    enum CodingKeys: String, CodingKey {
        case id, bill, state, total, fund, account, hospital, refunded, tenders, msgid
        case selfPay = "self"
        case settlementNumber = "setl_id"
    }

    /// The tenders that count, by kind.
    var done: [String: Int] {
        tenders.filter { $0.state == "done" }.reduce(into: [:]) {
            $0[$1.kind, default: 0] += $1.amount
        }
    }
}

/// `GET /_sandbox/books`.
struct Books: Decodable {
    var insurance: [Insurance]
    var payments: [Payment]

    struct Insurance: Decodable {
        var msgid: String
        var state: String
        var medfee: Int
        var fund: Int
        var account: Int
        var cash: Int
    }

    struct Payment: Decodable {
        var channel: String
        var number: String
        var state: String
        var amount: Int
        var refunded: Int

        enum CodingKeys: String, CodingKey {
            case channel, state, amount, refunded
            case number = "out_trade_no"
        }
    }

    /// What the insurer has settled and not taken back.
    var settled: [Insurance] { insurance.filter { $0.state == "settled" } }

    /// What the payment channels have taken and not given back, in fen.
    var kept: Int {
        payments.filter { $0.state == "paid" }.reduce(0) { $0 + $1.amount - $1.refunded }
    }
}

/// One line of `GET /_sandbox/requests`.
struct RequestRow: Decodable {
    var peer: String
    var operation: String
    var number: String?
    var outcome: String
}

/// `cashier verify --json`.
struct VerifyReport: Decodable {
    var ok: Bool
    var checks: [Check]

    struct Check: Decodable {
        var id: String
        var ok: Bool?
        var detail: String
    }

    /// The checks that failed.
    var broken: [String] { checks.filter { $0.ok == false }.map { "\($0.id): \($0.detail)" } }
}

/// `cashier bills --json`, as far as the tests need it.
struct BillsReport: Decodable {
    var bills: [Bill]

    struct Bill: Decodable {
        var id: String
        var total: Int
    }
}
