import TOMLKit

/// Strict decoding of TOML files: themes and configuration.
package enum TOMLFile {
    /// Decodes a whole TOML text.
    ///
    /// A key that `type` does not know is an error, as is a missing key or a value of another kind;
    /// the error names the key's path and, where it can, the line.
    package static func decode<T: Decodable>(
        _ type: T.Type,
        from text: String
    ) throws(TOMLError) -> T {
        let table: TOMLTable
        do {
            table = try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            throw TOMLError(
                message: "not valid TOML: \(error.description)",
                line: error.source.begin.line
            )
        } catch {
            throw TOMLError(message: "not valid TOML: \(error)")
        }
        do {
            return try TOMLDecoder(strictDecoding: true).decode(type, from: table)
        } catch let error as UnexpectedKeysError {
            throw unknownKeys(error, in: text)
        } catch let error as DecodingError {
            throw undecodable(error, in: table, text: text)
        } catch {
            throw TOMLError(message: "\(error)")
        }
    }

    /// Decodes the bytes of a TOML file, which must be UTF-8.
    package static func decode<T: Decodable>(
        _ type: T.Type,
        from bytes: [UInt8]
    ) throws(TOMLError) -> T {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw TOMLError(message: "the file is not UTF-8 text")
        }
        return try decode(type, from: text)
    }

    private static func unknownKeys(_ error: UnexpectedKeysError, in text: String) -> TOMLError {
        let lines = KeyLines(text: text)
        let paths = error.keys.values.map { $0.map(\.stringValue) }.sorted { first, second in
            (lines.line(of: first) ?? 0, first.joined()) < (
                lines.line(of: second) ?? 0, second.joined()
            )
        }
        let path = paths.first ?? []
        return TOMLError(
            message: "unknown key '\(path.joined(separator: "."))'",
            keyPath: path.joined(separator: "."),
            line: lines.line(of: path)
        )
    }

    private static func undecodable(
        _ error: DecodingError,
        in table: TOMLTable,
        text: String
    ) -> TOMLError {
        var path: [String]
        var reason: String
        switch error {
        case .keyNotFound(let key, let context):
            path = context.codingPath.map(\.stringValue)
            // The library puts the key into the path in some places only.
            if path.last != key.stringValue { path.append(key.stringValue) }
            reason = "is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            path = context.codingPath.map(\.stringValue)
            reason = "has a value of the wrong kind"
        case .dataCorrupted(let context):
            path = context.codingPath.map(\.stringValue)
            reason = "cannot be used: \(context.debugDescription)"
        @unknown default:
            path = []
            reason = "cannot be used: \(error)"
        }
        let joined = path.joined(separator: ".")
        // A value of another type is reported as a missing key: look whether it is there.
        if case .keyNotFound = error, let found = value(at: path, in: table) {
            reason = "has the wrong kind of value (\(found.type))"
        }
        return TOMLError(
            message: "'\(joined)' \(reason)",
            keyPath: joined,
            line: KeyLines(text: text).line(of: path)
        )
    }

    private static func value(at path: [String], in table: TOMLTable) -> (any TOMLValueConvertible)?
    {
        var current: TOMLTable? = table
        for (index, key) in path.enumerated() {
            guard let value = current?[key] else { return nil }
            if index == path.count - 1 { return value }
            current = value.table
        }
        return nil
    }
}
