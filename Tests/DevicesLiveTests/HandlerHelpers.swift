import DevicesLive
import Glibc
import Synchronization

/// Lets a handler reach its own monitor.
final class HeldMonitor: Sendable {
    private let monitor = Mutex<DeviceMonitor?>(nil)

    func hold(_ held: DeviceMonitor) {
        monitor.withLock { $0 = held }
    }

    func stop() {
        let held = monitor.withLock { monitor in
            defer { monitor = nil }
            return monitor
        }
        held?.stop()
    }
}

/// The processor time of the thread that notes it.
final class ThreadTimes: Sendable {
    private let times = Mutex<[Duration]>([])

    func note() {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        let total = Duration(
            secondsComponent: Int64(time.tv_sec),
            attosecondsComponent: Int64(time.tv_nsec) * 1_000_000_000
        )
        times.withLock { $0.append(total) }
    }

    /// What the thread used between the last two notes.
    var lastStep: Duration? {
        times.withLock { times in
            times.count < 2 ? nil : times[times.count - 1] - times[times.count - 2]
        }
    }
}
