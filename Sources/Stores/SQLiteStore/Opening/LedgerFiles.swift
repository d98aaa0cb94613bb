import Glibc
import Settlement

/// The files of one ledger: `ledger.db` with `ledger.gate`, `ledger.keys`, `ledger.head` and the
/// folder `owners` beside it.
struct LedgerFiles: Sendable {
    let ledger: String
    let gate: String
    let keys: String
    /// The head of the audit chain, kept apart so that a cut tail is noticed.
    let head: String
    /// One lock file for each console.
    let owners: String

    init(ledger: String, keyFile: String?) {
        let folderEnd = ledger.lastIndex(of: "/").map { ledger.index(after: $0) }
        let folder = folderEnd.map { String(ledger[..<$0]) } ?? ""
        let name = String(ledger[(folderEnd ?? ledger.startIndex)...])
        let stem = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
        self.ledger = ledger
        gate = "\(folder)\(stem).gate"
        keys = keyFile ?? "\(folder)\(stem).keys"
        head = "\(folder)\(stem).head"
        owners = "\(folder)owners"
    }

    /// The folder that holds the ledger.
    var folder: String {
        guard let slash = ledger.lastIndex(of: "/") else { return "." }
        return slash == ledger.startIndex ? "/" : String(ledger[..<slash])
    }

    /// Whether there is a ledger with any content.
    var ledgerExists: Bool { (FileFacts(path: ledger)?.size ?? 0) > 0 }

    /// Creates a missing ledger file that nobody else may read; the WAL takes over its mode.
    func createLedgerForOwnerOnly() throws {
        guard FileFacts(path: ledger) == nil else { return }
        let descriptor = open(ledger, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StoreError.notWritable(
                "the ledger \(ledger) cannot be created: \(FileLock.text(of: errno))"
            )
        }
        close(descriptor)
    }

    /// Throws when the ledger or its folder cannot be written, in one clear sentence.
    func requireWritable() throws {
        guard let folderFacts = FileFacts(path: folder), folderFacts.isFolder else {
            throw StoreError.unusable(
                "the folder \(folder) of the ledger does not exist; create it first"
            )
        }
        guard access(folder, W_OK | X_OK) == 0, folderFacts.hasWriteBit else {
            throw StoreError.notWritable(
                "the folder \(folder) of the ledger is read-only; give this user write access"
            )
        }
        guard let facts = FileFacts(path: ledger) else { return }
        guard !facts.isFolder else {
            throw StoreError.unusable("\(ledger) is a folder, not a ledger")
        }
        // The superuser may write anything; a file without any write bit was closed on purpose.
        guard access(ledger, R_OK | W_OK) == 0, facts.hasWriteBit else {
            throw StoreError.notWritable(
                "the ledger \(ledger) is read-only; give this user write access to it"
            )
        }
    }
}

/// What stat(2) says of a path, following links.
struct FileFacts {
    let size: Int64
    let mode: mode_t

    init?(path: String) {
        var facts = stat()
        guard stat(path, &facts) == 0 else { return nil }
        size = Int64(facts.st_size)
        mode = facts.st_mode
    }

    var isFolder: Bool { mode & S_IFMT == S_IFDIR }
    var hasWriteBit: Bool { mode & 0o222 != 0 }
    /// Whether anybody but the owner may read or write.
    var isOpenToOthers: Bool { mode & 0o077 != 0 }
}
