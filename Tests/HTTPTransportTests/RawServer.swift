import Foundation
import Glibc
import Synchronization

/// A server that speaks through bare sockets, so that it can misbehave to the byte.
///
/// One thread accepts, one more per connection runs the script. `stop` ends and joins nothing that
/// a test waits for: threads end when their sockets are shut down.
final class RawServer: Sendable {
    /// One accepted connection, used by its own thread alone.
    struct Connection: Sendable {
        let descriptor: Int32
        let server: RawServer

        /// Reads one request (head and body by Content-Length) and counts it; nil at the end.
        func readRequest() -> String? {
            var bytes: [UInt8] = []
            while true {
                let text = String(decoding: bytes, as: UTF8.self)
                if let end = text.range(of: "\r\n\r\n") {
                    let head = text[..<end.lowerBound].lowercased()
                    let marker = "content-length: "
                    let length = head.range(of: marker)
                        .flatMap { Int(head[$0.upperBound...].prefix { $0.isNumber }) }
                    let missing = (length ?? 0) - text[end.upperBound...].utf8.count
                    if missing <= 0 {
                        server.state.withLock { $0.requests.append(text) }
                        return text
                    }
                }
                var chunk = [UInt8](repeating: 0, count: 4096)
                let count = read(descriptor, &chunk, chunk.count)
                guard count > 0 else { return nil }
                bytes.append(contentsOf: chunk.prefix(count))
            }
        }

        /// Writes bytes; a client that has gone away is no error here.
        func write(_ text: String) {
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes {
                    send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
        }

        /// Blocks until the client closes.
        func waitForClose() {
            var chunk = [UInt8](repeating: 0, count: 4096)
            while read(descriptor, &chunk, chunk.count) > 0 {}
        }

        /// Makes the close that follows a reset instead of an orderly end.
        func resetOnClose() {
            var option = linger(l_onoff: 1, l_linger: 0)
            setsockopt(
                descriptor,
                SOL_SOCKET,
                SO_LINGER,
                &option,
                socklen_t(MemoryLayout<linger>.size)
            )
        }
    }

    private struct State {
        var requests: [String] = []
        var connections = 0
    }

    struct SetUpFailed: Error {}

    let port: UInt16
    private let listener: Int32
    private let state = Mutex(State())

    /// All requests that arrived whole, oldest first.
    var requests: [String] { state.withLock { $0.requests } }
    /// How many connections were accepted.
    var connections: Int { state.withLock { $0.connections } }

    /// Listens on a free port of 127.0.0.1; runs the script for each connection, then closes it.
    init(_ script: @escaping @Sendable (Connection) -> Void) throws {
        listener = try Self.bound()
        guard listen(listener, 16) == 0 else { throw SetUpFailed() }
        port = try Self.port(of: listener)
        let thread = Thread { [self] in
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0 else {
                    close(listener)
                    return
                }
                state.withLock { $0.connections += 1 }
                let worker = Thread { [self] in
                    script(Connection(descriptor: descriptor, server: self))
                    close(descriptor)
                }
                worker.start()
            }
        }
        thread.start()
    }

    func address(_ path: String = "/") -> String { "http://127.0.0.1:\(port)\(path)" }

    /// Stops accepting.
    ///
    /// The accepting thread closes the descriptor: closed here, its number could already belong to
    /// another test's socket when that thread accepts once more.
    func stop() {
        Glibc.shutdown(listener, Int32(SHUT_RDWR))
    }

    /// A port of 127.0.0.1 on which nothing listens.
    static func closedPort() throws -> UInt16 {
        let descriptor = try bound()
        defer { close(descriptor) }
        return try port(of: descriptor)
    }

    private static func bound() throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw SetUpFailed() }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        guard result == 0 else { throw SetUpFailed() }
        return descriptor
    }

    private static func port(of descriptor: Int32) throws -> UInt16 {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(descriptor, $0, &length)
            }
        }
        guard result == 0 else { throw SetUpFailed() }
        return UInt16(bigEndian: address.sin_port)
    }
}
