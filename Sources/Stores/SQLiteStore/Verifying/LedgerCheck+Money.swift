import Billing
import GRDB
import Settlement

extension LedgerCheck {
    /// I1: debits equal credits, in each transaction and in all.
    func journalBalances() throws -> InvariantResult {
        try none(
            "I1",
            "every journal transaction balances",
            [
                """
                SELECT 'journal transaction ' || transaction_seq FROM journal_entry
                GROUP BY transaction_seq HAVING sum(debit) <> sum(credit)
                """,
                """
                SELECT 'all entries together' WHERE
                    (SELECT sum(debit) FROM journal_entry)
                    <> (SELECT sum(credit) FROM journal_entry)
                """,
                """
                SELECT 'entries of no transaction ' || transaction_seq FROM journal_entry
                WHERE transaction_seq NOT IN (SELECT seq FROM journal_transaction)
                """,
            ]
        )
    }

    /// I2: every split adds up, and every bill is the sum of its lines and what its digest says.
    func splitsAndBillsAddUp() throws -> InvariantResult {
        let result = try none(
            "I2",
            "every split makes its total, every bill is the sum of its lines",
            [
                """
                SELECT 'split of ' || settlement_id FROM split
                WHERE total <> fund + account + hospital + self_pay OR mutual_aid > account
                """,
                """
                SELECT 'split of ' || settlement_id FROM split
                JOIN settlement ON settlement.id = split.settlement_id
                WHERE split.total <> settlement.total
                """,
                """
                SELECT 'bill ' || id FROM bill WHERE total <> (
                    SELECT ifnull(sum(total), 0) FROM bill_line WHERE bill_id = bill.id)
                """,
                """
                SELECT 'settlement ' || settlement.id FROM settlement
                JOIN bill ON bill.id = settlement.bill_id
                WHERE bill.total <> settlement.total OR bill.digest <> settlement.bill_digest
                """,
            ]
        )
        guard result.ok == true else { return result }
        let ids = try String.fetchCursor(database, sql: "SELECT id FROM bill")
        while let id = try ids.next() {
            do {
                _ = try BillRecord.find(id, in: database)
            } catch StoreError.unusable(let words) {
                return InvariantResult(id: "I2", ok: false, detail: words)
            }
        }
        return result
    }

    /// I3: nothing gives back more than it took.
    func returnsStayWithinAttempts() throws -> InvariantResult {
        try none(
            "I3",
            "no attempt returned more than it moved",
            [
                """
                SELECT 'attempt ' || id FROM attempt
                WHERE returned < 0 OR returned > max(amount, ifnull(tendered, 0))
                    OR change > ifnull(tendered, 0)
                """
            ]
        )
    }

    /// I4, the ledger's side: a paid settlement has both legs, an aborted one has nothing left.
    func endsAreWhole() throws -> InvariantResult {
        try undecided(
            "I4",
            "the ledger's side holds; the peers' books were not asked",
            [
                """
                SELECT 'paid without the insurer: ' || id FROM settlement
                WHERE phase IN ('paid', 'completed') AND is_insured = 1 AND NOT EXISTS (
                    SELECT 1 FROM attempt WHERE settlement_id = settlement.id
                    AND role = 'insurance' AND state IN ('done', 'conflict'))
                """,
                """
                SELECT 'tenders do not make the self-pay amount: ' || id FROM settlement
                WHERE phase IN ('paid', 'completed') AND rounding + (
                    SELECT ifnull(sum(CASE
                        WHEN role = 'code' AND state = 'done' THEN amount
                        WHEN role = 'cash' AND state = 'posted' THEN tendered - change
                        ELSE 0 END), 0)
                    FROM attempt WHERE settlement_id = settlement.id
                ) <> (
                    SELECT self_pay FROM split WHERE settlement_id = settlement.id
                    ORDER BY kind = 'settled' DESC, kind = 'confirmed' DESC LIMIT 1)
                """,
                """
                SELECT 'aborted with a live leg: ' || settlement_id FROM attempt
                JOIN settlement ON settlement.id = settlement_id
                WHERE phase = 'aborted' AND state IN (\(Schema.liveStates))
                """,
                """
                SELECT 'aborted with postings: ' || settlement_id FROM journal_entry
                JOIN journal_transaction ON journal_transaction.seq = transaction_seq
                JOIN settlement ON settlement.id = settlement_id
                WHERE phase = 'aborted' AND settlement_id NOT IN (
                    SELECT settlement_id FROM attempt
                    WHERE state IN ('return_owed', 'unclaimed'))
                GROUP BY settlement_id, account HAVING sum(debit) <> sum(credit)
                """,
            ]
        )
    }

    /// I8: nothing stays pending once a settlement is past the pivot or given up.
    func pendingIsClosed() throws -> InvariantResult {
        try none(
            "I8",
            "finished settlements have no pending balance",
            [
                """
                SELECT settlement_id || ' ' || account FROM journal_entry
                JOIN journal_transaction ON journal_transaction.seq = transaction_seq
                JOIN settlement ON settlement.id = settlement_id
                WHERE stage IN ('pending', 'voided') AND phase IN ('paid', 'completed', 'aborted',
                    'refund_requested', 'refund_approved', 'refunding', 'refunded',
                    'part_refunded')
                GROUP BY settlement_id, account HAVING sum(debit) <> sum(credit)
                """
            ]
        )
    }

    /// I9: refunds of a settlement's tenders stay within what they took.
    func refundsStayWithinLegs() throws -> InvariantResult {
        try none(
            "I9",
            "refunds stay within their legs",
            [
                """
                SELECT 'settlement ' || settlement_id FROM attempt WHERE role = 'code'
                GROUP BY settlement_id HAVING sum(returned) > sum(amount)
                """
            ]
        )
    }
}
