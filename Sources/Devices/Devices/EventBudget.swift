/// Limits how many events one device may cause in a second.
///
/// A broken or hostile device must not fill the console's queue; a person scans a few codes a
/// second at most.
package struct EventBudget: Sendable {
    /// What becomes of an event.
    package enum Verdict: Hashable, Sendable {
        /// Deliver it.
        case deliver
        /// Deliver a flood notice in its place.
        case deliverNotice
        /// Drop it without a word: the notice was delivered.
        case drop
    }

    /// Events that are delivered in one window.
    package static let perWindowMax = 32
    /// The length of a window.
    package static let window = Duration.seconds(1)

    private var windowStart: ContinuousClock.Instant?
    private var count = 0

    /// Makes a full budget.
    package init() {}

    /// Spends one event.
    package mutating func spend(at now: ContinuousClock.Instant) -> Verdict {
        if let windowStart, now - windowStart < Self.window {
            count += 1
        } else {
            windowStart = now
            count = 1
        }
        return count <= Self.perWindowMax
            ? .deliver : count == Self.perWindowMax + 1 ? .deliverNotice : .drop
    }
}
