package import Billing

/// A point in time on two clocks: the wall, for dates and records, and the boot-time clock, for
/// deadlines.
package struct Moment: Sendable, Hashable, Codable {
    /// UTC milliseconds since 1970.
    package var wall: Int64
    /// Milliseconds since this host booted, time in suspend included.
    package var boot: Int64
    /// Which boot `boot` counts from.
    package var bootID: String

    package init(wall: Int64, boot: Int64, bootID: String) {
        self.wall = wall
        self.boot = boot
        self.bootID = bootID
    }

    /// How long ago `earlier` was by the boot-time clock; zero when the host has booted since,
    /// because the stored remainder of a deadline then starts again (rule 21).
    package func elapsed(since earlier: Moment) -> Duration {
        guard earlier.bootID == bootID else { return .zero }
        return .milliseconds(max(0, boot - earlier.boot))
    }

    /// The civil time in China.
    package var china: ChinaTime { ChinaTime(utcMilliseconds: wall) }
}

/// Where the engine takes time from and waits; a live and a simulated version exist.
package protocol EngineClock: Sendable {
    func now() -> Moment
    /// Returns after the duration, or throws `CancellationError`.
    func sleep(for duration: Duration) async throws
}
