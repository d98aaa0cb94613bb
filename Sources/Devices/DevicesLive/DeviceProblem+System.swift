internal import Devices
internal import Glibc

extension DeviceProblem {
    /// Reads a negated errno of opening or reading a line.
    init(negatedErrno result: Int32) {
        switch -result {
        case ENOENT, ENXIO, ENODEV, ENOTDIR, EIO: self = .noSuchDevice
        case EACCES, EPERM: self = .accessDenied
        case EBUSY: self = .inUse
        case ENOTTY: self = .notATerminal
        case EDEADLK: self = .ownTerminal
        case ECONNREFUSED: self = .refused
        case EHOSTUNREACH, ENETUNREACH, ENETDOWN, EHOSTDOWN, EADDRNOTAVAIL: self = .unreachable
        case ETIMEDOUT: self = .timedOut
        case ECONNRESET, EPIPE: self = .hungUp
        default: self = .system(-result)
        }
    }
}
