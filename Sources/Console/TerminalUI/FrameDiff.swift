/// Cells of one row that differ between two frames.
package struct FrameRun: Sendable, Hashable {
    /// The row.
    package let row: Int
    /// The columns, which never cut a wide glyph of the new frame.
    package let columns: Range<Int>

    /// The cells of `columns` in `row`.
    package init(row: Int, columns: Range<Int>) {
        self.row = row
        self.columns = columns
    }
}

/// What a driver must write to turn one frame into another.
package enum FrameDiff {
    /// The changed runs, top to bottom, left to right; every row in full when there is no old frame
    /// or it has another size.
    package static func runs(from old: Frame?, to new: Frame) -> [FrameRun] {
        let columns = new.size.columns
        guard let old, old.size == new.size else {
            return (0..<new.size.rows).map { FrameRun(row: $0, columns: 0..<columns) }
        }
        var runs: [FrameRun] = []
        old.cells.withUnsafeBufferPointer { before in
            new.cells.withUnsafeBufferPointer { after in
                for row in 0..<new.size.rows {
                    let base = row * columns
                    append(&runs, row: row, columns: columns) { column in
                        before[base + column] != after[base + column]
                    } isContinuation: { column in
                        after[base + column].width == 0
                    }
                }
            }
        }
        return runs
    }

    private static func append(
        _ runs: inout [FrameRun],
        row: Int,
        columns: Int,
        differs: (Int) -> Bool,
        isContinuation: (Int) -> Bool
    ) {
        var column = 0
        while column < columns {
            guard differs(column) else {
                column += 1
                continue
            }
            var start = column
            while start > 0 && isContinuation(start) { start -= 1 }
            while column < columns && (differs(column) || isContinuation(column)) { column += 1 }
            runs.append(FrameRun(row: row, columns: start..<column))
        }
    }
}
