package import Devices
package import Settlement
package import TerminalUI

/// Everything that can happen to the console, in one type.
package enum ConsoleEvent: Sendable {
    /// A key was pressed; keyboard wedges are recognised behind this.
    case key(KeyPress)
    /// Text was pasted: it may fill a step, never confirm one.
    case paste(String, at: ContinuousClock.Instant)
    /// A device read something, or came or went.
    case device(DeviceEvent)
    /// The engine answered or reported.
    case desk(DeskEvent, at: ContinuousClock.Instant)
    /// The clocks were read: the deadline has passed, or the program has just started.
    case tick(ConsoleTime)
    /// The terminal has this size now.
    case resized(Size)
}

/// What the console wants done outside of its state.
package enum ConsoleEffect: Sendable, Hashable {
    /// Ask the engine.
    case desk(DeskRequest)
    /// Let a device event with this text happen, as if a scanner had read it (demo).
    case emitScan(String)
    /// Mint a fresh code of a sample person and let it be scanned (demo).
    case mintScan(person: String, kind: SampleCode)
    /// Sound the terminal's bell.
    case bell
    /// End the program; nothing is under way on the screen.
    case quit
}

/// A code that the demo can show on a sample person's behalf; the raw value is its name for the
/// sandbox's `POST /_sandbox/codes`.
package enum SampleCode: String, Sendable, Hashable, CaseIterable {
    case insurance
    case weChat = "wechat"
    case alipay
}
