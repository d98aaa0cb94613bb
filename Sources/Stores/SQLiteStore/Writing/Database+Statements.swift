import FoundationEssentials
import GRDB

extension Database {
    /// Runs a statement that is kept prepared on the connection.
    func run(_ sql: String, _ arguments: StatementArguments = []) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }

    /// All rows of a query that is kept prepared on the connection.
    func rows(_ sql: String, _ arguments: StatementArguments = []) throws -> [Row] {
        try Row.fetchAll(cachedStatement(sql: sql), arguments: arguments)
    }

    /// The first row of a query that is kept prepared on the connection.
    func row(_ sql: String, _ arguments: StatementArguments = []) throws -> Row? {
        try Row.fetchOne(cachedStatement(sql: sql), arguments: arguments)
    }

    /// The first column of the first row, as a whole number.
    func number(_ sql: String, _ arguments: StatementArguments = []) throws -> Int64? {
        try Int64.fetchOne(cachedStatement(sql: sql), arguments: arguments)
    }

    /// The first column of the first row, as text.
    func text(_ sql: String, _ arguments: StatementArguments = []) throws -> String? {
        try String.fetchOne(cachedStatement(sql: sql), arguments: arguments)
    }
}

/// Reading a row's columns by name; a column that does not hold what the schema says is damage.
struct Columns {
    private let row: Row

    init(_ row: Row) {
        self.row = row
    }

    func text(_ name: String) -> String { row[name] }
    func textOrNil(_ name: String) -> String? { row[name] }
    func number(_ name: String) -> Int64 { row[name] }
    func numberOrNil(_ name: String) -> Int64? { row[name] }
    func flag(_ name: String) -> Bool { number(name) != 0 }
    func bytes(_ name: String) -> [UInt8] { bytesOrNil(name) ?? [] }

    func bytesOrNil(_ name: String) -> [UInt8]? {
        let data: Data? = row[name]
        return data.map { Array($0) }
    }
}
