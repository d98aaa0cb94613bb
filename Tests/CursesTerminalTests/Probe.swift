import Synchronization
import TerminalUI

/// Shows the last events and ends on "q"; notes everything it is told.
struct Probe: TerminalProgram {
    final class Notes: Sendable {
        let lines = Mutex<[String]>([])
        func add(_ line: String) { lines.withLock { $0.append(line) } }
        var all: [String] { lines.withLock { $0 } }
    }

    let notes: Notes
    var deadline: ContinuousClock.Instant?
    private var shown = "ready"
    private var size = Size(columns: 0, rows: 0)

    init(notes: Notes, deadline: ContinuousClock.Instant? = nil) {
        self.notes = notes
        self.deadline = deadline
    }

    mutating func handle(_ event: TerminalEvent<String>) -> TerminalNext {
        switch event {
        case .key(let press) where press.key == .character("q"):
            notes.add("quit")
            return .exit
        case .key(let press) where press.key == .character("!"):
            trap()
        case .key(let press) where press.key == .character("-"):
            notes.add("nothing")
            return .unchanged
        case .key(let press): shown = "key<\(press.key.name)>"
        case .paste(let text): shown = "paste<\(text)>"
        case .resized(let size):
            self.size = size
            shown = "size<\(size.columns)x\(size.rows)>"
        case .timer:
            deadline = nil
            shown = "timer<fired>"
        case .message(let text): shown = "message<\(text)>"
        case .hangUp(let reason): shown = "hangUp<\(reason)>"
        }
        notes.add(shown)
        return .redraw
    }

    func frame(size: Size) -> Frame {
        guard size.fits(.minimum) else { return SizeNotice.frame(size: size, language: .english) }
        var frame = Frame(size: size)
        frame.draw("收费 03 号窗", x: 1, y: 0, role: .title)
        frame.draw(shown, x: 1, y: 2, role: .amountDue)
        frame.draw("双宽字在最后一列", x: size.columns - 15, y: 5)
        return frame
    }

    private func trap() -> Never { preconditionFailure("a trap on purpose") }
}
