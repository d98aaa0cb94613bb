import Synchronization

/// Texts that a scripted peer has seen, in order.
package final class Credentials: Sendable {
    private let texts = Mutex<[String]>([])

    package init() {}

    package func add(_ text: String) { texts.withLock { $0.append(text) } }

    package var all: [String] { texts.withLock { $0 } }
}

/// A text that one side of a test learns and the other needs.
package final class Slot: Sendable {
    private let text = Mutex<String?>(nil)

    package init() {}

    package var value: String? {
        get { text.withLock { $0 } }
        set { text.withLock { $0 = newValue } }
    }
}
