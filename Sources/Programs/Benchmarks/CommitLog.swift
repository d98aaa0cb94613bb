import Glibc

/// The ledger's write-ahead log, in which SQLite marks the last frame of each commit.
///
/// Format: sqlite.org/fileformat2.html section 4. A frame that ends a commit tells the size of the
/// database; with `synchronous=FULL` each of them was flushed before the commit returned.
struct CommitLog {
    private let generation: [UInt8]
    private let commits: Int

    /// Reads the log as it is now; no log is an empty one.
    init(ofLedger path: String) throws {
        let headerLength = 32
        let frameHeaderLength = 24
        guard access("\(path)-wal", R_OK) == 0 else {
            (generation, commits) = ([], 0)
            return
        }
        let bytes = try FileText.bytes("\(path)-wal")
        guard bytes.count >= headerLength else {
            (generation, commits) = ([], 0)
            return
        }
        let pageLength = Int(Self.word(bytes, 8))
        generation = Array(bytes[16..<24])
        var count = 0
        var place = headerLength
        while place + frameHeaderLength + pageLength <= bytes.count,
            bytes[place + 8..<place + 16].elementsEqual(generation)
        {
            if Self.word(bytes, place + 4) != 0 { count += 1 }
            place += frameHeaderLength + pageLength
        }
        commits = count
    }

    /// Commits since an earlier reading; those before a restart of the log in between are missing.
    func commits(since earlier: CommitLog) -> Int {
        generation == earlier.generation ? commits - earlier.commits : commits
    }

    private static func word(_ bytes: [UInt8], _ place: Int) -> UInt32 {
        bytes[place..<place + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
}
