import GRDB
import Settlement

/// The hospital system inside the ledger: released lines may be executed.
extension SQLiteStore: HospitalSystem {
    package func release(key: String, billID: String) async throws -> Bool {
        let at = clock.now().wall
        return try await write { database in
            let known = try database.text(
                "SELECT bill_id FROM hospital_release WHERE key = ?",
                [key]
            )
            if let known {
                guard known == billID else {
                    throw StoreError.forbidden("the key \(key) released another bill")
                }
                return true
            }
            let unpaid = try database.number(
                "SELECT count(*) FROM charge_line WHERE bill_id = ? AND billing <> 'paid'",
                [billID]
            )
            let lines = try database.number(
                "SELECT count(*) FROM charge_line WHERE bill_id = ?",
                [billID]
            )
            guard unpaid == 0, (lines ?? 0) > 0 else {
                throw StoreError.forbidden("bill \(billID) is not paid, so nothing is released")
            }
            try database.run(
                "INSERT INTO hospital_release (key, bill_id, at) VALUES (?, ?, ?)",
                [key, billID, at]
            )
            try database.run(
                "UPDATE charge_line SET execution = 'released' WHERE bill_id = ?",
                [billID]
            )
            return true
        }
    }
}
