internal import CLinux
internal import Synchronization

/// A pair of pseudo terminal ends: what a test writes to the master is read at `path`.
///
/// It keeps the slave open too, so that bytes wait for a reader and the master never sees an early
/// end. Closing it hangs the line up, as unplugging does.
package final class PseudoTerminal: Sendable {
    private struct Ends: Sendable {
        var master: Int32
        var slave: Int32?
    }

    private let ends: Mutex<Ends?>

    /// The name of the slave end.
    package let path: String

    /// Opens a pair; both ends are raw and closed on exec.
    package init() throws {
        var master: Int32 = -1
        var slave: Int32 = -1
        var name = [CChar](repeating: 0, count: 128)
        _ = try DeviceMonitorError.check(
            "openpty",
            clinux_pty_open(&master, &slave, &name, name.count)
        )
        path = String(
            decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)),
            as: UTF8.self
        )
        ends = Mutex(Ends(master: master, slave: slave))
    }

    deinit {
        close()
    }

    /// The master's descriptor, for a caller that waits on it; nil once closed.
    package var masterDescriptor: Int32? { ends.withLock { $0?.master } }

    /// The slave's descriptor, to be given to a child as its terminal; nil once closed.
    package var slaveDescriptor: Int32? { ends.withLock { $0?.slave } }

    /// Writes all bytes into the line; waits while its buffer is full.
    package func write(_ bytes: some Sequence<UInt8>) throws {
        let bytes = Array(bytes)
        guard let master = masterDescriptor else {
            throw DeviceMonitorError(operation: "write to a closed terminal", errno: 0)
        }
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                clinux_write(master, $0.baseAddress, $0.count)
            }
            sent += Int(try DeviceMonitorError.check("write", Int32(count)))
        }
    }

    /// Writes the bytes of a text into the line.
    package func write(_ text: String) throws {
        try write(text.utf8)
    }

    /// Reads what the other side wrote; waits for the first byte.
    ///
    /// Empty means that the other side is gone.
    package func read(atMost count: Int = 4096) throws -> [UInt8] {
        guard let master = masterDescriptor else { return [] }
        var buffer = [UInt8](repeating: 0, count: count)
        let taken = clinux_read(master, &buffer, count)
        // Linux answers EIO, not an end, when the last slave was closed.
        if taken == -5 { return [] }
        _ = try DeviceMonitorError.check("read", Int32(taken))
        return Array(buffer.prefix(taken))
    }

    /// Sets the size of the terminal; the program on it gets SIGWINCH.
    package func resize(rows: UInt16, columns: UInt16) throws {
        guard let master = masterDescriptor else { return }
        _ = try DeviceMonitorError.check(
            "TIOCSWINSZ",
            clinux_terminal_resize(master, rows, columns)
        )
    }

    /// Closes only our copy of the slave, so that a child's end is seen by `read`.
    package func closeSlave() {
        let slave = ends.withLock { ends -> Int32? in
            defer { ends?.slave = nil }
            return ends?.slave
        }
        if let slave {
            _ = clinux_close(slave)
        }
    }

    /// Hangs the line up.
    package func close() {
        let closing = ends.withLock { ends -> Ends? in
            defer { ends = nil }
            return ends
        }
        guard let closing else { return }
        _ = clinux_close(closing.master)
        if let slave = closing.slave {
            _ = clinux_close(slave)
        }
    }
}
