import Billing
import GRDB
import Settlement

/// Takes one visit into the ledger, repeatable by the visit's number.
struct VisitImport {
    let patients: PatientRecord
    /// UTC milliseconds.
    let at: Int64

    /// Imports a visit whole; throws `StoreError.forbidden` with the reason when it may not.
    func take(_ item: ImportedVisit, in database: Database) throws -> ImportOutcome {
        try requireSound(item)
        let patientChanged = try patients.save(item.patient, in: database)
        guard let known = try VisitRecord.find(item.visit.id, in: database) else {
            try VisitRecord.insert(item.visit, in: database)
            for (position, line) in item.lines.enumerated() {
                try insert(line, of: item.visit, at: position, in: database)
            }
            return .created
        }
        guard known.patientID == item.visit.patientID else {
            throw StoreError.forbidden("visit \(known.id) belongs to another patient")
        }
        let linesChanged = try merge(item, known, in: database)
        if known != item.visit { try VisitRecord.update(item.visit, in: database) }
        return linesChanged || patientChanged || known != item.visit ? .updated : .unchanged
    }

    private func requireSound(_ item: ImportedVisit) throws {
        let visit = item.visit
        guard visit.patientID == item.patient.id else {
            throw StoreError.forbidden("visit \(visit.id) names another patient")
        }
        guard (1...3).contains(visit.hospitalLevel) else {
            throw StoreError.forbidden("visit \(visit.id): the hospital level is not 1, 2 or 3")
        }
        guard Set(item.lines.map(\.id)).count == item.lines.count else {
            throw StoreError.forbidden("visit \(visit.id) has two lines of one number")
        }
        for line in item.lines where line.total.isNegative {
            throw StoreError.forbidden("visit \(visit.id): line \(line.id) is negative")
        }
    }

    /// Brings the stored lines to what is imported; returns whether anything changed.
    private func merge(
        _ item: ImportedVisit,
        _ known: Visit,
        in database: Database
    ) throws -> Bool {
        let before = try ChargeLineRecord.ofVisit(known.id, in: database)
        let stored = Dictionary(uniqueKeysWithValues: before.map { ($0.line.id, $0) })
        let decides = decisive(known) != decisive(item.visit)
        let differing = item.lines.enumerated().filter { _, line in
            guard let old = stored[line.id] else { return true }
            return decides || old.line != line || old.billing == .withdrawn
        }
        let kept = Set(item.lines.map(\.id))
        let gone = before.filter { $0.billing != .withdrawn && !kept.contains($0.line.id) }
        for old in differing.compactMap({ stored[$0.element.id] }) + gone {
            try requireFree(old, of: known, in: database)
        }
        guard !differing.isEmpty || !gone.isEmpty || known != item.visit else { return false }
        try UnpaidBills.supersede(visitID: known.id, at: at, in: database)
        for (position, line) in differing {
            if stored[line.id] == nil {
                try insert(line, of: item.visit, at: position, in: database)
            } else {
                try ChargeLineRecord.update(line, position: position, in: database)
            }
        }
        for old in gone {
            try database.run(
                "UPDATE charge_line SET billing = 'withdrawn', bill_id = NULL WHERE id = ?",
                [old.line.id]
            )
        }
        return true
    }

    /// What of a visit decides money.
    private func decisive(_ visit: Visit) -> [String] {
        [visit.medicalType, visit.disease?.code ?? "", "\(visit.hospitalLevel)"]
    }

    private func requireFree(
        _ old: ChargeLineRecord,
        of visit: Visit,
        in database: Database
    ) throws {
        if old.billing == .paid {
            throw StoreError.forbidden(
                "visit \(visit.id): line \(old.line.id) is already paid and cannot be changed"
            )
        }
        if let bill = old.billID, let holder = try BillRecord.holder(of: bill, in: database) {
            throw StoreError.forbidden(
                "visit \(visit.id): line \(old.line.id) is being settled (\(holder)) and cannot "
                    + "be changed now"
            )
        }
    }

    private func insert(
        _ line: ChargeLine,
        of visit: Visit,
        at position: Int,
        in database: Database
    ) throws {
        do {
            try ChargeLineRecord.insert(
                line,
                visitID: visit.id,
                position: position,
                in: database
            )
        } catch let error as DatabaseError
            where error.extendedResultCode == .SQLITE_CONSTRAINT_PRIMARYKEY
        {
            let other = try database.text(
                "SELECT visit_id FROM charge_line WHERE id = ?",
                [line.id]
            )
            throw StoreError.forbidden(
                "visit \(visit.id): line number \(line.id) is already used by visit "
                    + (other ?? "unknown")
            )
        }
    }
}
