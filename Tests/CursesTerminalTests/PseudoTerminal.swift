import Glibc
import Synchronization

/// A pseudo-terminal pair: the test holds the master, the program under test the slave.
final class PseudoTerminal: Sendable {
    let master: Int32
    let slave: Int32
    let path: String
    private let hasVanished = Atomic<Bool>(false)

    struct Failure: Error {}

    init(columns: UInt16, rows: UInt16) throws {
        // posix_openpt and its kin are hidden behind a feature macro that Swift's Glibc lacks:
        // these are the two calls that they make (TIOCSPTLCK and TIOCGPTN of asm-generic/ioctls.h).
        master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var locked: Int32 = 0
        var number: UInt32 = 0
        guard master >= 0, ioctl(master, 0x4004_5431, &locked) == 0,
            ioctl(master, 0x8004_5430, &number) == 0
        else { throw Failure() }
        path = "/dev/pts/\(number)"
        slave = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard slave >= 0 else { throw Failure() }
        resize(columns: columns, rows: rows)
    }

    deinit {
        vanish()
        close(slave)
    }

    /// Closes the master, as when the window is closed.
    func vanish() {
        let isFirst = hasVanished.exchange(true, ordering: .acquiringAndReleasing) == false
        if isFirst { close(master) }
    }

    /// Changes the size as a terminal emulator does; the kernel signals only controlling terminals.
    func resize(columns: UInt16, rows: UInt16) {
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    }

    /// Types bytes.
    func type(_ text: String) {
        let bytes = Array(text.utf8)
        _ = write(master, bytes, bytes.count)
    }

    /// The local flags of the line, in which canonical mode and echo show.
    var isCanonicalWithEcho: Bool {
        var modes = termios()
        guard tcgetattr(slave, &modes) == 0 else { return false }
        let wanted = tcflag_t(ICANON | ECHO)
        return modes.c_lflag & wanted == wanted
    }

    /// Reads what the program writes until `text` is among it; nil when 10 s pass without.
    func read(until text: String) -> String? {
        var all: [UInt8] = []
        while true {
            guard let more = readAvailable(waitMilliseconds: 10_000) else { return nil }
            all += more
            let seen = String(decoding: all, as: UTF8.self)
            if seen.contains(text) { return seen }
        }
    }

    /// Takes what the program writes until it is quiet for 200 ms.
    func drain() {
        while readAvailable(waitMilliseconds: 200) != nil {}
    }

    /// What the program has written; nil when nothing comes in the time.
    func readAvailable(waitMilliseconds: Int32) -> [UInt8]? {
        var descriptor = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
        guard poll(&descriptor, 1, waitMilliseconds) > 0 else { return nil }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = Glibc.read(master, &buffer, buffer.count)
        return count > 0 ? Array(buffer[..<count]) : nil
    }
}
