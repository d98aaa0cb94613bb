import FoundationEssentials
import Glibc

/// A child process: started, watched through `/proc`, ended.
final class ChildProcess {
    /// Where the three standard descriptors lead.
    enum Standard {
        /// A terminal, which also becomes the controlling one.
        case terminal(path: String)
        /// Standard output into this descriptor, the others inherited.
        case output(Int32)
    }

    let id: pid_t
    private var hasEnded = false

    /// Starts a program in a session of its own, with additions to this process' environment.
    init(
        _ path: String,
        _ arguments: [String],
        standard: Standard,
        environment additions: [String: String] = [:]
    ) throws {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        // POSIX_SPAWN_SETSID, a macro that is not imported under every feature set.
        posix_spawnattr_setflags(&attributes, 0x80)
        switch standard {
        case .terminal(let path):
            // Opened by a session leader without a terminal, it becomes the controlling one.
            posix_spawn_file_actions_addopen(&actions, 0, path, O_RDWR, 0)
            posix_spawn_file_actions_adddup2(&actions, 0, 1)
            posix_spawn_file_actions_adddup2(&actions, 0, 2)
        case .output(let descriptor):
            posix_spawn_file_actions_adddup2(&actions, descriptor, 1)
        }
        let environment = Self.environment(additions)
        var id = pid_t()
        let result = Self.withStrings([path] + arguments) { arguments in
            Self.withStrings(environment) { environment in
                posix_spawn(&id, path, &actions, &attributes, arguments, environment)
            }
        }
        guard result == 0 else {
            throw BenchmarkFailure(
                "\(path) cannot be started: \(String(cString: strerror(result)))"
            )
        }
        self.id = id
    }

    deinit { kill() }

    /// Waits for the end and gives the exit status, 128 and more for a signal.
    func waitForEnd() -> Int32 {
        var status: Int32 = 0
        var result: pid_t
        repeat { result = waitpid(id, &status, 0) } while result < 0 && errno == EINTR
        hasEnded = true
        return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
    }

    /// Ends it by SIGTERM and waits.
    func terminate() {
        guard !hasEnded else { return }
        Glibc.kill(id, SIGTERM)
        _ = waitForEnd()
    }

    /// Ends it at once, if it has not ended.
    func kill() {
        guard !hasEnded else { return }
        Glibc.kill(id, SIGKILL)
        _ = waitForEnd()
    }

    // MARK: What /proc says

    /// Resident memory in MiB.
    func residentMemory() throws -> Double {
        let status = try FileText.read("/proc/\(id)/status")
        for line in status.split(separator: "\n") where line.hasPrefix("VmRSS:") {
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
            if words.count > 1, let kibibytes = Double(words[1]) { return kibibytes / 1024 }
        }
        throw BenchmarkFailure("/proc does not tell the memory of \(id)")
    }

    /// The processor time of all its threads so far, ended ones too, in nanoseconds.
    func processorTime() throws -> Int64 {
        var clock = clockid_t()
        var time = timespec()
        guard clock_getcpuclockid(id, &clock) == 0, clock_gettime(clock, &time) == 0 else {
            throw BenchmarkFailure("the processor time of \(id) is not told")
        }
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    // MARK: Strings for C

    private static func environment(_ additions: [String: String]) -> [String] {
        ProcessInfo.processInfo.environment.merging(additions) { $1 }.map {
            "\($0.key)=\($0.value)"
        }
    }

    private static func withStrings<Result>(
        _ texts: [String],
        _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        var pointers = texts.map { strdup($0) }
        pointers.append(nil)
        defer { for pointer in pointers { free(pointer) } }
        return body(pointers)
    }
}

/// Small files as text.
enum FileText {
    /// The whole text of a file, also of one in `/proc` that tells no size.
    static func read(_ path: String) throws -> String {
        String(decoding: try bytes(path), as: UTF8.self)
    }

    /// The bytes of a file.
    static func bytes(_ path: String) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw BenchmarkFailure("\(path) cannot be read") }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            guard count > 0 else { return bytes }
            bytes += chunk.prefix(count)
        }
    }
}
