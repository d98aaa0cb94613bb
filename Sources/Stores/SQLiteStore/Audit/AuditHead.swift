import Cryptography
import GRDB
import Glibc
import Synchronization

/// The newest audit record's number and seal in a file beside the ledger, so that a tail cut off
/// inside the database is noticed.
///
/// It is written under the gate after each commit, unflushed: it may lag behind the ledger after a
/// crash but never leads it. A head that the ledger contradicts is left as it is, as evidence.
final class AuditHead: Sendable {
    /// What the file says.
    enum Content: Equatable {
        case missing
        case unreadable
        case mark(AuditMark)
    }

    private static let length = 20 + 1 + 64 + 1 + 64 + 1
    private let path: String
    private let key: [UInt8]
    private let written = Mutex<Int64?>(nil)

    init(path: String, key: [UInt8]) {
        self.path = path
        self.key = key
    }

    /// Begins the file of a new ledger.
    func begin(_ database: Database) throws {
        let last = try AuditChain.last(in: database)
        if last.seq == 0, read() == .missing { write(last) }
    }

    /// Moves the head to the newest record, if the ledger still holds what the head says.
    func follow(_ database: Database) {
        // A head that cannot be moved lags; verifying tells so, and the commit stands.
        guard let last = try? AuditChain.last(in: database),
            written.withLock({ $0 != last.seq }),
            case .mark(let known) = read(), known.seq < last.seq,
            let stored = try? AuditChain.mark(known.seq, in: database), stored == known
        else { return }
        write(last)
    }

    /// Why head and ledger do not agree, or nil.
    func fault(in database: Database) throws -> String? {
        switch read() {
        case .missing: return "the head file is missing"
        case .unreadable: return "the head file was changed"
        case .mark(let known):
            guard let stored = try AuditChain.mark(known.seq, in: database) else {
                return "the newest records are missing: the head names record \(known.seq)"
            }
            return stored == known ? nil : "record \(known.seq) is not the one the head names"
        }
    }

    private func read() -> Content {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return errno == ENOENT ? .missing : .unreadable }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: AuditHead.length + 1)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        let fields = text.split(separator: "\n").first?.split(separator: " ") ?? []
        guard count == AuditHead.length, fields.count == 3, let seq = Int64(fields[0]),
            let mac = Hex.decode(String(fields[1])), let seal = Hex.decode(String(fields[2])),
            constantTimeEquals(seal, self.seal(seq, mac))
        else { return .unreadable }
        return .mark(AuditMark(seq: seq, mac: mac))
    }

    private func write(_ mark: AuditMark) {
        let digits = String(mark.seq)
        let number = String(repeating: "0", count: 20 - digits.count) + digits
        let line = "\(number) \(Hex.encode(mark.mac)) \(Hex.encode(seal(mark.seq, mark.mac)))\n"
        let bytes = Array(line.utf8)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        if pwrite(descriptor, bytes, bytes.count, 0) == bytes.count {
            written.withLock { $0 = mark.seq }
        }
    }

    private func seal(_ seq: Int64, _ mac: [UInt8]) -> [UInt8] {
        HMAC.sha256(key: key, Array("audit-head:\(seq):".utf8) + mac)
    }
}
