/// Whether a device can be used now.
package enum DeviceState: Hashable, Sendable {
    /// The first try to open it is under way.
    case opening
    /// It is open: a scan would be heard.
    case ready
    /// It is not there; it is looked for again and again.
    case missing(DeviceProblem)
    /// It is there but cannot be used until a person changes something; it is tried again too.
    case failed(DeviceProblem)
    /// It was taken out of use.
    case closed

    /// The state that a problem leads to.
    package init(_ problem: DeviceProblem) {
        self = problem.needsPerson ? .failed(problem) : .missing(problem)
    }
}

/// Why a device cannot be used.
package enum DeviceProblem: Hashable, Sendable {
    /// Nothing is at that path.
    case noSuchDevice
    /// It was unplugged, or the other end closed the line.
    case hungUp
    /// This user may not open it.
    case accessDenied
    /// Another program has it open.
    case inUse
    /// The path is no terminal device.
    case notATerminal
    /// The path is the terminal that this program is shown on.
    case ownTerminal
    /// The host name has no address.
    case hostNotFound
    /// The host answers, but nothing listens on the port.
    case refused
    /// There is no way to the host.
    case unreachable
    /// The host did not answer in time.
    case timedOut
    /// Any other answer of the system, by its errno.
    case system(Int32)

    /// Whether waiting alone cannot help.
    package var needsPerson: Bool {
        switch self {
        case .accessDenied, .inUse, .notATerminal, .ownTerminal, .system: true
        case .noSuchDevice, .hungUp, .hostNotFound, .refused, .unreachable, .timedOut: false
        }
    }
}
