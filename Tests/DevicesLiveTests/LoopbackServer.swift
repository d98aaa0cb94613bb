import Glibc

/// A listening socket on the loopback: the serial server of these tests.
final class LoopbackServer {
    let port: UInt16
    private let listener: Int32
    private var connection: Int32 = -1

    struct Failure: Error {
        let operation: String
        let code = errno
    }

    /// Listens on a port that the system chooses, or again on a given one.
    init(port wanted: UInt16 = 0) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard listener >= 0 else { throw Failure(operation: "socket") }
        var on: Int32 = 1
        setsockopt(
            listener,
            SOL_SOCKET,
            SO_REUSEADDR,
            &on,
            socklen_t(MemoryLayout<Int32>.size)
        )
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = wanted.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer -> Int32 in
                guard bind(listener, pointer, length) == 0, listen(listener, 4) == 0 else {
                    return -1
                }
                return getsockname(listener, pointer, &length)
            }
        }
        guard result == 0 else { throw Failure(operation: "bind") }
        self.listener = listener
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit {
        hangUp()
        close(listener)
    }

    /// Takes the connection that the monitor has made.
    func accept() throws {
        connection = Glibc.accept(listener, nil, nil)
        guard connection >= 0 else { throw Failure(operation: "accept") }
    }

    func send(_ text: String) throws {
        let bytes = Array(text.utf8)
        let sent = Glibc.send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        guard sent == bytes.count else { throw Failure(operation: "send") }
    }

    func hangUp() {
        if connection >= 0 {
            close(connection)
            connection = -1
        }
    }
}
