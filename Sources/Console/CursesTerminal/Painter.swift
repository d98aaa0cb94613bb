import CNCurses
import TerminalUI

/// Puts frames onto the open ncurses screen; owned by the thread that runs the terminal.
///
/// It remembers what is on the screen and writes what differs; a frame equal to the last one writes
/// no byte.
struct Painter {
    private struct Face {
        let attributes: Int32
        let pair: Int32
    }

    private let faces: [Face]
    private var shown: Frame?

    /// Defines the colour pairs of a theme on the screen that is open.
    init(theme: Theme, depth: ColourDepth) {
        var pairs: [[Int]: Int32] = [:]
        var faces: [Face] = []
        let colours = Int(cn_colours())
        for role in Role.allCases {
            let style = theme.style(role, depth: depth)
            var attributes = Int32(style.attributes.rawValue)
            var foreground = style.foreground ?? -1
            var background = style.background ?? -1
            if colours < 16, depth == .sixteen {
                // Eight colours: the bright ones are bold, bright black is faint white.
                if foreground == 8 {
                    foreground = 7
                    attributes |= Int32(CellAttributes.dim.rawValue)
                } else if foreground > 8 {
                    foreground -= 8
                    attributes |= Int32(CellAttributes.bold.rawValue)
                }
                if background >= 8 { background -= 8 }
            }
            var pair: Int32 = 0
            if foreground >= 0 || background >= 0 {
                let key = [foreground, background]
                if let known = pairs[key] {
                    pair = known
                } else {
                    pair = Int32(pairs.count + 1)
                    pairs[key] = pair
                    cn_pair(pair, Int32(foreground), Int32(background))
                }
            }
            faces.append(Face(attributes: attributes, pair: pair))
        }
        self.faces = faces
    }

    /// Forgets what is on the screen; the next frame is written in full.
    mutating func forget() { shown = nil }

    /// Shows a frame on a screen of `size`; cells outside are left out.
    mutating func show(_ frame: Frame, size: Size) {
        let runs = FrameDiff.runs(from: shown, to: frame)
        guard !runs.isEmpty || shown?.cursor != frame.cursor else { return }
        for run in runs where run.row < size.rows {
            for column in run.columns {
                let cell = frame.cell(x: column, y: run.row)
                guard cell.width > 0, column + Int(cell.width) <= size.columns else { continue }
                let face = faces[Int(cell.role.rawValue)]
                cn_put(
                    Int32(run.row),
                    Int32(column),
                    cell.scalar,
                    cell.firstMark,
                    cell.secondMark,
                    Int32(cell.width),
                    face.attributes,
                    face.pair
                )
            }
        }
        let cursor = frame.cursor ?? Point(x: 0, y: 0)
        cn_cursor(
            Int32(min(max(0, cursor.y), max(0, size.rows - 1))),
            Int32(min(max(0, cursor.x), max(0, size.columns - 1))),
            frame.cursor != nil
        )
        cn_update()
        shown = frame
    }
}
