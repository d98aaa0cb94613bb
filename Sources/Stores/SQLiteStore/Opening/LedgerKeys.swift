import Cryptography
import Glibc
import Settlement

/// The secrets of one ledger, kept outside the database.
struct LedgerKeys: Sendable {
    /// AES-256-GCM over personal data and request bodies.
    let field: [UInt8]
    /// HMAC-SHA256 over what must be found again: the blind index.
    let index: [UInt8]
    /// HMAC-SHA256 over audit records and request bodies.
    let chain: [UInt8]

    private static let title = "cashier-ledger-keys 1"
    private static let names = ["field", "index", "chain"]

    /// Reads the key file, or writes a new one with fresh keys when the ledger is new.
    static func load(path: String, ledgerIsNew: Bool) throws -> LedgerKeys {
        if let facts = FileFacts(path: path) {
            guard !facts.isOpenToOthers else {
                throw StoreError.unusable(
                    "the key file \(path) can be read by others; run: chmod 600 \(path)"
                )
            }
            return try parse(read(path), path: path)
        }
        guard ledgerIsNew else {
            throw StoreError.unusable(
                "the key file \(path) of the ledger is missing; put it back, the ledger cannot be "
                    + "read without it"
            )
        }
        let keys = LedgerKeys(
            field: SecureRandom.bytes(32),
            index: SecureRandom.bytes(32),
            chain: SecureRandom.bytes(32)
        )
        try keys.write(path)
        return keys
    }

    /// A value that shows whether these keys belong to a ledger, without telling anything of them.
    private var check: [UInt8] {
        HMAC.sha256(key: chain, HMAC.sha256(key: field, HMAC.sha256(key: index, [])))
    }

    /// `check` as the ledger keeps it.
    var checkText: String { Hex.encode(check) }

    private static func parse(_ text: String, path: String) throws -> LedgerKeys {
        let lines = text.split(separator: "\n").map(String.init)
        let fields = lines.dropFirst().map { $0.split(separator: " ").map(String.init) }
        let keys = fields.compactMap { $0.count == 2 ? Hex.decode($0[1]) : nil }
        guard lines.first == title, fields.map(\.first) == names, keys.map(\.count) == [32, 32, 32]
        else { throw StoreError.unusable("the key file \(path) is damaged; restore it") }
        return LedgerKeys(field: keys[0], index: keys[1], chain: keys[2])
    }

    private static func read(_ path: String) throws -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw StoreError.unusable(
                "the key file \(path) cannot be read: \(FileLock.text(of: errno))"
            )
        }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }

    /// Writes the file durably; it never replaces one.
    private func write(_ path: String) throws {
        let pairs = zip(LedgerKeys.names, [field, index, chain])
        let lines = [LedgerKeys.title] + pairs.map { "\($0) \(Hex.encode($1))" }
        let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StoreError.notWritable(
                "the key file \(path) cannot be created: \(FileLock.text(of: errno))"
            )
        }
        defer { close(descriptor) }
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0
        else {
            unlink(path)
            throw StoreError.notWritable("the key file \(path) cannot be written")
        }
    }
}
