import Glibc

/// A spawned program with its process number; killed when it is forgotten alive.
final class ChildProcess {
    /// How a process ended.
    enum Ending: Equatable {
        case exited(Int32)
        case signalled(Int32)
    }

    let id: pid_t
    private(set) var ending: Ending?

    /// What the child's three standard descriptors are.
    enum Descriptors {
        /// Nothing on standard input; these two for output and errors.
        case pipes(output: Int32, error: Int32)
        /// The terminal of that path, which becomes the controlling one of a new session.
        case terminal(path: String)
    }

    init(
        _ program: String,
        _ arguments: [String],
        environment: [String: String],
        descriptors: Descriptors
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // POSIX_SPAWN_SETSIGDEF and POSIX_SPAWN_SETSIGMASK: the test's own signals stay its own.
        var flags: Int32 = 0x04 | 0x08
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigdefault(&attributes, &all)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        switch descriptors {
        case .pipes(let output, let error):
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
            posix_spawn_file_actions_adddup2(&actions, output, 1)
            posix_spawn_file_actions_adddup2(&actions, error, 2)
        case .terminal(let path):
            // POSIX_SPAWN_SETSID; the first terminal a session leader opens becomes its own.
            flags |= 0x80
            posix_spawn_file_actions_addopen(&actions, 0, path, O_RDWR, 0)
            posix_spawn_file_actions_adddup2(&actions, 0, 1)
            posix_spawn_file_actions_adddup2(&actions, 0, 2)
        }
        posix_spawnattr_setflags(&attributes, Int16(flags))
        let words = ([program] + arguments).map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + variables { free(text) } }
        var process = pid_t()
        let result = posix_spawn(&process, program, &actions, &attributes, words, variables)
        guard result == 0 else { throw HarnessFailure("\(program) does not start: \(result)") }
        id = process
    }

    deinit {
        guard poll() == nil else { return }
        Glibc.kill(id, SIGKILL)
        _ = wait()
    }

    /// Sends a signal to a process that still is ours.
    func signal(_ number: Int32) {
        if poll() == nil { Glibc.kill(id, number) }
    }

    /// How it ended, or nil while it runs.
    func poll() -> Ending? {
        reap(WNOHANG)
    }

    /// Waits until it has ended; for a process that is known to be ending.
    func wait() -> Ending? {
        reap(0)
    }

    private func reap(_ options: Int32) -> Ending? {
        if let ending { return ending }
        var status: Int32 = 0
        guard waitpid(id, &status, options) == id else { return nil }
        ending = status & 0x7F == 0 ? .exited(status >> 8 & 0xFF) : .signalled(status & 0x7F)
        return ending
    }
}

/// One end of a pipe that a child writes to.
final class PipeReader {
    private var reading: Int32 = -1
    private var writing: Int32 = -1
    private(set) var bytes: [UInt8] = []
    private(set) var isAtEnd = false

    init() throws {
        var ends: [Int32] = [-1, -1]
        // A socket pair, since its descriptors are closed on exec from the start: a program that
        // another test starts at this moment must not keep our end open.
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw HarnessFailure("no pipe") }
        (reading, writing) = (ends[0], ends[1])
    }

    deinit {
        closeWriting()
        close(reading)
    }

    /// The end for the child.
    var childEnd: Int32 { writing }

    /// The descriptor to wait on, or nothing once the child has closed its end.
    var descriptor: Int32? { isAtEnd ? nil : reading }

    /// Closes our copy of the child's end, so that the end of the child is seen.
    func closeWriting() {
        if writing >= 0 { close(writing) }
        writing = -1
    }

    /// Takes what is there; blocks when nothing is.
    func take() {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = read(reading, &buffer, buffer.count)
        if count > 0 { bytes += buffer[..<count] } else { isAtEnd = true }
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Waits for bytes on any of the pipes, or for the end of the given time.
    static func wait(for readers: [PipeReader], until deadline: Deadline) {
        var descriptors = readers.compactMap(\.descriptor).map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        let count = nfds_t(descriptors.count)
        guard poll(&descriptors, count, deadline.milliseconds(atMost: 60_000)) > 0 else { return }
        for descriptor in descriptors where descriptor.revents != 0 {
            readers.first { $0.descriptor == descriptor.fd }?.take()
        }
    }
}
