internal import Glibc

/// A thread of the operating system, for work that blocks.
struct NativeThread: Sendable {
    private let handle: pthread_t

    private final class Body {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) {
            self.run = run
        }
    }

    /// Starts a thread; it must be joined or detached.
    static func start(
        _ run: @escaping @Sendable () -> Void
    ) throws(DeviceMonitorError) -> NativeThread {
        let body = Unmanaged.passRetained(Body(run))
        var handle = pthread_t()
        let result = pthread_create(
            &handle,
            nil,
            { raw in
                if let raw {
                    Unmanaged<Body>.fromOpaque(raw).takeRetainedValue().run()
                }
                return nil
            },
            body.toOpaque()
        )
        guard result == 0 else {
            body.release()
            throw DeviceMonitorError(operation: "pthread_create", errno: result)
        }
        return NativeThread(handle: handle)
    }

    /// Whether this is the calling thread.
    var isCurrent: Bool { pthread_equal(handle, pthread_self()) != 0 }

    /// Waits for its end.
    func join() {
        pthread_join(handle, nil)
    }

    /// Lets it end by itself.
    func detach() {
        pthread_detach(handle)
    }
}
