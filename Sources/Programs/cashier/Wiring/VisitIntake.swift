import SQLiteStore

/// Takes a hand-over line by line into the ledger, in batches, without holding all of it.
struct VisitIntake {
    let store: SQLiteStore
    /// Called for each refused line with its number, from 1, and the reason.
    var refused: (Int, String) -> Void = { _, _ in }

    /// How many lines go into the ledger together.
    private static let batchLength = 500

    /// What became of the lines.
    struct Count {
        var taken = 0
        var unchanged = 0
        var refused = 0
    }

    /// Takes every line; each is taken whole or not at all.
    func take(_ lines: some Sequence<[UInt8]>) async throws -> Count {
        var count = Count()
        var batch: [(number: Int, visit: ImportedVisit)] = []
        for (index, bytes) in lines.enumerated() {
            if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }) { continue }
            do {
                batch.append((index + 1, try ImportLine.read(bytes)))
            } catch {
                count.refused += 1
                refused(index + 1, error.reason)
            }
            if batch.count == Self.batchLength { try await flush(&batch, &count) }
        }
        try await flush(&batch, &count)
        return count
    }

    private func flush(
        _ batch: inout [(number: Int, visit: ImportedVisit)],
        _ count: inout Count
    ) async throws {
        guard !batch.isEmpty else { return }
        let outcomes = try await store.importVisits(batch.map(\.visit))
        for (entry, outcome) in zip(batch, outcomes) {
            switch outcome {
            case .created, .updated: count.taken += 1
            case .unchanged: count.unchanged += 1
            case .refused(let reason):
                count.refused += 1
                refused(entry.number, reason)
            }
        }
        batch = []
    }
}
