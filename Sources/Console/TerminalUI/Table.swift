/// A column of a table.
package struct TableColumn: Sendable, Hashable {
    /// The head.
    package let title: String
    /// The cells it gets.
    package let track: Track
    /// Where head and cells stand; amounts are trailing.
    package let alignment: Alignment

    /// The column headed `title`.
    package init(_ title: String, _ track: Track, _ alignment: Alignment = .leading) {
        self.title = title
        self.track = track
        self.alignment = alignment
    }
}

/// A row of a table.
package struct TableRow: Sendable, Hashable {
    /// One text a column; missing ones are blank.
    package let cells: [String]
    /// What the row means.
    package let role: Role

    /// The row of `cells`.
    package init(_ cells: [String], role: Role = .normal) {
        self.cells = cells
        self.role = role
    }
}

/// A list in columns, with a head.
package struct Table: Sendable, Hashable {
    /// The columns.
    package let columns: [TableColumn]
    /// Blank cells between two columns.
    package let gap: Int
    /// Whether the head is drawn.
    package let showsHead: Bool

    /// A table of `columns`.
    package init(columns: [TableColumn], gap: Int = 1, showsHead: Bool = true) {
        self.columns = columns
        self.gap = gap
        self.showsHead = showsHead
    }

    /// Draws head and rows into `rect`.
    ///
    /// With a list state the selected row is painted and kept in sight, and the terminal's cursor
    /// goes to it, where screen readers look.
    package func draw(
        rows: [TableRow],
        state: ListState? = nil,
        in rect: Rect,
        on frame: inout Frame
    ) {
        guard rect.height > 0, rect.width > 0 else { return }
        var body = rect
        if showsHead {
            draw(columns.map(\.title), in: rect.row(0), role: .heading, on: &frame)
            body = Rect(x: rect.x, y: rect.y + 1, width: rect.width, height: rect.height - 1)
        }
        let visible = state?.visible(height: body.height) ?? 0..<min(rows.count, body.height)
        for (line, index) in visible.enumerated() where index < rows.count {
            let area = body.row(line)
            let isSelected = state?.selected == index
            let role = isSelected ? Role.selected : rows[index].role
            draw(rows[index].cells, in: area, role: role, on: &frame)
            if isSelected {
                frame.paint(area, role: .selected)
                frame.cursor = Point(x: area.x, y: area.y)
            }
        }
    }

    private func draw(_ cells: [String], in area: Rect, role: Role, on frame: inout Frame) {
        let places = area.columns(columns.map(\.track), gap: gap)
        for (index, place) in places.enumerated() where index < cells.count {
            frame.draw(
                cells[index],
                x: place.x,
                y: place.y,
                width: place.width,
                role: role,
                alignment: columns[index].alignment
            )
        }
    }
}
