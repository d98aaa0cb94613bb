import Billing
import GRDB
import Settlement

/// Attempts of a settlement: fixed columns once, the rest as it goes.
enum AttemptRecord {
    /// Inserts a new attempt in its first state.
    static func insert(
        _ attempt: Attempt,
        state: LegState,
        settlementID: String,
        in database: Database
    ) throws {
        let created = MomentColumns(attempt.createdAt)
        let sent = MomentColumns(attempt.sentAt)
        try database.run(
            """
            INSERT INTO attempt (id, settlement_id, role, tender, number, amount, created,
                created_clock, state, sent, sent_clock, polls, undo_step, undo_refusals,
                refusal_awaits_probe, returned, tendered, change)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, ?, 0)
            """,
            [
                attempt.id, settlementID, attempt.role.rawValue, attempt.tender?.rawValue,
                attempt.number, attempt.amount.fen, created.wall, created.clock, state.rawValue,
                sent.wall, sent.clock, attempt.tendered?.fen,
            ]
        )
    }

    /// Moves an attempt one step; the database refuses a step that the table does not have.
    static func move(_ id: String, to state: LegState, in database: Database) throws {
        try database.run("UPDATE attempt SET state = ? WHERE id = ?", [state.rawValue, id])
    }

    /// Writes everything that may change but the state.
    static func update(_ attempt: Attempt, in database: Database) throws {
        let sent = MomentColumns(attempt.sentAt)
        let undoSent = MomentColumns(attempt.undoSentAt)
        try database.run(
            """
            UPDATE attempt SET peer_number = ?, sent = ?, sent_clock = ?, polls = ?, undo = ?,
                undo_number = ?, undo_sent = ?, undo_sent_clock = ?, undo_step = ?,
                undo_refusals = ?, last_word = ?, refusal_awaits_probe = ?, returned = ?,
                tendered = ?, change = ?
            WHERE id = ?
            """,
            [
                attempt.peerNumber, sent.wall, sent.clock, attempt.polls, attempt.undo?.rawValue,
                attempt.undoNumber, undoSent.wall, undoSent.clock, attempt.undoStep,
                attempt.undoRefusals, attempt.lastWord, attempt.refusalAwaitsProbe,
                attempt.returned.fen, attempt.tendered?.fen, attempt.change.fen, attempt.id,
            ]
        )
    }

    /// Attempts of a settlement, oldest first.
    static func ofSettlement(_ id: String, in database: Database) throws -> [Attempt] {
        try database.rows("SELECT * FROM attempt WHERE settlement_id = ? ORDER BY seq", [id])
            .map { try read(Columns($0)) }
    }

    private static func read(_ columns: Columns) throws -> Attempt {
        var attempt = Attempt(
            id: columns.text("id"),
            role: try stored(columns.text("role"), "role"),
            tender: try columns.textOrNil("tender").map { try stored($0, "tender") },
            number: columns.text("number"),
            amount: Money(fen: columns.number("amount")),
            createdAt: try MomentColumns.readAlways(columns, "created"),
            state: try stored(columns.text("state"), "attempt state"),
            tendered: columns.numberOrNil("tendered").map { Money(fen: $0) }
        )
        attempt.peerNumber = columns.textOrNil("peer_number")
        attempt.sentAt = try MomentColumns.readAlways(columns, "sent")
        attempt.polls = Int(columns.number("polls"))
        attempt.undo = try columns.textOrNil("undo").map { try stored($0, "undo") }
        attempt.undoNumber = columns.textOrNil("undo_number")
        attempt.undoSentAt = try MomentColumns.read(columns, "undo_sent")
        attempt.undoStep = Int(columns.number("undo_step"))
        attempt.undoRefusals = Int(columns.number("undo_refusals"))
        attempt.lastWord = columns.textOrNil("last_word")
        attempt.refusalAwaitsProbe = columns.flag("refusal_awaits_probe")
        attempt.returned = Money(fen: columns.number("returned"))
        attempt.change = Money(fen: columns.number("change"))
        return attempt
    }
}
