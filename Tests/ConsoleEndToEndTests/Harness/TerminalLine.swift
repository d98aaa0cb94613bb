import Glibc

/// A pseudo terminal: the test holds the master, the program opens `path`.
final class TerminalLine {
    let master: Int32
    /// Kept open so that bytes wait for a reader and the modes can be read after the program's end.
    private let slave: Int32
    let path: String
    private var isOpen = true

    init(rows: Int = 24, columns: Int = 80, raw: Bool = false) throws {
        // What posix_openpt and its kin do: TIOCSPTLCK and TIOCGPTN of asm-generic/ioctls.h.
        master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var locked: Int32 = 0
        var number: UInt32 = 0
        guard master >= 0, ioctl(master, 0x4004_5431, &locked) == 0,
            ioctl(master, 0x8004_5430, &number) == 0
        else { throw HarnessFailure("no pseudo terminal") }
        path = "/dev/pts/\(number)"
        slave = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard slave >= 0 else { throw HarnessFailure("\(path) cannot be opened") }
        resize(rows: rows, columns: columns)
        guard raw else { return }
        var modes = termios()
        tcgetattr(slave, &modes)
        cfmakeraw(&modes)
        tcsetattr(slave, TCSANOW, &modes)
    }

    deinit {
        hangUp()
        close(slave)
    }

    /// Sets the size; the program whose controlling terminal this is gets SIGWINCH.
    func resize(rows: Int, columns: Int) {
        var size = winsize(
            ws_row: UInt16(rows),
            ws_col: UInt16(columns),
            ws_xpixel: 0,
            ws_ypixel: 0
        )
        _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    }

    /// Closes the master, as when a window is closed or a device is unplugged.
    func hangUp() {
        if isOpen { close(master) }
        isOpen = false
    }

    /// Whether the line echoes and edits, as a shell leaves it.
    var isCanonicalWithEcho: Bool {
        var modes = termios()
        guard tcgetattr(slave, &modes) == 0 else { return false }
        let wanted = tcflag_t(ICANON | ECHO)
        return modes.c_lflag & wanted == wanted
    }

    /// Writes all bytes; they wait in the line until the program reads.
    func write(_ bytes: some Sequence<UInt8>) throws {
        var bytes = Array(bytes)[...]
        while !bytes.isEmpty {
            let sent = bytes.withUnsafeBytes { Glibc.write(master, $0.baseAddress, $0.count) }
            guard sent > 0 else { throw HarnessFailure("the terminal line is closed") }
            bytes = bytes.dropFirst(sent)
        }
    }

    /// What the program wrote; nothing when that many milliseconds pass without.
    func read(milliseconds: Int32) -> [UInt8] {
        var descriptor = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
        guard isOpen, poll(&descriptor, 1, milliseconds) > 0 else { return [] }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = Glibc.read(master, &buffer, buffer.count)
        return count > 0 ? Array(buffer[..<count]) : []
    }
}
