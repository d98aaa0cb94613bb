import Settlement

/// A moment in two columns: UTC milliseconds, and the boot clock as `milliseconds@boot`.
struct MomentColumns {
    let wall: Int64?
    let clock: String?

    init(_ moment: Moment?) {
        wall = moment?.wall
        clock = moment.map { "\($0.boot)@\($0.bootID)" }
    }

    /// Reads the columns `name` and `name_clock`; nil when they are empty.
    static func read(_ columns: Columns, _ name: String) throws -> Moment? {
        guard let wall = columns.numberOrNil(name), let clock = columns.textOrNil("\(name)_clock")
        else { return nil }
        guard let at = clock.firstIndex(of: "@"), let boot = Int64(clock[..<at]) else {
            throw StoreError.unusable("the ledger is damaged: a time of \(name) is unreadable")
        }
        return Moment(wall: wall, boot: boot, bootID: String(clock[clock.index(after: at)...]))
    }

    /// Reads columns that are never empty.
    static func readAlways(_ columns: Columns, _ name: String) throws -> Moment {
        guard let moment = try read(columns, name) else {
            throw StoreError.unusable("the ledger is damaged: the time of \(name) is missing")
        }
        return moment
    }
}

/// The value of an enumeration as stored; an unknown word is damage, never a guess.
func stored<Value: RawRepresentable<String>>(_ text: String, _ what: String) throws -> Value {
    guard let value = Value(rawValue: text) else {
        throw StoreError.unusable("the ledger is damaged: unknown \(what) \(text)")
    }
    return value
}
