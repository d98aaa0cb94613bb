internal import Devices
internal import Synchronization

/// What other threads ask of the device thread; bounded.
final class MonitorInbox: Sendable {
    /// One wish.
    enum Command: Sendable {
        /// Open a scanner and keep it open.
        case add(ScannerSettings)
        /// Close it for good.
        case remove(DeviceID)
        /// Take these bytes as if they had been read from that device.
        case inject([UInt8], DeviceID)
        /// A host name was looked up; empty when it has no address.
        case resolved(DeviceID, generation: UInt64, [NetworkAddress])
        /// End the thread.
        case stop
    }

    /// The most wishes of others that wait at a time.
    static let waitingMax = 1024

    private let poller: Poller
    private let commands = Mutex<[Command]>([])

    init(poller: Poller) {
        self.poller = poller
    }

    /// Posts a wish of the program itself, which is never dropped.
    func post(_ command: Command) {
        commands.withLock { $0.append(command) }
        poller.wake()
    }

    /// Posts a wish unless too many wait.
    func postUnlessFull(_ command: Command) -> Bool {
        let posted = commands.withLock { waiting in
            guard waiting.count < Self.waitingMax else { return false }
            waiting.append(command)
            return true
        }
        if posted {
            poller.wake()
        }
        return posted
    }

    /// Takes all that wait.
    func takeAll() -> [Command] {
        commands.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
    }
}
