import Glibc

/// A blocking HTTP/1.1 client for the sandbox's admin interface: one call, one connection.
enum HTTP {
    /// Calls and returns the body; any status but 200 is a failure.
    static func call(
        _ method: String,
        port: UInt16,
        path: String,
        body: String = ""
    ) throws -> [UInt8] {
        let socket = try connect(port)
        defer { close(socket) }
        let request =
            "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
            + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        var bytes = Array(request.utf8)[...]
        while !bytes.isEmpty {
            let sent = bytes.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, 0x4000) }
            guard sent > 0 else { throw HarnessFailure("\(path): the sandbox hung up") }
            bytes = bytes.dropFirst(sent)
        }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            answer += buffer[..<count]
        }
        guard let end = answer.firstRange(of: Array("\r\n\r\n".utf8)) else {
            throw HarnessFailure("\(path): no answer from the sandbox")
        }
        let head = String(decoding: answer[..<end.lowerBound], as: UTF8.self)
        let content = Array(answer[end.upperBound...])
        guard head.hasPrefix("HTTP/1.1 200") else {
            throw HarnessFailure(
                "\(path): \(head.prefix(20)) \(String(decoding: content, as: UTF8.self))"
            )
        }
        return content
    }

    private static func connect(_ port: UInt16) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(
            descriptor,
            SOL_SOCKET,
            SO_RCVTIMEO,
            &limit,
            socklen_t(MemoryLayout<timeval>.size)
        )
        var address = loopback(port)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            close(descriptor)
            throw HarnessFailure("nothing listens on port \(port)")
        }
        return descriptor
    }

    /// The loopback address of a port; 0 is any free one.
    static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
