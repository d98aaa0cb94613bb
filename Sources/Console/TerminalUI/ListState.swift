/// The selection and the scroll position of a list.
package struct ListState: Sendable, Hashable {
    /// How many rows the list has; a smaller count moves the selection in.
    package var count: Int {
        didSet { select(selected) }
    }
    /// The selected row, 0 in an empty list.
    package private(set) var selected = 0
    /// The first row that is shown.
    package private(set) var offset = 0

    /// A list of `count` rows with the first one selected.
    package init(count: Int) {
        self.count = max(0, count)
    }

    /// Selects a row, the nearest one when there is none of that number.
    package mutating func select(_ row: Int) {
        selected = max(0, min(row, count - 1))
    }

    /// Moves by the arrows, Home, End and the page keys; false when the key means nothing here.
    package mutating func handle(_ key: Key, page: Int) -> Bool {
        switch key {
        case .up: select(selected - 1)
        case .down: select(selected + 1)
        case .pageUp: select(selected - max(1, page))
        case .pageDown: select(selected + max(1, page))
        case .home: select(0)
        case .end: select(count - 1)
        case .character, .function, .control, .alt, .enter, .escape, .tab, .backTab, .backspace,
            .delete, .insert, .left, .right:
            return false
        }
        return true
    }

    /// Scrolls so that the selection lies within `height` rows.
    package mutating func show(height: Int) {
        offset = visible(height: height).lowerBound
    }

    /// The rows to draw in `height` rows, the selection among them.
    package func visible(height: Int) -> Range<Int> {
        guard height > 0, count > 0 else { return 0..<0 }
        var first = max(0, min(offset, count - height))
        if selected < first { first = selected }
        if selected >= first + height { first = selected - height + 1 }
        return first..<min(count, first + height)
    }
}
