import Synchronization

/// A switch that a scripted peer turns on once.
package final class Flag: Sendable {
    private let raised = Atomic(false)

    package init() {}

    package func raise() { raised.store(true, ordering: .sequentiallyConsistent) }

    package var isRaised: Bool { raised.load(ordering: .sequentiallyConsistent) }
}
