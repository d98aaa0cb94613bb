import FoundationEssentials
import GRDB
import Settlement

/// Enrolments in the ledger; the insured person is sealed.
struct EnrolmentRow {
    let sealer: FieldSealer

    /// Inserts a new enrolment in its first state.
    func insert(
        _ enrolment: Enrolment,
        state: Enrolment.State,
        in database: Database
    ) throws {
        try database.run(
            """
            INSERT INTO enrolment (id, bill_id, bill_digest, person, outpatient_number, state,
                version, batch, line_serials, is_tainted)
            VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, 0)
            """,
            [
                enrolment.id, enrolment.billID, enrolment.billDigest, try sealedPerson(enrolment),
                enrolment.outpatientNumber, state.rawValue, enrolment.batch,
                serials(enrolment),
            ]
        )
    }

    /// Moves an enrolment one step; the database refuses a step that the table does not have.
    func move(_ id: String, to state: Enrolment.State, in database: Database) throws {
        try database.run("UPDATE enrolment SET state = ? WHERE id = ?", [state.rawValue, id])
    }

    /// Writes everything that may change but the state.
    func update(_ enrolment: Enrolment, version: Int, in database: Database) throws {
        let released = MomentColumns(enrolment.releasedAt)
        try database.run(
            """
            UPDATE enrolment SET version = ?, person = ?, visit_number = ?, batch = ?,
                line_serials = ?, is_tainted = ?, released = ?, released_clock = ?
            WHERE id = ?
            """,
            [
                version, try sealedPerson(enrolment), enrolment.visitID, enrolment.batch,
                serials(enrolment),
                enrolment.isTainted, released.wall, released.clock, enrolment.id,
            ]
        )
    }

    func find(_ id: String, in database: Database) throws -> Enrolment? {
        try all("SELECT * FROM enrolment WHERE id = ?", [id], in: database).first
    }

    /// The enrolments of a query over `enrolment`.
    func all(
        _ sql: String,
        _ arguments: StatementArguments = [],
        in database: Database
    ) throws -> [Enrolment] {
        try database.rows(sql, arguments).map { try read(Columns($0)) }
    }

    private func sealedPerson(_ enrolment: Enrolment) throws -> Data {
        let person = try JSONEncoder().encode(enrolment.person)
        return try sealer.seal(
            Array(person),
            table: "enrolment",
            column: "person",
            row: enrolment.id
        )
    }

    private func serials(_ enrolment: Enrolment) -> String {
        enrolment.lineSerials.joined(separator: "\n")
    }

    private func read(_ columns: Columns) throws -> Enrolment {
        let id = columns.text("id")
        let sealed = columns.bytes("person")
        let plain = try sealer.open(sealed, table: "enrolment", column: "person", row: id)
        guard let person = try? JSONDecoder().decode(InsuredPerson.self, from: Data(plain)) else {
            throw StoreError.unusable("the ledger is damaged: enrolment \(id) is unreadable")
        }
        var enrolment = Enrolment(
            id: id,
            billID: columns.text("bill_id"),
            billDigest: columns.text("bill_digest"),
            person: person,
            outpatientNumber: columns.text("outpatient_number"),
            batch: columns.text("batch"),
            lineSerials: columns.text("line_serials").split(separator: "\n").map(String.init)
        )
        enrolment.state = try stored(columns.text("state"), "enrolment state")
        enrolment.version = Int(columns.number("version"))
        enrolment.visitID = columns.textOrNil("visit_number")
        enrolment.isTainted = columns.flag("is_tainted")
        enrolment.releasedAt = try MomentColumns.read(columns, "released")
        return enrolment
    }
}
