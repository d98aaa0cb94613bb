/// A cell position: column `x` and row `y`, both from 0, in terminal cells.
package struct Point: Sendable, Hashable {
    /// The column, from 0 at the left.
    package var x: Int
    /// The row, from 0 at the top.
    package var y: Int

    /// The cell at column `x` of row `y`.
    package init(x: Int, y: Int) {
        self.x = x
        self.y = y
    }
}

/// The extent of a terminal or a frame in cells.
package struct Size: Sendable, Hashable {
    /// Cells in a row.
    package var columns: Int
    /// Rows.
    package var rows: Int

    /// An extent of `columns` × `rows`; negative numbers count as 0.
    package init(columns: Int, rows: Int) {
        self.columns = max(0, columns)
        self.rows = max(0, rows)
    }

    /// The smallest terminal the screens are laid out for.
    package static let minimum = Size(columns: 80, rows: 24)

    /// Whether something of the extent `smaller` has room here.
    package func fits(_ smaller: Size) -> Bool {
        columns >= smaller.columns && rows >= smaller.rows
    }
}

/// How one strip of a split rectangle gets its cells.
package enum Track: Sendable, Hashable {
    /// Exactly so many cells.
    case fixed(Int)
    /// A part of what the others leave, in proportion to the weight.
    case share(Int)
    /// At least so many cells, and a part of what is left by weight.
    case atLeast(Int, share: Int)

    var minimum: Int {
        switch self {
        case .fixed(let cells): max(0, cells)
        case .share: 0
        case .atLeast(let cells, _): max(0, cells)
        }
    }

    var weight: Int {
        switch self {
        case .fixed: 0
        case .share(let weight): max(0, weight)
        case .atLeast(_, let weight): max(0, weight)
        }
    }

    /// The lengths of `tracks` over `length` cells; when room is short the last tracks lose first.
    static func lengths(_ tracks: [Track], over length: Int) -> [Int] {
        var left = max(0, length)
        var lengths: [Int] = []
        for track in tracks {
            let cells = min(track.minimum, left)
            lengths.append(cells)
            left -= cells
        }
        var weight = tracks.reduce(0) { $0 + $1.weight }
        for (index, track) in tracks.enumerated() where track.weight > 0 {
            let cells = left * track.weight / weight
            lengths[index] += cells
            left -= cells
            weight -= track.weight
        }
        return lengths
    }
}

/// A rectangle of cells.
package struct Rect: Sendable, Hashable {
    /// The leftmost column.
    package var x: Int
    /// The top row.
    package var y: Int
    /// Columns, never negative.
    package var width: Int
    /// Rows, never negative.
    package var height: Int

    /// The rectangle with its upper left cell at (`x`, `y`); negative extents count as 0.
    package init(x: Int, y: Int, width: Int, height: Int) {
        self.x = x
        self.y = y
        self.width = max(0, width)
        self.height = max(0, height)
    }

    /// The column after the last one.
    package var maxX: Int { x + width }
    /// The row after the last one.
    package var maxY: Int { y + height }

    /// The rectangle without `cells` cells on every side.
    package func inset(by cells: Int) -> Rect {
        Rect(x: x + cells, y: y + cells, width: width - 2 * cells, height: height - 2 * cells)
    }

    /// The one-row rectangle at row `index` of this one.
    package func row(_ index: Int) -> Rect {
        Rect(x: x, y: y + index, width: width, height: 1)
    }

    /// Strips from top to bottom.
    package func rows(_ tracks: [Track]) -> [Rect] {
        var top = y
        return Track.lengths(tracks, over: height).map { length in
            defer { top += length }
            return Rect(x: x, y: top, width: width, height: length)
        }
    }

    /// Strips from left to right, `gap` blank cells between two of them.
    package func columns(_ tracks: [Track], gap: Int = 0) -> [Rect] {
        var left = x
        let room = width - gap * max(0, tracks.count - 1)
        return Track.lengths(tracks, over: room).map { length in
            defer { left += length + gap }
            return Rect(x: left, y: y, width: length, height: height)
        }
    }
}
