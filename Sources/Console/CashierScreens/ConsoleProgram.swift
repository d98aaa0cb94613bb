package import Devices
package import Settlement
package import TerminalUI

/// The console as a terminal program: feeds events to `reduce`, hands its effects out.
///
/// It owns no clock and does no work of its own; both come as closures, which must return at once.
package struct ConsoleProgram: TerminalProgram {
    /// What other threads post to the console.
    package enum Message: Sendable {
        /// A device did something.
        case device(DeviceEvent)
        /// The engine answered or reported.
        case desk(DeskEvent)
    }

    /// The state after the last event.
    package private(set) var state: ConsoleState
    private let now: @Sendable () -> ConsoleTime
    private let perform: @Sendable (ConsoleEffect) -> Void

    /// A console in its first state.
    ///
    /// - Parameters:
    ///   - state: usually fresh.
    ///   - now: reads both clocks.
    ///   - perform: carries an effect out; `quit` is handled here as well.
    package init(
        state: ConsoleState,
        now: @escaping @Sendable () -> ConsoleTime,
        perform: @escaping @Sendable (ConsoleEffect) -> Void
    ) {
        self.state = state
        self.now = now
        self.perform = perform
        for effect in ConsoleState.firstEffects { perform(effect) }
    }

    /// Takes a terminal's event in, hands the effects out and asks for a new frame.
    package mutating func handle(_ event: TerminalEvent<Message>) -> TerminalNext {
        switch event {
        case .key(let press): return take(.key(press))
        case .paste(let text): return take(.paste(text, at: now().instant))
        case .resized(let size):
            // A new size carries no instant of its own, and what it uncovers needs one.
            guard take(.tick(now())) == .redraw else { return .exit }
            return take(.resized(size))
        case .timer: return take(.tick(now()))
        case .message(.device(let event)): return take(.device(event))
        case .message(.desk(let event)): return take(.desk(event, at: now().instant))
        case .hangUp: return .exit
        }
    }

    /// The whole screen.
    package func frame(size: Size) -> Frame { draw(state, size: size) }

    /// When the next tick is due.
    package var deadline: ContinuousClock.Instant? { nextDeadline(state) }

    private mutating func take(_ event: ConsoleEvent) -> TerminalNext {
        let effects = reduce(into: &state, event)
        for effect in effects { perform(effect) }
        return effects.contains(.quit) ? .exit : .redraw
    }
}
