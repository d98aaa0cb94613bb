import CLinux
import Glibc

/// The sandbox's admin interface: one request, one connection.
struct AdminLink {
    private let address: sockaddr_storage
    private let host: String

    /// A link to `http://127.0.0.1:PORT`.
    init(_ url: String) throws {
        host = String(url.drop { $0 != "/" }.dropFirst(2))
        let parts = host.split(separator: ":")
        var found = sockaddr_storage()
        guard parts.count == 2, let port = UInt16(parts[1]),
            clinux_resolve(String(parts[0]), port, 1, &found, 1) == 1
        else { throw BenchmarkFailure("\(url) is no address of a sandbox") }
        address = found
    }

    /// The body of the answer to a GET.
    func get(_ path: String) throws -> [UInt8] {
        try exchange("GET \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n")
    }

    /// The body of the answer to a POST of JSON.
    func post(_ path: String, _ body: String) throws -> [UInt8] {
        try exchange(
            "POST \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
                + body
        )
    }

    private func exchange(_ request: String) throws -> [UInt8] {
        var address = address
        let socket = clinux_tcp_connect(&address)
        guard socket >= 0 else { throw BenchmarkFailure("the sandbox cannot be reached") }
        defer { _ = clinux_close(socket) }
        try wait(socket, POLLOUT)
        guard clinux_tcp_outcome(socket) == 0 else {
            throw BenchmarkFailure("the sandbox refuses the connection")
        }
        let bytes = Array(request.utf8)
        guard clinux_write(socket, bytes, bytes.count) == bytes.count else {
            throw BenchmarkFailure("the sandbox took no request")
        }
        var answer: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            try wait(socket, POLLIN)
            let count = clinux_read(socket, &chunk, chunk.count)
            guard count > 0 else { break }
            answer += chunk.prefix(count)
        }
        return try body(of: answer)
    }

    private func wait(_ socket: Int32, _ event: Int32) throws {
        var waited = pollfd(fd: socket, events: Int16(event), revents: 0)
        guard poll(&waited, 1, 60_000) > 0 else {
            throw BenchmarkFailure("the sandbox does not answer")
        }
    }

    private func body(of answer: [UInt8]) throws -> [UInt8] {
        let end: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]
        var split = 0
        while split + 4 <= answer.count, !answer[split..<split + 4].elementsEqual(end) {
            split += 1
        }
        let head = String(decoding: answer.prefix(split), as: UTF8.self)
        guard head.hasPrefix("HTTP/1.1 200") else {
            throw BenchmarkFailure("the sandbox answers: \(head.prefix { $0 != "\r" })")
        }
        return Array(answer.dropFirst(split + 4))
    }
}
