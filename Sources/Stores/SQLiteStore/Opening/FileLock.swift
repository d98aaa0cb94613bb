import Glibc
import Settlement

/// A file with an exclusive flock(2); the lock belongs to this one open file description.
///
/// The descriptor is closed on exec, so that no child keeps the lock.
struct FileLock: ~Copyable, Sendable {
    private let descriptor: Int32

    /// Opens the file, creating it when it is missing; it is never deleted.
    init(path: String) throws {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StoreError.notWritable(
                "the lock file \(path) cannot be opened: \(FileLock.text(of: errno))"
            )
        }
    }

    deinit {
        close(descriptor)
    }

    /// Waits in the kernel for the lock, without limit: never on a thread that tasks run on.
    func lock() throws {
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else {
                throw StoreError.notWritable("a lock was refused: \(FileLock.text(of: errno))")
            }
        }
    }

    /// Takes the lock if nobody has it.
    func tryLock() -> Bool {
        flock(descriptor, LOCK_EX | LOCK_NB) == 0
    }

    func unlock() {
        flock(descriptor, LOCK_UN)
    }

    /// Whether somebody holds the file's lock exclusively; a missing file is locked by nobody.
    static func isHeld(path: String) -> Bool {
        let descriptor = open(path, O_RDWR | O_CLOEXEC)
        // Only a lock file that does not exist proves that nobody holds it.
        guard descriptor >= 0 else { return errno != ENOENT }
        defer { close(descriptor) }
        // Shared, so that two who ask at once do not take each other for the owner.
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
    }

    /// The system's words for an error number.
    static func text(of number: Int32) -> String {
        String(cString: strerror(number))
    }
}
