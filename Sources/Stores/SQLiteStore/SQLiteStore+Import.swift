package import Billing
import GRDB
import Settlement

extension SQLiteStore {
    /// Most visits in one transaction of an import.
    static let importBatch = 500

    /// Takes one visit, whole or not at all; the same again changes nothing.
    ///
    /// Throws `StoreError.forbidden` with the reason when a line is paid or being settled and would
    /// change.
    @discardableResult
    package func importVisit(
        _ patient: Patient,
        _ visit: Visit,
        _ lines: [ChargeLine]
    ) async throws -> ImportOutcome {
        let item = ImportedVisit(patient: patient, visit: visit, lines: lines)
        let outcome = try await importVisits([item])[0]
        if case .refused(let reason) = outcome { throw StoreError.forbidden(reason) }
        return outcome
    }

    /// Takes many visits, each whole or not at all, in durable batches; one outcome for each.
    package func importVisits(_ items: [ImportedVisit]) async throws -> [ImportOutcome] {
        var outcomes: [ImportOutcome] = []
        outcomes.reserveCapacity(items.count)
        for start in stride(from: 0, to: items.count, by: SQLiteStore.importBatch) {
            let batch = Array(items[start..<min(start + SQLiteStore.importBatch, items.count)])
            outcomes += try await importBatch(batch)
        }
        return outcomes
    }

    private func importBatch(_ batch: [ImportedVisit]) async throws -> [ImportOutcome] {
        let at = clock.now().wall
        let work = VisitImport(patients: PatientRecord(sealer: sealer), at: at)
        let chain = chain
        return try await write { database in
            let outcomes = try batch.map { try SQLiteStore.take($0, work, in: database) }
            let created = outcomes.count { $0 == .created }
            let updated = outcomes.count { $0 == .updated }
            if created + updated > 0 {
                let event = AuditEvent(
                    action: "visits.imported",
                    actor: "import",
                    subject: batch.count == 1 ? batch[0].visit.id : "",
                    detail: "created \(created), updated \(updated)"
                )
                try chain.append([event], at: at, in: database)
            }
            return outcomes
        }
    }

    private static func take(
        _ item: ImportedVisit,
        _ work: VisitImport,
        in database: Database
    ) throws -> ImportOutcome {
        var outcome = ImportOutcome.unchanged
        do {
            try database.inSavepoint {
                outcome = try work.take(item, in: database)
                return .commit
            }
        } catch StoreError.forbidden(let reason) {
            return .refused(reason)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            return .refused(
                "visit \(item.visit.id): \(error.message ?? "a value is not allowed")"
            )
        }
        return outcome
    }
}
