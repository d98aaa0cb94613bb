/// A whole screen as a grid of cells, drawn by pure code and shown by a driver.
///
/// Writing outside is clipped; writing over one half of a wide glyph blanks the other half; a wide
/// glyph that would stick out at the right becomes a blank.
package struct Frame: Sendable, Equatable {
    /// The extent of the frame.
    package let size: Size
    /// Where the terminal's cursor stands; nil hides it.
    package var cursor: Point?
    /// The cells, row after row.
    package private(set) var cells: [Cell]

    /// An empty frame of `size`.
    package init(size: Size) {
        self.size = size
        cells = Array(repeating: .blank(.normal), count: size.columns * size.rows)
    }

    /// An empty frame of `columns` × `rows`.
    package init(columns: Int, rows: Int) {
        self.init(size: Size(columns: columns, rows: rows))
    }

    /// The whole area.
    package var bounds: Rect { Rect(x: 0, y: 0, width: size.columns, height: size.rows) }

    /// The cell at column `x` of row `y`, which must lie inside.
    package func cell(x: Int, y: Int) -> Cell { cells[y * size.columns + x] }

    /// Draws one row of text and answers the columns it took.
    ///
    /// Text wider than `width` (or than the rest of the row) ends in "…". With a width, alignment
    /// puts the text into those cells and the others are blanked.
    @discardableResult
    package mutating func draw(
        _ text: String,
        x: Int,
        y: Int,
        width: Int? = nil,
        role: Role = .normal,
        alignment: Alignment = .leading
    ) -> Int {
        draw([Span(text, role)], x: x, y: y, width: width, alignment: alignment)
    }

    /// Draws pieces of text one behind the other on one row, as `draw(_:x:y:width:)` does.
    @discardableResult
    package mutating func draw(
        _ spans: [Span],
        x: Int,
        y: Int,
        width: Int? = nil,
        alignment: Alignment = .leading
    ) -> Int {
        guard y >= 0, y < size.rows, x >= 0, x < size.columns else { return 0 }
        let room = min(width ?? Int.max, size.columns - x)
        guard room > 0 else { return 0 }
        let wanted = spans.reduce(0) { $0 + TextWidth.of($1.text) }
        if width != nil {
            let face = spans.first?.role ?? .normal
            for column in x..<(x + room) { put(.blank(face), x: column, y: y) }
        }
        let clipped = wanted > room
        let limit = x + (clipped ? room - 1 : room)
        var column = x + (clipped ? 0 : alignment.leading(slack: width == nil ? 0 : room - wanted))
        var last = spans.first?.role ?? .normal
        drawing: for span in spans {
            for scalar in span.text.unicodeScalars {
                guard let safe = SafeText.replacement(for: scalar) else { continue }
                let cells = TextWidth.ofSafe(safe.value)
                if cells == 0 {
                    if column > x { combine(safe.value, before: column, y: y) }
                    continue
                }
                guard column + cells <= limit else { break drawing }
                put(
                    Cell(scalar: safe.value, width: UInt8(cells), role: span.role),
                    x: column,
                    y: y
                )
                last = span.role
                column += cells
            }
        }
        if clipped {
            put(Cell(scalar: 0x2026, width: 1, role: last), x: column, y: y)
            column += 1
        }
        return column - x
    }

    /// Blanks a rectangle.
    package mutating func fill(_ rect: Rect, role: Role = .normal) {
        for y in rowsInside(rect) {
            for x in columnsInside(rect) { put(.blank(role), x: x, y: y) }
        }
    }

    /// Changes what the cells of a rectangle mean and keeps their glyphs.
    package mutating func paint(_ rect: Rect, role: Role) {
        for y in rowsInside(rect) {
            for x in columnsInside(rect) { cells[y * size.columns + x].role = role }
        }
    }

    /// Writes one cell; a wide one also takes the cell to its right.
    mutating func put(_ cell: Cell, x: Int, y: Int) {
        guard y >= 0, y < size.rows, x >= 0, x < size.columns else { return }
        guard cell.width != 2 || x + 1 < size.columns else {
            put(.blank(cell.role), x: x, y: y)
            return
        }
        let base = y * size.columns
        if cells[base + x].width == 0, x > 0 {
            cells[base + x - 1] = .blank(cells[base + x - 1].role)
        }
        let end = x + (cell.width == 2 ? 1 : 0)
        if end + 1 < size.columns, cells[base + end + 1].width == 0 {
            cells[base + end + 1] = .blank(cells[base + end + 1].role)
        }
        cells[base + x] = cell
        if cell.width == 2 { cells[base + x + 1] = .continuation(cell.role) }
    }

    /// Adds a combining mark to the glyph that ends before `column`; a third mark is dropped.
    private mutating func combine(_ mark: UInt32, before column: Int, y: Int) {
        var index = y * size.columns + column - 1
        if cells[index].width == 0 { index -= 1 }
        if cells[index].firstMark == 0 {
            cells[index].firstMark = mark
        } else if cells[index].secondMark == 0 {
            cells[index].secondMark = mark
        }
    }

    private func rowsInside(_ rect: Rect) -> Range<Int> {
        let low = min(max(0, rect.y), size.rows)
        return low..<max(low, min(rect.maxY, size.rows))
    }

    private func columnsInside(_ rect: Rect) -> Range<Int> {
        let low = min(max(0, rect.x), size.columns)
        return low..<max(low, min(rect.maxX, size.columns))
    }
}
