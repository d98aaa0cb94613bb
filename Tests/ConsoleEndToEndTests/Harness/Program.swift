import FoundationEssentials
import Glibc

/// The real program under test, and how it is run without a terminal.
enum Program {
    /// `cashier`, beside the test runner or in a folder above it.
    static func path() throws -> String {
        if let cached { return cached }
        throw HarnessFailure("no `cashier` beside the test runner: build the package first")
    }

    private static let cached: String? = {
        var buffer = [CChar](repeating: 0, count: 4_096)
        let length = readlink("/proc/self/exe", &buffer, buffer.count)
        let runner = String(
            decoding: buffer.prefix(max(0, length)).map(UInt8.init(bitPattern:)),
            as: UTF8.self
        )
        for start in CommandLine.arguments.prefix(1)
            + CommandLine.arguments.filter({
                $0.hasSuffix(".xctest")
            }) + [runner]
        {
            var folder = start[...]
            while let slash = folder.lastIndex(of: "/") {
                folder = folder[..<slash]
                for candidate in ["\(folder)/cashier", "\(folder)/debug/cashier"] {
                    var status = stat()
                    if stat(candidate, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
                        access(candidate, X_OK) == 0
                    {
                        return candidate
                    }
                }
            }
        }
        return nil
    }()

    /// The environment of every child: nothing of the host's but the path.
    static func environment(_ extra: [String: String] = [:]) -> [String: String] {
        let base = [
            "PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8",
            "TERM": "xterm-256color",
        ]
        return base.merging(extra) { $1 }
    }

    /// What a command left behind.
    struct Result {
        var status: Int32
        var output: String
        var error: String

        /// The one JSON document on standard output.
        func json<Value: Decodable>(_ type: Value.Type) throws -> Value {
            do {
                return try JSONDecoder().decode(type, from: Data(output.utf8))
            } catch {
                throw HarnessFailure("no \(type) in: \(output) (\(self.error)): \(error)")
            }
        }
    }

    /// Runs the program to its end; a run of more than `limit` seconds is a failure.
    static func run(
        _ arguments: [String],
        environment extra: [String: String] = [:],
        limit: Double = 40
    ) throws -> Result {
        let output = try PipeReader()
        let error = try PipeReader()
        let child = try ChildProcess(
            try path(),
            arguments,
            environment: environment(extra),
            descriptors: .pipes(output: output.childEnd, error: error.childEnd)
        )
        output.closeWriting()
        error.closeWriting()
        let deadline = Deadline(seconds: limit)
        while !(output.isAtEnd && error.isAtEnd) {
            guard !deadline.isOver else {
                throw HarnessFailure(
                    "\(arguments) took over \(limit) s; it said: \(output.text) \(error.text)"
                )
            }
            PipeReader.wait(for: [output, error], until: deadline)
        }
        guard case .exited(let status) = child.wait() else {
            throw HarnessFailure("\(arguments) ended by a signal: \(error.text)")
        }
        return Result(status: status, output: output.text, error: error.text)
    }
}
