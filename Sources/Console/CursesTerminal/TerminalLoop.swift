import CNCurses
import TerminalUI

/// The loop of an open terminal; lives on the one thread that owns it.
///
/// A turn waits for something to happen, gives every pending event to the program, and then shows at
/// most one frame. Nothing pending means no turn: an idle terminal costs neither bytes nor time.
struct TerminalLoop<P: TerminalProgram> {
    private(set) var program: P
    private var painter: Painter
    private var decoder: KeyDecoder
    private let input: Int32
    private let wake: Int32
    private let clock = ContinuousClock()

    private var size = Size(columns: 0, rows: 0)
    private var isStale = true
    private var exit: TerminalExit?
    private var firedDeadline: ContinuousClock.Instant?
    private var buffer = [UInt8](repeating: 0, count: 4096)

    init(program: P, painter: Painter, decoder: KeyDecoder, input: Int32, wake: Int32) {
        self.program = program
        self.painter = painter
        self.decoder = decoder
        self.input = input
        self.wake = wake
    }

    mutating func run(takePosted: () -> [P.Message]) -> TerminalExit {
        measure()
        while true {
            if let exit { return exit }
            if isStale {
                isStale = false
                painter.show(program.frame(size: size), size: size)
            }
            let ready = Int(cn_wait(input, wake, timeout()))
            if ready & CN_READY_WAKE != 0 { cn_wake_clear(wake) }
            takeSignals()
            if ready & (CN_READY_INPUT | CN_READY_HANG_UP) != 0 {
                readInput()
            }
            give(decoder.expire(at: clock.now))
            for message in takePosted() { give(.message(message)) }
            fireTimer()
        }
    }

    /// Nanoseconds until the program's or the decoder's deadline; -1 for neither.
    private func timeout() -> Int64 {
        var next = decoder.deadline
        if let deadline = program.deadline, deadline != firedDeadline {
            next = next.map { min($0, deadline) } ?? deadline
        }
        guard let next else { return -1 }
        let left = max(.zero, clock.now.duration(to: next)).components
        // Further off than a day is a day: the turn that wakes early finds nothing to do.
        guard left.seconds < 86_400 else { return 86_400 * 1_000_000_000 }
        return left.seconds * 1_000_000_000 + left.attoseconds / 1_000_000_000 + 1
    }

    /// A deadline fires once; a program that leaves it in the past is not called again for it.
    private mutating func fireTimer() {
        guard let deadline = program.deadline, deadline != firedDeadline else { return }
        let now = clock.now
        guard now >= deadline else { return }
        firedDeadline = deadline
        give(.timer(now))
    }

    private mutating func readInput() {
        let count = cn_read(input, &buffer, Int32(buffer.count))
        if count > 0 {
            give(decoder.feed(buffer[..<Int(count)], at: clock.now))
        } else if count == 0 {
            hangUp(.endOfInput)
        }
    }

    private mutating func takeSignals() {
        let signals = Int(cn_signals_take())
        guard signals != 0 else { return }
        if signals & CN_SIGNAL_HANG_UP != 0 { hangUp(.hangUpSignal) }
        if signals & CN_SIGNAL_TERMINATE != 0 { hangUp(.terminateSignal) }
        guard exit == nil else { return }
        if signals & CN_SIGNAL_STOP != 0 {
            cn_suspend()
            measure()
        } else if signals & CN_SIGNAL_CONTINUE != 0 {
            cn_continue()
            measure()
        }
        if signals & CN_SIGNAL_RESIZE != 0 { measure() }
    }

    /// Asks for the size, tells the program and repaints everything.
    private mutating func measure() {
        var rows: Int32 = 0
        var columns: Int32 = 0
        cn_size(&rows, &columns)
        size = Size(columns: Int(columns), rows: Int(rows))
        cn_resize(rows, columns)
        painter.forget()
        isStale = true
        give(.resized(size))
    }

    /// Ctrl-L: writes every cell again, for a screen that something else wrote over.
    private mutating func repaint() {
        cn_repaint()
        painter.forget()
        isStale = true
    }

    private mutating func hangUp(_ reason: HangUpReason) {
        guard exit == nil else { return }
        _ = program.handle(.hangUp(reason))
        exit = .hungUp(reason)
    }

    private mutating func give(_ outputs: [KeyDecoder.Output]) {
        for output in outputs {
            switch output {
            case .key(let press) where press.key == .control("l"): repaint()
            case .key(let press): give(.key(press))
            case .paste(let text): give(.paste(text))
            }
        }
    }

    private mutating func give(_ event: TerminalEvent<P.Message>) {
        guard exit == nil else { return }
        switch program.handle(event) {
        case .unchanged: break
        case .redraw: isStale = true
        case .exit: exit = .finished
        }
    }
}
