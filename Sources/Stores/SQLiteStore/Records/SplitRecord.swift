import Billing
import GRDB
import Settlement

/// The three splits of a settlement.
enum SplitRecord {
    private static let parts = """
        total, fund, account, mutual_aid, hospital, self_pay, own_pay, over_limit, first_pay,
        in_scope
        """

    /// Writes or removes one split of a settlement.
    static func save(
        _ split: Split?,
        kind: String,
        settlementID: String,
        in database: Database
    ) throws {
        guard let split else {
            try database.run(
                "DELETE FROM split WHERE settlement_id = ? AND kind = ?",
                [settlementID, kind]
            )
            return
        }
        try database.run(
            """
            INSERT OR REPLACE INTO split (settlement_id, kind, \(parts))
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                settlementID, kind, split.total.fen, split.fund.fen, split.account.fen,
                split.mutualAid.fen, split.hospital.fen, split.selfPay.fen,
                split.burden.ownPay.fen, split.burden.overLimit.fen, split.burden.firstPay.fen,
                split.burden.inScope.fen,
            ]
        )
    }

    /// The splits of a settlement by kind.
    static func ofSettlement(_ id: String, in database: Database) throws -> [String: Split] {
        var splits: [String: Split] = [:]
        for row in try database.rows("SELECT * FROM split WHERE settlement_id = ?", [id]) {
            let columns = Columns(row)
            func money(_ name: String) -> Money { Money(fen: columns.number(name)) }
            let split = Split(
                total: money("total"),
                fund: money("fund"),
                account: money("account"),
                mutualAid: money("mutual_aid"),
                hospital: money("hospital"),
                selfPay: money("self_pay"),
                burden: Split.Burden(
                    ownPay: money("own_pay"),
                    overLimit: money("over_limit"),
                    firstPay: money("first_pay"),
                    inScope: money("in_scope")
                )
            )
            guard let split else {
                throw StoreError.unusable(
                    "the ledger is damaged: a split of \(id) does not add up"
                )
            }
            splits[columns.text("kind")] = split
        }
        return splits
    }
}
