import Glibc

/// A tiny server that answers every request with a page of HTML, as a captive portal does.
final class HTMLServer {
    let port: UInt16
    private let listener: Int32

    init() throws {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        listener = socket(AF_INET, kind, 0)
        var address = HTTP.loopback(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listener
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 16) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard bound else { throw HarnessFailure("no port for the page server") }
        port = UInt16(bigEndian: address.sin_port)
        var thread = pthread_t()
        pthread_create(
            &thread,
            nil,
            { context in
                HTMLServer.serve(Int32(Int(bitPattern: context)))
                return nil
            },
            UnsafeMutableRawPointer(bitPattern: Int(listener))
        )
        pthread_detach(thread)
    }

    deinit {
        // Ends the thread's accept; the descriptor is closed by the thread itself.
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private static func serve(_ listener: Int32) {
        let page = "<html><head><title>Login</title></head><body>502 Bad Gateway</body></html>"
        let answer = Array(
            ("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n"
                + "Content-Length: \(page.utf8.count)\r\n\r\n" + page).utf8
        )
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { break }
            var buffer = [UInt8](repeating: 0, count: 65_536)
            var request: [UInt8] = []
            while !isComplete(request) {
                let count = recv(connection, &buffer, buffer.count, 0)
                guard count > 0 else { break }
                request += buffer[..<count]
            }
            _ = send(connection, answer, answer.count, Int32(MSG_NOSIGNAL))
            close(connection)
        }
        close(listener)
    }

    private static func isComplete(_ request: [UInt8]) -> Bool {
        guard let end = request.firstRange(of: Array("\r\n\r\n".utf8)) else { return false }
        let head = String(decoding: request[..<end.lowerBound], as: UTF8.self).lowercased()
        guard let field = head.firstRange(of: "content-length: ") else { return true }
        let length = Int(head[field.upperBound...].prefix { $0.isNumber }) ?? 0
        return request.count - end.upperBound >= length
    }
}
