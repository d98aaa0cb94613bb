internal import CLinux
internal import Devices
internal import Glibc

/// One scanner's line: opens it, reads it, and opens it again when it was lost.
///
/// Owned by the device thread alone; no call blocks.
struct ScannerLine {
    /// What the loop has to do for a line that cannot do it itself.
    enum Request {
        /// Look this host up on another thread.
        case lookUp(host: String, port: UInt16, generation: UInt64)
    }

    private enum Phase {
        /// Nothing is open. Goes to resolving, connecting or open when the instant has come.
        case waiting(until: ContinuousClock.Instant)
        /// A host name is being looked up. Goes to connecting or waiting.
        case resolving(generation: UInt64)
        /// A connection was begun. Goes to open, to the next address, or to waiting.
        case connecting(
            Int32,
            until: ContinuousClock.Instant,
            others: ArraySlice<NetworkAddress>
        )
        /// Bytes are read. Goes to waiting when the line is lost.
        case open(Int32, since: ContinuousClock.Instant)
        /// Taken out of use.
        case closed
    }

    /// How long a connection may take to come about.
    private static let connectTimeMax = Duration.seconds(5)
    /// A line that was up for so long was a good one: the next pause starts small again.
    private static let goodTimeMin = Duration.seconds(5)
    /// The most bytes taken in one turn, so that one line cannot starve the others.
    private static let turnBytesMax = 4096

    let settings: ScannerSettings
    private(set) var token: UInt64?
    private var phase: Phase
    private var framer: ScanFramer
    private var delay: Duration
    private var lastState: DeviceState?
    private var generation: UInt64 = 0
    private let poller: Poller

    init(_ settings: ScannerSettings, poller: Poller, now: ContinuousClock.Instant) {
        self.settings = settings
        self.poller = poller
        framer = ScanFramer(settings.framing)
        delay = settings.reopenDelayMin
        phase = .waiting(until: now)
    }

    /// When `expire` is due.
    var deadline: ContinuousClock.Instant? {
        switch phase {
        case .waiting(let until), .connecting(_, let until, _): until
        case .open: framer.deadline
        case .resolving, .closed: nil
        }
    }

    /// Does what is due: a try to open, the end of a connection that takes too long, silence.
    mutating func expire(
        at now: ContinuousClock.Instant,
        token next: UInt64,
        emit: (DeviceEvent.Kind) -> Void
    ) -> Request? {
        guard let deadline, now >= deadline else { return nil }
        switch phase {
        case .waiting:
            if lastState == nil {
                report(.opening, emit)
            }
            return open(at: now, token: next, emit: emit)
        case .connecting(let descriptor, _, let others):
            drop(descriptor)
            connect(others, after: .timedOut, at: now, token: next, emit: emit)
        case .open:
            Self.pass(framer.silence(at: now), emit)
        case .resolving, .closed:
            break
        }
        return nil
    }

    /// Takes the answer of a look-up; an answer to an earlier one is nothing.
    mutating func resolved(
        _ addresses: [NetworkAddress],
        generation answered: UInt64,
        at now: ContinuousClock.Instant,
        token next: UInt64,
        emit: (DeviceEvent.Kind) -> Void
    ) {
        guard case .resolving(let generation) = phase, generation == answered else { return }
        connect(addresses[...], after: .hostNotFound, at: now, token: next, emit: emit)
    }

    /// Serves its descriptor.
    mutating func serve(
        _ ready: Poller.Ready,
        at now: ContinuousClock.Instant,
        token next: UInt64,
        emit: (DeviceEvent.Kind) -> Void
    ) {
        switch phase {
        case .connecting(let descriptor, _, let others):
            let outcome = clinux_tcp_outcome(descriptor)
            poller.forget(descriptor)
            if outcome == 0 {
                becomeOpen(descriptor, at: now, token: next, emit: emit)
            } else {
                drop(descriptor)
                connect(
                    others,
                    after: DeviceProblem(negatedErrno: outcome),
                    at: now,
                    token: next,
                    emit: emit
                )
            }
        case .open(let descriptor, _):
            read(descriptor, ready, at: now, emit: emit)
        case .waiting, .resolving, .closed:
            break
        }
    }

    /// Takes the line out of use.
    mutating func close(emit: (DeviceEvent.Kind) -> Void) {
        switch phase {
        case .connecting(let descriptor, _, _), .open(let descriptor, _): drop(descriptor)
        case .waiting, .resolving, .closed: break
        }
        phase = .closed
        report(.closed, emit)
    }

    private mutating func open(
        at now: ContinuousClock.Instant,
        token next: UInt64,
        emit: (DeviceEvent.Kind) -> Void
    ) -> Request? {
        switch settings.address {
        case .terminal(let path):
            let result = clinux_serial_open(path, Int32(settings.baudRate.rawValue))
            if result < 0 {
                retry(after: DeviceProblem(negatedErrno: result), at: now, emit: emit)
            } else {
                becomeOpen(result, at: now, token: next, emit: emit)
            }
            return nil
        case .network(let host, let port):
            if let addresses = NetworkAddress.literal(host: host, port: port) {
                connect(addresses[...], after: .refused, at: now, token: next, emit: emit)
                return nil
            }
            generation += 1
            phase = .resolving(generation: generation)
            return .lookUp(host: host, port: port, generation: generation)
        }
    }

    private mutating func connect(
        _ addresses: ArraySlice<NetworkAddress>,
        after problem: DeviceProblem,
        at now: ContinuousClock.Instant,
        token next: UInt64,
        emit: (DeviceEvent.Kind) -> Void
    ) {
        var problem = problem
        for (index, address) in zip(addresses.indices, addresses) {
            let descriptor = address.connect()
            let watched = descriptor < 0 ? 0 : poller.watchConnecting(descriptor, token: next)
            if descriptor >= 0, watched >= 0 {
                token = next
                phase = .connecting(
                    descriptor,
                    until: now + Self.connectTimeMax,
                    others: addresses[(index + 1)...]
                )
                return
            }
            problem = DeviceProblem(negatedErrno: min(descriptor, watched))
            if descriptor >= 0 {
                drop(descriptor)
            }
        }
        retry(after: problem, at: now, emit: emit)
    }

    private mutating func becomeOpen(
        _ descriptor: Int32,
        at now: ContinuousClock.Instant,
        token next: UInt64,
        emit: (DeviceEvent.Kind) -> Void
    ) {
        let watched = poller.watchReading(descriptor, token: next)
        guard watched >= 0 else {
            drop(descriptor)
            retry(after: DeviceProblem(negatedErrno: watched), at: now, emit: emit)
            return
        }
        token = next
        phase = .open(descriptor, since: now)
        report(.ready, emit)
    }

    private mutating func read(
        _ descriptor: Int32,
        _ ready: Poller.Ready,
        at now: ContinuousClock.Instant,
        emit: (DeviceEvent.Kind) -> Void
    ) {
        let (count, outputs) = withUnsafeTemporaryAllocation(
            byteCount: Self.turnBytesMax,
            alignment: 1
        ) { buffer in
            let count = clinux_read(descriptor, buffer.baseAddress, buffer.count)
            return (count, framer.feed(buffer.prefix(max(count, 0)), at: now))
        }
        Self.pass(outputs, emit)
        if count > 0 {
            delay = settings.reopenDelayMin
        } else if count == 0 || Int32(count) != -EAGAIN || ready.hungUp {
            // Closing at once matters: the kernel gives a replugged device the old name only
            // when nobody holds it, and a hung-up descriptor is readable for ever.
            lose(descriptor, at: now, emit: emit)
        }
    }

    private mutating func lose(
        _ descriptor: Int32,
        at now: ContinuousClock.Instant,
        emit: (DeviceEvent.Kind) -> Void
    ) {
        if case .open(_, let since) = phase, now - since >= Self.goodTimeMin {
            delay = settings.reopenDelayMin
        }
        drop(descriptor)
        Self.pass(framer.lineLost(), emit)
        retry(after: .hungUp, at: now, emit: emit)
    }

    private mutating func retry(
        after problem: DeviceProblem,
        at now: ContinuousClock.Instant,
        emit: (DeviceEvent.Kind) -> Void
    ) {
        phase = .waiting(until: now + delay)
        delay = min(delay * 2, settings.reopenDelayMax)
        report(DeviceState(problem), emit)
    }

    private mutating func drop(_ descriptor: Int32) {
        poller.forget(descriptor)
        switch settings.address {
        case .terminal: _ = clinux_serial_close(descriptor)
        case .network: _ = clinux_close(descriptor)
        }
        token = nil
    }

    private mutating func report(_ state: DeviceState, _ emit: (DeviceEvent.Kind) -> Void) {
        guard state != lastState else { return }
        lastState = state
        emit(.state(state))
    }

    private static func pass(
        _ outputs: [ScanFramer.Output],
        _ emit: (DeviceEvent.Kind) -> Void
    ) {
        for output in outputs {
            switch output {
            case .scanned(let text): emit(.scanned(text))
            case .rejected(let reason): emit(.rejected(reason))
            }
        }
    }
}
