/// Why the terminal went away.
package enum HangUpReason: Sendable, Hashable {
    /// SIGHUP: the line or the ssh session closed.
    case hangUpSignal
    /// SIGTERM: the host asks the program to end.
    case terminateSignal
    /// The terminal's input ended or failed.
    case endOfInput
}

/// What a terminal program is told, in the order it happened.
package enum TerminalEvent<Message: Sendable>: Sendable {
    /// A key was pressed.
    case key(KeyPress)
    /// Text was pasted (bracketed paste); never a scan and never keys.
    case paste(String)
    /// The terminal has this size now; also the very first event.
    case resized(Size)
    /// The program's deadline has passed.
    case timer(ContinuousClock.Instant)
    /// Another thread posted this.
    case message(Message)
    /// The terminal is gone; the last event.
    case hangUp(HangUpReason)
}

/// What the driver does after an event.
package enum TerminalNext: Sendable, Hashable {
    /// Nothing on the screen changed.
    case unchanged
    /// Ask for a new frame once the pending events are handled.
    case redraw
    /// Restore the terminal and return.
    case exit
}

/// A program that lives on one terminal.
///
/// Everything runs on the thread that owns the terminal, so nothing here may block. A frame is asked
/// for once after all pending events, and only when one of them answered `.redraw`.
package protocol TerminalProgram {
    /// What other threads post to the program.
    associatedtype Message: Sendable

    /// Takes one event in and says whether the screen changes.
    mutating func handle(_ event: TerminalEvent<Message>) -> TerminalNext

    /// The whole screen at `size`; pure.
    func frame(size: Size) -> Frame

    /// When the next `.timer` event is due; nil asks for none, and an idle terminal writes nothing.
    var deadline: ContinuousClock.Instant? { get }
}
