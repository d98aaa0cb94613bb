import Cryptography
import FoundationEssentials
import GRDB
import Settlement

/// The audit records, each sealed over the one before it under the chain key.
struct AuditChain: Sendable {
    let key: [UInt8]

    /// Appends events inside the caller's transaction; sequence and previous seal are read there.
    func append(_ events: [AuditEvent], at: Int64, in database: Database) throws {
        guard !events.isEmpty else { return }
        var last = try AuditChain.last(in: database)
        for event in events {
            let record = AuditRecord(
                seq: last.seq + 1,
                at: at,
                actor: event.actor,
                action: event.action,
                subject: event.subject,
                detail: event.detail,
                prev: last.mac
            )
            let mac = seal(record)
            try database.run(
                """
                INSERT INTO audit (seq, at, actor, action, subject, detail, prev, mac)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    record.seq, at, event.actor, event.action, event.subject, event.detail,
                    Data(record.prev), Data(mac),
                ]
            )
            last = AuditMark(seq: record.seq, mac: mac)
        }
    }

    /// The newest record's number and seal.
    static func last(in database: Database) throws -> AuditMark {
        guard
            let row = try database.row("SELECT seq, mac FROM audit ORDER BY seq DESC LIMIT 1")
        else { return AuditMark(seq: 0, mac: [UInt8](repeating: 0, count: 32)) }
        let columns = Columns(row)
        return AuditMark(seq: columns.number("seq"), mac: columns.bytes("mac"))
    }

    /// The seal of the record with a number.
    static func mark(_ seq: Int64, in database: Database) throws -> AuditMark? {
        if seq == 0 { return AuditMark(seq: 0, mac: [UInt8](repeating: 0, count: 32)) }
        return try database.row("SELECT seq, mac FROM audit WHERE seq = ?", [seq]).map {
            AuditMark(seq: seq, mac: Columns($0).bytes("mac"))
        }
    }

    /// The first fault of the chain in words, or nil when every record verifies.
    func fault(in database: Database) throws -> String? {
        var last = AuditMark(seq: 0, mac: [UInt8](repeating: 0, count: 32))
        let rows = try Row.fetchCursor(database, sql: "SELECT * FROM audit ORDER BY seq")
        while let row = try rows.next() {
            let columns = Columns(row)
            let record = AuditRecord(
                seq: columns.number("seq"),
                at: columns.number("at"),
                actor: columns.text("actor"),
                action: columns.text("action"),
                subject: columns.text("subject"),
                detail: columns.text("detail"),
                prev: columns.bytes("prev")
            )
            guard record.seq == last.seq + 1 else {
                return "record \(last.seq + 1) is missing"
            }
            guard record.prev == last.mac else {
                return "record \(record.seq) does not follow the one before it"
            }
            let mac = columns.bytes("mac")
            guard constantTimeEquals(mac, seal(record)) else {
                return "record \(record.seq) was changed"
            }
            last = AuditMark(seq: record.seq, mac: mac)
        }
        return nil
    }

    private func seal(_ record: AuditRecord) -> [UInt8] {
        let fields = [
            "audit-1", "\(record.seq)", "\(record.at)", record.actor, record.action,
            record.subject, record.detail,
        ]
        // Length-prefixed, so that no field's content can imitate another record.
        let canonical = fields.map { "\($0.utf8.count):\($0)" }.joined()
        return HMAC.sha256(key: key, record.prev + Array(canonical.utf8))
    }
}

/// One audit record without its seal.
private struct AuditRecord {
    let seq: Int64
    let at: Int64
    let actor: String
    let action: String
    let subject: String
    let detail: String
    let prev: [UInt8]
}

/// A record's number and seal: what the next record and the head are bound to.
struct AuditMark: Sendable, Hashable {
    let seq: Int64
    let mac: [UInt8]
}
