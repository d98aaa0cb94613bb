import Devices

/// When the console next needs a tick: nil never happens, because the clock turns once a minute.
///
/// An idle console asks for the next minute alone, so that it writes nothing in between.
package func nextDeadline(_ state: ConsoleState) -> ContinuousClock.Instant {
    var deadlines = [state.time.nextMinute]
    if let held = state.wedge.deadline {
        // The recogniser releases what is older than its deadline, not what is as old.
        deadlines.append(held + .milliseconds(1))
    }
    if let since = state.countedSince {
        deadlines.append(nextSecond(since: since, after: state.now))
    }
    if case .confirmCode(let code, _) = state.question {
        deadlines.append(nextSecond(since: code.scannedAt, after: state.now))
    }
    if state.screen == .doubt, let first = state.open.first {
        deadlines.append(nextSecond(since: first.listedAt, after: state.now))
    }
    return deadlines.min() ?? state.time.nextMinute
}

/// The first whole second after `now`, counted from `since`.
private func nextSecond(
    since: ContinuousClock.Instant,
    after now: ContinuousClock.Instant
) -> ContinuousClock.Instant {
    let whole = max(0, (now - since).components.seconds)
    return since + .seconds(whole + 1)
}

extension ConsoleState {
    /// Since when the work counts whose seconds are on the screen; nil when none are.
    var countedSince: ContinuousClock.Instant? {
        guard screen == .sale else { return nil }
        if let identification, identification.isWanted { return identification.since }
        guard let sale, sale.stage.counts else { return nil }
        return sale.waitsSince
    }
}
