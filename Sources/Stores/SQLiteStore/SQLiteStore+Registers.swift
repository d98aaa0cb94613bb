package import Billing
import GRDB
import Glibc
import Settlement

extension SQLiteStore {
    /// Registers a console as an owner of settlements; it is alive while the lock is kept.
    ///
    /// Throws `StoreError.unusable` when a living console has that name.
    package func registerOwner(_ name: String) async throws -> OwnerLock {
        guard mkdir(files.owners, 0o700) == 0 || errno == EEXIST else {
            throw StoreError.notWritable(
                "the folder \(files.owners) cannot be created: \(FileLock.text(of: errno))"
            )
        }
        let path = "\(files.owners)/\(OwnerLock.fileName(of: name))"
        let lock = try OwnerLock(owner: name, path: path)
        let at = clock.now().wall
        let process = getpid()
        try await write { database in
            try database.run(
                "INSERT OR REPLACE INTO owner (name, process, registered) VALUES (?, ?, ?)",
                [name, process, at]
            )
        }
        return lock
    }

    /// Opens a shift; a window has one open shift at a time.
    package func openShift(_ shift: Shift) async throws {
        let chain = chain
        try await write { database in
            try database.run(
                """
                INSERT INTO shift
                    (id, window, operator_id, operator_name, business_date, opened, closed)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    shift.id, shift.window, shift.operatorID, shift.operatorName,
                    shift.businessDate.text, shift.openedAt, shift.closedAt,
                ]
            )
            let event = AuditEvent(
                action: "shift.opened",
                actor: shift.operatorID,
                subject: shift.id,
                detail: "window \(shift.window)"
            )
            try chain.append([event], at: shift.openedAt, in: database)
        }
    }

    /// Closes an open shift.
    ///
    /// - Parameter at: UTC milliseconds.
    package func closeShift(_ id: String, at: Int64) async throws {
        let chain = chain
        try await write { database in
            guard
                let actor = try database.text(
                    "SELECT operator_id FROM shift WHERE id = ? AND closed IS NULL",
                    [id]
                )
            else { throw StoreError.forbidden("there is no open shift \(id)") }
            try database.run("UPDATE shift SET closed = ? WHERE id = ?", [at, id])
            let event = AuditEvent(action: "shift.closed", actor: actor, subject: id)
            try chain.append([event], at: at, in: database)
        }
    }

    /// The open shift of a window.
    package func currentShift(ofWindow window: String) async throws -> Shift? {
        try await read { database in
            try database.row("SELECT * FROM shift WHERE window = ? AND closed IS NULL", [window])
                .map { try SQLiteStore.shift(Columns($0)) }
        }
    }

    /// The shift of a number.
    package func shift(_ id: String) async throws -> Shift? {
        try await read { database in
            try database.row("SELECT * FROM shift WHERE id = ?", [id])
                .map { try SQLiteStore.shift(Columns($0)) }
        }
    }

    private static func shift(_ columns: Columns) throws -> Shift {
        guard let date = BusinessDate(columns.text("business_date")) else {
            throw StoreError.unusable("the ledger is damaged: a shift has no date")
        }
        return Shift(
            id: columns.text("id"),
            window: columns.text("window"),
            operatorID: columns.text("operator_id"),
            operatorName: columns.text("operator_name"),
            businessDate: date,
            openedAt: columns.number("opened"),
            closedAt: columns.numberOrNil("closed")
        )
    }
}
