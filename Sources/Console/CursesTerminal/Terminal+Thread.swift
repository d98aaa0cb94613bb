import CNCurses
package import TerminalUI

extension Terminal {
    /// Runs a program on a thread of its own and suspends the caller until it ends.
    ///
    /// The program is made on that thread and never leaves it.
    package func runOnOwnThread<P: TerminalProgram & SendableMetatype>(
        _ make: @escaping @Sendable () -> P
    ) async throws(TerminalError) -> TerminalExit where P.Message == Message {
        let result: Result<TerminalExit, TerminalError> = await withCheckedContinuation { waiting in
            let started = OwnThread.start {
                var program = make()
                do throws(TerminalError) {
                    waiting.resume(returning: .success(try self.run(&program)))
                } catch {
                    waiting.resume(returning: .failure(error))
                }
            }
            if !started { waiting.resume(returning: .failure(.outOfResources)) }
        }
        return try result.get()
    }
}

/// Starts one detached thread for a closure.
private enum OwnThread {
    private final class Work {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        let work = Unmanaged.passRetained(Work(body))
        let started = cn_thread_start(
            { argument in
                if let argument {
                    Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
                }
            },
            work.toOpaque()
        )
        if !started { work.release() }
        return started
    }
}
