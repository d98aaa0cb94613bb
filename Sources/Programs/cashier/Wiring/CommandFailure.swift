import Glibc

/// A command that did not do what it was asked, with its exit status and one clear sentence.
struct CommandFailure: Error {
    /// 1: not done; 2: usage or configuration.
    var status: Int32
    /// What happened and what to do; empty when the output already says it.
    var message: String

    /// Refused, in doubt, or differences found.
    static func notDone(_ message: String = "") -> CommandFailure {
        CommandFailure(status: 1, message: message)
    }

    /// The command line or the configuration is at fault.
    static func configuration(_ message: String) -> CommandFailure {
        CommandFailure(status: 2, message: message)
    }

    /// Says the sentence on standard error and ends the process.
    func exit() -> Never {
        if !message.isEmpty { writeError("cashier: \(message)") }
        CommandFailure.end(status)
    }

    /// Ends the process.
    static func end(_ status: Int32) -> Never {
        Glibc.exit(status)
    }
}

/// Writes one line to standard error.
func writeError(_ text: String) {
    FileOutput.write(text + "\n", to: 2)
}

/// Writes one line to standard output at once, so that a waiting reader sees it.
func writeOutput(_ text: String) {
    FileOutput.write(text + "\n", to: 1)
}

/// Unbuffered output to a descriptor.
enum FileOutput {
    /// Writes all of the text; a closed reader ends the writing, not the program.
    static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { return }
            bytes = bytes.dropFirst(written)
        }
    }
}
