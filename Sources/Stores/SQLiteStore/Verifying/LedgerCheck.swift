import GRDB
import Settlement

/// Checks of one snapshot of the ledger: each is a query that gives the ids of what is broken.
struct LedgerCheck {
    let database: Database

    /// Most ids that a detail names.
    static let namesLimit = 10

    /// A check whose queries must all give nothing.
    func none(_ id: String, _ holds: String, _ queries: [String]) throws -> InvariantResult {
        for query in queries {
            if let broken = try broken(query) {
                return InvariantResult(id: id, ok: false, detail: broken)
            }
        }
        return InvariantResult(id: id, ok: true, detail: holds)
    }

    /// A check that can find a fault here but can only be proven with the peers' books.
    func undecided(_ id: String, _ why: String, _ queries: [String] = []) throws
        -> InvariantResult
    {
        for query in queries {
            if let broken = try broken(query) {
                return InvariantResult(id: id, ok: false, detail: broken)
            }
        }
        return InvariantResult(id: id, ok: nil, detail: why)
    }

    private func broken(_ query: String) throws -> String? {
        let found = try String.fetchAll(
            database,
            sql: "\(query) LIMIT \(LedgerCheck.namesLimit + 1)"
        )
        guard !found.isEmpty else { return nil }
        let names = found.prefix(LedgerCheck.namesLimit).joined(separator: ", ")
        return found.count > LedgerCheck.namesLimit ? "\(names) …" : names
    }
}
