package import Settlement
import Synchronization

/// A clock whose sleeps pass at once and move its time by what was slept.
///
/// Sleeps of a day or longer never end by themselves: they stand for "until somebody comes".
package final class EagerClock: EngineClock {
    private let state: Mutex<(milliseconds: Int64, bootID: String)>
    private static let start: Int64 = 1_795_228_920_000  // 2026-11-21 10:42:00 in China

    package init() {
        state = Mutex((0, "boot-1"))
    }

    package func now() -> Moment {
        state.withLock {
            Moment(wall: Self.start + $0.milliseconds, boot: $0.milliseconds, bootID: $0.bootID)
        }
    }

    package func advance(_ duration: Duration) {
        state.withLock { $0.milliseconds += duration.milliseconds }
    }

    /// The host boots: the boot-time clock starts again under another identity.
    package func reboot() {
        state.withLock { $0.bootID += "+" }
    }

    package func sleep(for duration: Duration) async throws {
        if duration >= .seconds(86_400) {
            let (forever, _) = AsyncStream<Void>.makeStream()
            for await _ in forever {}
            throw CancellationError()
        }
        try Task.checkCancellation()
        advance(max(duration, .milliseconds(1)))
        await Task.yield()
    }
}

extension Duration {
    /// The duration in whole milliseconds.
    package var milliseconds: Int64 {
        components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    }
}
