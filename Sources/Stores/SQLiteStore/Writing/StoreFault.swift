import GRDB
import Settlement

/// What the database's errors mean to the engine.
enum StoreFault {
    /// The error as the engine knows it; texts never carry values of rows.
    static func meaning(of error: any Error) -> StoreError {
        if let known = error as? StoreError { return known }
        guard let database = error as? DatabaseError else {
            return .unusable("the ledger cannot be used: \(type(of: error))")
        }
        let words = database.message ?? "code \(database.extendedResultCode.rawValue)"
        switch database.resultCode {
        case .SQLITE_CONSTRAINT:
            return .forbidden(words)
        case .SQLITE_FULL:
            return .notWritable("the disk of the ledger is full; make room, then repeat")
        case .SQLITE_IOERR:
            return .notWritable(
                "the disk of the ledger fails (\(words)); nothing is written until the ledger is "
                    + "opened again"
            )
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN:
            return .notWritable("the ledger cannot be written (\(words)); check its permissions")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return .notWritable("another program keeps the ledger locked; close it, then repeat")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            return .unusable("the ledger is damaged (\(words)); restore it from a backup")
        default:
            return .unusable("the ledger cannot be used: \(words)")
        }
    }

    /// Whether nothing may be written after this error: a second flush may falsely succeed.
    static func isFinal(_ error: any Error) -> Bool {
        guard let database = error as? DatabaseError else { return false }
        return switch database.resultCode {
        case .SQLITE_IOERR, .SQLITE_CORRUPT, .SQLITE_NOTADB: true
        default: false
        }
    }
}
