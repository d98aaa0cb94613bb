import Billing

extension SettlementDraft {
    /// What a confirmed split leads us to expect: receivables against revenue.
    ///
    /// Voiding writes the same entries with their sides exchanged.
    static func expectation(
        of split: Split,
        in record: SettlementRecord,
        stage: JournalTransaction.Stage
    ) -> JournalTransaction {
        precondition(stage != .posted, "an expectation is pending or voided")
        var entries = receivables(of: split, in: record)
        entries += sides("patient:\(record.id)", debit: split.selfPay)
        entries += sides("revenue", credit: split.total)
        if stage == .voided {
            entries = entries.map {
                JournalEntry(account: $0.account, debit: $0.credit, credit: $0.debit)
            }
        }
        return JournalTransaction(
            stage: stage,
            reason: stage == .voided ? "voided" : "expected",
            entries: entries
        )
    }

    /// Posts the pivot: expectations are voided, receivables and tenders posted against revenue.
    mutating func postPivot(split: Split, byCode: [Attempt], cashTaken: Money, change: Money) {
        post(Self.expectation(of: split, in: record, stage: .voided))
        var entries = Self.receivables(of: split, in: record)
        for attempt in byCode {
            let channel = attempt.tender?.rawValue ?? "unknown"
            entries += Self.sides("channel:\(channel)", debit: attempt.amount)
        }
        entries += Self.sides("patient:\(record.id)", debit: cashTaken)
        let rounding = record.rounding
        if rounding.isNegative {
            entries += Self.sides("rounding", credit: -rounding)
        } else {
            entries += Self.sides("rounding", debit: rounding)
        }
        entries += Self.sides("revenue", credit: split.total)
        post(JournalTransaction(stage: .posted, reason: "paid", entries: entries))
        if !change.isZero {
            post(moveCash(change, into: false, reason: "change"))
        }
    }

    /// Replaces the expectation when the insurer settled another split than was confirmed.
    mutating func rewriteExpectation(from old: Split, to new: Split) {
        guard old != new else { return }
        post(Self.expectation(of: old, in: record, stage: .voided))
        post(Self.expectation(of: new, in: record, stage: .pending))
    }

    /// Cash into the drawer (a liability to the patient), or out of it again.
    func moveCash(_ amount: Money, into drawer: Bool, reason: String) -> JournalTransaction {
        let till = "drawer:\(record.shiftID ?? "none")"
        let patient = "patient:\(record.id)"
        return JournalTransaction(
            stage: .posted,
            reason: reason,
            entries: [
                JournalEntry(account: drawer ? till : patient, debit: amount),
                JournalEntry(account: drawer ? patient : till, credit: amount),
            ]
        )
    }

    private static func receivables(
        of split: Split,
        in record: SettlementRecord
    ) -> [JournalEntry] {
        sides("fund", debit: split.fund) + sides("account", debit: split.account)
            + sides("hospital_share", debit: split.hospital)
    }

    /// One entry, or none for zero.
    private static func sides(
        _ account: String,
        debit: Money = .zero,
        credit: Money = .zero
    ) -> [JournalEntry] {
        if debit.isZero && credit.isZero { return [] }
        return [JournalEntry(account: account, debit: debit, credit: credit)]
    }
}
