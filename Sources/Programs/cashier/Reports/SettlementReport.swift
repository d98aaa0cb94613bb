import Billing
import Settlement

/// A settlement as `cashier settlements --json` and `cashier settle --json` print it.
enum SettlementReport {
    /// The JSON object of one settlement; amounts in fen.
    static func json(_ record: SettlementRecord) -> JSONText {
        let split = record.currentSplit ?? .selfPayOnly(record.total)
        let refunded = record.attempts.filter { $0.state == .done }.map(\.returned).total()
        return .record([
            ("id", .text(record.id)), ("bill", .text(record.billID)),
            ("state", .text(record.publicState)), ("total", .fen(split.total)),
            ("fund", .fen(split.fund)), ("account", .fen(split.account)),
            ("hospital", .fen(split.hospital)), ("self", .fen(split.selfPay)),
            ("refunded", .fen(refunded)), ("tenders", .list(tenders(record))),
            ("msgid", .optional(record.insurance?.number)),
            ("setl_id", .optional(record.insurance?.peerNumber)),
        ])
    }

    /// One entry per attempt, in order, and the rounding of cash where there was any.
    private static func tenders(_ record: SettlementRecord) -> [JSONText] {
        var entries = record.attempts.filter { $0.role != .insurance }.map { attempt in
            JSONText.record([
                ("kind", .text(attempt.tender?.rawValue ?? "")),
                ("amount", .fen(amount(attempt))), ("number", .text(attempt.number)),
                ("state", .text(state(attempt))), ("refunded", .fen(attempt.returned)),
                ("tendered", attempt.tendered.map { .fen($0) } ?? .null),
                ("change", .fen(attempt.change)),
            ])
        }
        if !record.rounding.isZero {
            entries.append(
                .record([
                    ("kind", .text("rounding")), ("amount", .fen(record.rounding)),
                    ("number", .text("")), ("state", .text("done")), ("refunded", .fen(.zero)),
                ])
            )
        }
        return entries
    }

    /// What the tender covers: cash net of change, an electronic charge as it was sent.
    private static func amount(_ attempt: Attempt) -> Money {
        guard attempt.role == .cash, let tendered = attempt.tendered else { return attempt.amount }
        return tendered - attempt.change
    }

    private static func state(_ attempt: Attempt) -> String {
        switch attempt.state {
        case .intent, .pending, .unknown, .undoIntent, .undoUnknown, .conflict: "in_doubt"
        case .done, .posted: "done"
        case .refused: "refused"
        case .undone, .returned: "undone"
        case .held: "held"
        case .returnOwed, .unclaimed: "return_owed"
        case .replaced: "replaced"
        }
    }

    /// One line for people.
    static func line(_ record: SettlementRecord) -> String {
        let split = record.currentSplit ?? .selfPayOnly(record.total)
        return [
            record.id, record.publicState, "total \(split.total.yuan)", "fund \(split.fund.yuan)",
            "account \(split.account.yuan)", "self \(split.selfPay.yuan)",
        ].joined(separator: "  ")
    }
}
