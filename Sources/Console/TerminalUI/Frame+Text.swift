extension Frame {
    /// The screen as text for golden files: one line a row, trailing blanks cut.
    package func text() -> String {
        (0..<size.rows).map { text(row: $0) }.joined(separator: "\n")
    }

    /// One row as text; `trimmed` cuts trailing blanks.
    package func text(row: Int, trimmed: Bool = true) -> String {
        guard row >= 0, row < size.rows else { return "" }
        var line = ""
        for x in 0..<size.columns { line += cell(x: x, y: row).text }
        if trimmed {
            while line.last == " " { line.removeLast() }
        }
        return line
    }

    /// What the cells mean, one letter of `Role.code` a cell, trailing `normal` cells cut.
    package func rolePlane() -> String {
        (0..<size.rows).map { y in
            var line = ""
            for x in 0..<size.columns { line.append(cell(x: x, y: y).role.code) }
            while line.last == Role.normal.code { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }

    /// What the cell at column `x` of row `y` means; `normal` outside.
    package func role(x: Int, y: Int) -> Role {
        guard x >= 0, x < size.columns, y >= 0, y < size.rows else { return .normal }
        return cell(x: x, y: y).role
    }
}
