/// The four arms of a light box-drawing character.
private struct Arms: OptionSet {
    let rawValue: UInt8
    static let up = Arms(rawValue: 1)
    static let down = Arms(rawValue: 2)
    static let left = Arms(rawValue: 4)
    static let right = Arms(rawValue: 8)

    private static let glyphs: [UInt32] = [
        0x20, 0x2502, 0x2502, 0x2502, 0x2500, 0x2518, 0x2510, 0x2524,
        0x2500, 0x2514, 0x250C, 0x251C, 0x2500, 0x2534, 0x252C, 0x253C,
    ]

    var scalar: UInt32 { Self.glyphs[Int(rawValue)] }

    /// The arms of a cell; none when it is not a line.
    init(of cell: Cell) {
        switch cell.scalar {
        case 0x2500: self = [.left, .right]
        case 0x2502: self = [.up, .down]
        default:
            let index = Self.glyphs.firstIndex(of: cell.scalar) ?? 0
            self = Arms(rawValue: UInt8(index))
        }
    }

    init(rawValue: UInt8) { self.rawValue = rawValue }
}

extension Frame {
    /// Draws a rule of `width` cells; where it meets lines that stand already they join.
    package mutating func horizontalLine(x: Int, y: Int, width: Int, role: Role = .border) {
        for column in max(0, x)..<max(0, x, x + width) {
            let ends: Arms? = column == x ? .right : column == x + width - 1 ? .left : nil
            join([.left, .right], end: ends, x: column, y: y, role: role)
        }
    }

    /// Draws a rule of `height` cells downwards; where it meets lines that stand already they join.
    package mutating func verticalLine(x: Int, y: Int, height: Int, role: Role = .border) {
        for row in max(0, y)..<max(0, y, y + height) {
            let ends: Arms? = row == y ? .down : row == y + height - 1 ? .up : nil
            join([.up, .down], end: ends, x: x, y: row, role: role)
        }
    }

    /// Draws a frame around the inside of `rect`, with a title in its upper edge.
    package mutating func box(_ rect: Rect, title: String? = nil, role: Role = .border) {
        guard rect.width >= 2, rect.height >= 2 else { return }
        let right = rect.maxX - 1
        let bottom = rect.maxY - 1
        for column in (rect.x + 1)..<max(rect.x + 1, right) {
            set([.left, .right], x: column, y: rect.y, role: role)
            set([.left, .right], x: column, y: bottom, role: role)
        }
        for row in (rect.y + 1)..<max(rect.y + 1, bottom) {
            set([.up, .down], x: rect.x, y: row, role: role)
            set([.up, .down], x: right, y: row, role: role)
        }
        set([.down, .right], x: rect.x, y: rect.y, role: role)
        set([.down, .left], x: right, y: rect.y, role: role)
        set([.up, .right], x: rect.x, y: bottom, role: role)
        set([.up, .left], x: right, y: bottom, role: role)
        if let title, !title.isEmpty, rect.width > 6 {
            let room = rect.width - 4
            let width = min(room, TextWidth.of(title) + 2)
            draw(" \(title) ", x: rect.x + 2, y: rect.y, width: width, role: role)
        }
    }

    /// Adds a line's arms to a cell; at an end of the line that meets another only the inner arm.
    private mutating func join(_ arms: Arms, end: Arms?, x: Int, y: Int, role: Role) {
        guard y >= 0, y < size.rows, x >= 0, x < size.columns else { return }
        let standing = connectedArms(x: x, y: y, across: arms)
        let added: Arms = if let end, !standing.isEmpty { end } else { arms }
        set(standing.union(added), x: x, y: y, role: role)
    }

    /// The arms of a cell, without those across the new line that lead nowhere: the loose end of a
    /// line that a rule now closes.
    private func connectedArms(x: Int, y: Int, across arms: Arms) -> Arms {
        var standing = Arms(of: cell(x: x, y: y))
        let neighbours: [(arm: Arms, back: Arms, x: Int, y: Int)] = [
            (.up, .down, x, y - 1), (.down, .up, x, y + 1), (.left, .right, x - 1, y),
            (.right, .left, x + 1, y),
        ]
        for next in neighbours where !arms.contains(next.arm) {
            let isInside = next.x >= 0 && next.x < size.columns && next.y >= 0 && next.y < size.rows
            let isMet = isInside && Arms(of: cell(x: next.x, y: next.y)).contains(next.back)
            if !isMet { standing.remove(next.arm) }
        }
        return standing
    }

    private mutating func set(_ arms: Arms, x: Int, y: Int, role: Role) {
        put(Cell(scalar: arms.scalar, width: 1, role: role), x: x, y: y)
    }
}
