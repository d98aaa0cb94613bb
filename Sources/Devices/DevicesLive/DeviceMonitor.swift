package import Devices
internal import Synchronization

/// Watches the scanners of a window on one thread of its own.
///
/// Events are handed to the handler on that thread, one at a time; it must not block. Nothing is
/// polled: without bytes and without a missing device the thread sleeps for good.
package final class DeviceMonitor: Sendable {
    /// Takes the events, on the monitor's thread.
    package typealias Handler = @Sendable (DeviceEvent) -> Void

    /// The longest text that may be injected, in bytes; more is cut, and rejected as too long.
    private static let injectedMax = 4096

    private let inbox: MonitorInbox
    private let thread: Mutex<NativeThread?>

    /// Starts the thread.
    package init(handler: @escaping Handler) throws {
        let poller = try Poller()
        let inbox = MonitorInbox(poller: poller)
        let thread = try NativeThread.start {
            var loop = MonitorLoop(poller: poller, inbox: inbox, handler: handler)
            loop.run()
        }
        self.inbox = inbox
        self.thread = Mutex(thread)
    }

    deinit {
        stop()
    }

    /// Opens a scanner and keeps it open; one of the same name is closed first.
    package func add(_ scanner: ScannerSettings) {
        inbox.post(.add(scanner))
    }

    /// Closes a scanner for good.
    package func remove(_ id: DeviceID) {
        inbox.post(.remove(id))
    }

    /// Sends a text through framing and delivery as if a device of that name had scanned it.
    ///
    /// Answers false, and does nothing, when too many wait already.
    @discardableResult
    package func inject(_ text: String, from source: DeviceID) -> Bool {
        inbox.postUnlessFull(
            .inject(Array(text.utf8.prefix(Self.injectedMax)) + [0x0D], source)
        )
    }

    /// Closes every device, reports it, and waits for the thread's end; the second call is nothing.
    ///
    /// Called by the handler itself, it does not wait.
    package func stop() {
        let ending = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        guard let ending else { return }
        inbox.post(.stop)
        if ending.isCurrent {
            ending.detach()
        } else {
            ending.join()
        }
    }
}
