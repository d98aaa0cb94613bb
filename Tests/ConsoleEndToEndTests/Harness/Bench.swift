import Glibc

/// The one thread on which all end-to-end tests run: they wait for processes, and a waiting test
/// must not hold a thread of the shared pool.
@globalActor
actor Bench {
    static let shared = Bench()

    private static let thread = BenchThread()

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        Self.thread.asUnownedSerialExecutor()
    }
}

/// A thread that runs jobs in their order; the mutex and the condition protect the queue.
private final class BenchThread: SerialExecutor, @unchecked Sendable {
    private var mutex = pthread_mutex_t()
    private var condition = pthread_cond_t()
    private var jobs: [UnownedJob] = []

    init() {
        pthread_mutex_init(&mutex, nil)
        pthread_cond_init(&condition, nil)
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self).toOpaque()
        pthread_create(
            &thread,
            nil,
            { context in
                guard let context else { return nil }
                Unmanaged<BenchThread>.fromOpaque(context).takeRetainedValue().serve()
                return nil
            },
            context
        )
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        pthread_mutex_lock(&mutex)
        jobs.append(job)
        pthread_cond_signal(&condition)
        pthread_mutex_unlock(&mutex)
    }

    private func serve() {
        while true {
            pthread_mutex_lock(&mutex)
            while jobs.isEmpty { pthread_cond_wait(&condition, &mutex) }
            let job = jobs.removeFirst()
            pthread_mutex_unlock(&mutex)
            job.runSynchronously(on: asUnownedSerialExecutor())
        }
    }
}

/// What kept a test from going on: what it waited for, and what it saw instead.
struct HarnessFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// A point of time that a wait must not pass.
struct Deadline {
    private let end: ContinuousClock.Instant

    init(seconds: Double) {
        end = ContinuousClock.now + .milliseconds(Int64(seconds * 1_000))
    }

    var isOver: Bool { ContinuousClock.now >= end }

    /// What is left, at least 0 and at most `limit`, in milliseconds.
    func milliseconds(atMost limit: Int32) -> Int32 {
        let left = ContinuousClock.now.duration(to: end)
        let milliseconds =
            left.components.seconds * 1_000
            + left.components.attoseconds / 1_000_000_000_000_000
        return Int32(clamping: max(0, min(milliseconds, Int64(limit))))
    }
}
