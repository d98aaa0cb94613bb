/// Finds the line of a key in a TOML text, for error messages.
///
/// TOMLKit keeps no positions once a text has parsed. This reads just enough: table headers and the
/// keys that begin a line; keys inside an inline table are found at the line of that table.
struct KeyLines {
    private let lines: [(path: [String], number: Int)]

    init(text: String) {
        var header: [String] = []
        var lines: [(path: [String], number: Int)] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let content = line.drop { $0 == " " || $0 == "\t" }
            if content.first == "[" {
                header = Self.parts(content.drop { $0 == "[" }.prefix { $0 != "]" })
                lines.append((header, index + 1))
            } else if let end = content.firstIndex(of: "="), content.first != "#" {
                lines.append((header + Self.parts(content[..<end]), index + 1))
            }
        }
        self.lines = lines
    }

    /// The line of `path`, or of the closest table around it that has a line.
    func line(of path: [String]) -> Int? {
        for length in stride(from: path.count, to: 0, by: -1) {
            let sought = Array(path.prefix(length))
            if let found = lines.first(where: { $0.path == sought }) { return found.number }
        }
        return nil
    }

    private static func parts(_ key: Substring) -> [String] {
        key.split(separator: ".").map { part in
            String(part.filter { $0 != " " && $0 != "\t" && $0 != "\"" && $0 != "'" })
        }
    }
}
