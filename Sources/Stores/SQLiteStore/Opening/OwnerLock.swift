import Settlement

/// The proof that a console is alive: a file lock that the kernel drops when the process dies.
package final class OwnerLock: Sendable {
    /// The console's name as settlements carry it.
    package let owner: String
    private let file: FileLock

    init(owner: String, path: String) throws {
        self.owner = owner
        file = try FileLock(path: path)
        for _ in 0..<1_000 {
            if file.tryLock() { return }
            // Somebody who only asks whether the owner lives holds the lock for an instant.
            if FileLock.isHeld(path: path) { break }
        }
        throw StoreError.unusable("another console named \(owner) is running on this ledger")
    }

    /// The lock file's name: everything unusual in an owner's name is percent-encoded.
    static func fileName(of owner: String) -> String {
        let digits = Array("0123456789ABCDEF")
        let name = owner.utf8.map { byte -> String in
            let character = Character(UnicodeScalar(byte))
            let isPlain = byte < 128 && (character.isLetter || character.isNumber)
            if isPlain || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") {
                return String(character)
            }
            return "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
        }
        return name.joined() + ".lock"
    }
}
