import Cryptography
import FoundationEssentials
import Glibc
import Settlement

/// The host's clocks: wall time, and the boot-time clock that counts suspend as well.
struct LiveClock: EngineClock {
    private let bootID: String

    init() {
        let file = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
        // Without an identifier every start counts as a new boot: deadlines start again.
        bootID = file.map { String($0.prefix(36)) } ?? "process-\(getpid())-\(time(nil))"
    }

    func now() -> Moment {
        Moment(
            wall: Self.milliseconds(CLOCK_REALTIME),
            boot: Self.milliseconds(CLOCK_BOOTTIME),
            bootID: bootID
        )
    }

    func sleep(for duration: Duration) async throws {
        try await ContinuousClock().sleep(for: duration)
    }

    private static func milliseconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}

/// The operating system's randomness.
struct LiveRandom: RandomSource {
    func bytes(_ count: Int) -> [UInt8] {
        SecureRandom.bytes(count)
    }
}

/// Runs asynchronous work from the synchronous entry point and waits for it.
///
/// Only the first thread waits here, and it never carries the work itself, so nothing can starve.
enum EntryPoint {
    /// Waits for work that cannot fail and returns its value.
    static func waitAlways<Value: Sendable>(
        _ work: @escaping @Sendable () async -> Value
    ) -> Value {
        let result = ResultBox<Value>()
        Task { result.put(.success(await work())) }
        switch result.take() {
        case .success(let value): return value
        case .failure: preconditionFailure("work that cannot fail has failed")
        }
    }

    /// Waits for the work and returns its value or throws its error.
    static func wait<Value: Sendable>(
        _ work: @escaping @Sendable () async throws -> Value
    ) throws -> Value {
        let result = ResultBox<Value>()
        Task {
            do { result.put(.success(try await work())) } catch { result.put(.failure(error)) }
        }
        return try result.take().get()
    }
}

/// One result, handed from a task to a waiting thread; the mutex and condition protect it.
private final class ResultBox<Value: Sendable>: @unchecked Sendable {
    private var mutex = pthread_mutex_t()
    private var condition = pthread_cond_t()
    private var result: Result<Value, any Error>?

    init() {
        pthread_mutex_init(&mutex, nil)
        pthread_cond_init(&condition, nil)
    }

    func put(_ value: Result<Value, any Error>) {
        pthread_mutex_lock(&mutex)
        result = value
        pthread_cond_signal(&condition)
        pthread_mutex_unlock(&mutex)
    }

    func take() -> Result<Value, any Error> {
        pthread_mutex_lock(&mutex)
        defer { pthread_mutex_unlock(&mutex) }
        while true {
            if let result { return result }
            pthread_cond_wait(&condition, &mutex)
        }
    }
}
