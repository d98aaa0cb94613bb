package import Settlement

/// One reading of the clocks: the instant that events carry and the moment the engine works with.
package struct ConsoleTime: Sendable, Hashable {
    /// The boot-time clock, as keys and scans are stamped.
    package var instant: ContinuousClock.Instant
    /// The same point for the ledger: UTC milliseconds and boot milliseconds.
    package var moment: Moment

    /// A reading of both clocks at one point.
    package init(instant: ContinuousClock.Instant, moment: Moment) {
        self.instant = instant
        self.moment = moment
    }

    /// The moment of another instant of the same boot, counted from this reading.
    package func moment(at other: ContinuousClock.Instant) -> Moment {
        let milliseconds = (other - instant).wholeMilliseconds
        return Moment(
            wall: moment.wall + milliseconds,
            boot: moment.boot + milliseconds,
            bootID: moment.bootID
        )
    }

    /// The instant at which the minute on the screen is over.
    var nextMinute: ContinuousClock.Instant {
        instant + .milliseconds(60_000 - (moment.wall % 60_000 + 60_000) % 60_000)
    }
}

extension Duration {
    /// The duration in milliseconds, rounded towards zero.
    var wholeMilliseconds: Int64 {
        components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    }
}
