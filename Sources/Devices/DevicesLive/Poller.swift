internal import CLinux

/// The descriptors that the device thread waits on: epoll, a wake counter, a timer.
///
/// Only the device thread calls `wait`; `wake` may be called by any thread.
final class Poller: Sendable {
    /// A descriptor that has something.
    struct Ready: Sendable {
        /// What it was registered as.
        let token: UInt64
        /// There are bytes to read, or the end of the line to read.
        let readable: Bool
        /// A begun connection has an outcome.
        let writable: Bool
        /// The other end is gone.
        let hungUp: Bool
    }

    private static let wakeToken: UInt64 = 0
    private static let timerToken: UInt64 = 1
    /// Tokens below this one are the poller's own.
    static let firstFreeToken: UInt64 = 2

    private let epoll: Int32
    private let event: Int32
    private let timer: Int32

    init() throws(DeviceMonitorError) {
        let epoll = try DeviceMonitorError.check("epoll_create1", clinux_epoll_create())
        let event = clinux_event_create()
        let timer = clinux_timer_create()
        self.epoll = epoll
        self.event = event
        self.timer = timer
        _ = try DeviceMonitorError.check("eventfd", event)
        _ = try DeviceMonitorError.check("timerfd_create", timer)
        _ = try DeviceMonitorError.check(
            "epoll_ctl",
            clinux_epoll_add(epoll, event, clinux_epoll_in, Self.wakeToken)
        )
        _ = try DeviceMonitorError.check(
            "epoll_ctl",
            clinux_epoll_add(epoll, timer, clinux_epoll_in, Self.timerToken)
        )
    }

    deinit {
        for descriptor in [epoll, event, timer] where descriptor >= 0 {
            _ = clinux_close(descriptor)
        }
    }

    /// Makes a wait return.
    func wake() {
        let result = clinux_event_signal(event)
        precondition(result >= 0, "the wake counter is always writable")
    }

    /// Waits for descriptors, a wake or the deadline; a wake or the deadline gives no element.
    func wait(until deadline: ContinuousClock.Instant?) -> [Ready] {
        arm(deadline)
        var buffer = [clinux_epoll_ready](repeating: clinux_epoll_ready(), count: 32)
        let count = clinux_epoll_wait(epoll, &buffer, Int32(buffer.count))
        precondition(count >= 0, "epoll_wait fails only for a wrong descriptor")
        var ready: [Ready] = []
        for element in buffer.prefix(Int(count)) {
            switch element.token {
            case Self.wakeToken: drain(event)
            case Self.timerToken: drain(timer)
            default: ready.append(Self.decode(element))
            }
        }
        return ready
    }

    /// Watches a descriptor for bytes; answers 0 or a negated errno.
    func watchReading(_ descriptor: Int32, token: UInt64) -> Int32 {
        clinux_epoll_add(
            epoll,
            descriptor,
            clinux_epoll_in | clinux_epoll_read_hang_up,
            token
        )
    }

    /// Watches a begun connection for its outcome; answers 0 or a negated errno.
    func watchConnecting(_ descriptor: Int32, token: UInt64) -> Int32 {
        clinux_epoll_add(epoll, descriptor, clinux_epoll_out, token)
    }

    /// Stops watching a descriptor that is about to be closed or watched differently.
    func forget(_ descriptor: Int32) {
        _ = clinux_epoll_remove(epoll, descriptor)
    }

    private func arm(_ deadline: ContinuousClock.Instant?) {
        var nanoseconds: Int64 = 0
        if let deadline {
            let parts = (deadline - ContinuousClock.now).components
            let seconds = min(max(parts.seconds, 0), 86_400)
            // Never 0, which would disarm; rounded up, so that the deadline has passed on waking.
            nanoseconds = max(seconds * 1_000_000_000 + parts.attoseconds / 1_000_000_000 + 1, 1)
        }
        let result = clinux_timer_arm(timer, nanoseconds)
        precondition(result >= 0, "timerfd_settime fails only for a wrong descriptor")
    }

    private func drain(_ counter: Int32) {
        let result = clinux_counter_drain(counter)
        precondition(result >= 0, "a counter is always readable")
    }

    private static func decode(_ element: clinux_epoll_ready) -> Ready {
        let gone = clinux_epoll_hang_up | clinux_epoll_error | clinux_epoll_read_hang_up
        return Ready(
            token: element.token,
            readable: element.events & clinux_epoll_in != 0,
            writable: element.events & clinux_epoll_out != 0,
            hungUp: element.events & gone != 0
        )
    }
}
