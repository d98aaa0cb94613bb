internal import CLinux
internal import Devices

/// The life of the device thread: it owns every line and waits for all of them at once.
struct MonitorLoop {
    private let poller: Poller
    private let inbox: MonitorInbox
    private let handler: DeviceMonitor.Handler

    private var lines: [DeviceID: ScannerLine] = [:]
    private var injected: [DeviceID: ScanFramer] = [:]
    private var budgets: [DeviceID: EventBudget] = [:]
    private var nextToken = Poller.firstFreeToken

    init(poller: Poller, inbox: MonitorInbox, handler: @escaping DeviceMonitor.Handler) {
        self.poller = poller
        self.inbox = inbox
        self.handler = handler
    }

    /// Runs until it is told to stop; then every line is closed.
    mutating func run() {
        clinux_block_signals()
        var running = true
        while running {
            let ready = poller.wait(until: lines.values.compactMap(\.deadline).min())
            // Bytes that came in time are read before silence is judged.
            for element in ready {
                serve(element)
            }
            for command in inbox.takeAll() where running {
                running = obey(command)
            }
            expire()
        }
        for id in lines.keys.sorted(by: { $0.name < $1.name }) {
            close(id)
        }
    }

    private mutating func serve(_ ready: Poller.Ready) {
        // A line that was closed in this very turn has no such token any more.
        guard let id = lines.first(where: { $0.value.token == ready.token })?.key else { return }
        update(id) { line, now, token, emit in
            line.serve(ready, at: now, token: token, emit: emit)
            return nil
        }
    }

    private mutating func expire() {
        let now = ContinuousClock.now
        for (id, line) in lines {
            guard let deadline = line.deadline, deadline <= now else { continue }
            update(id) { line, now, token, emit in
                line.expire(at: now, token: token, emit: emit)
            }
        }
    }

    private mutating func obey(_ command: MonitorInbox.Command) -> Bool {
        switch command {
        case .add(let settings):
            close(settings.id)
            lines[settings.id] = ScannerLine(
                settings,
                poller: poller,
                now: ContinuousClock.now
            )
        case .remove(let id):
            close(id)
        case .inject(let bytes, let id):
            inject(bytes, from: id)
        case .resolved(let id, let generation, let addresses):
            update(id) { line, now, token, emit in
                line.resolved(
                    addresses,
                    generation: generation,
                    at: now,
                    token: token,
                    emit: emit
                )
                return nil
            }
        case .stop:
            return false
        }
        return true
    }

    /// Lets a line work and delivers what it says, once it is back in its place.
    private mutating func update(
        _ id: DeviceID,
        _ work: (
            inout ScannerLine, ContinuousClock.Instant, UInt64, (DeviceEvent.Kind) -> Void
        ) -> ScannerLine.Request?
    ) {
        guard var line = lines.removeValue(forKey: id) else { return }
        let now = ContinuousClock.now
        var kinds: [DeviceEvent.Kind] = []
        let request = work(&line, now, nextToken) { kinds.append($0) }
        nextToken += 1
        lines[id] = line
        for kind in kinds {
            deliver(kind, from: id, at: now)
        }
        if case .lookUp(let host, let port, let generation) = request {
            lookUp(host: host, port: port, for: id, generation: generation)
        }
    }

    private mutating func close(_ id: DeviceID) {
        update(id) { line, _, _, emit in
            line.close(emit: emit)
            return nil
        }
        lines[id] = nil
        budgets[id] = nil
    }

    private mutating func inject(_ bytes: [UInt8], from id: DeviceID) {
        let now = ContinuousClock.now
        // A person may choose the same sample twice on purpose; a scanner's stutter is not that.
        var framer = injected[id] ?? ScanFramer(ScanFramer.Settings(repeatWindow: nil))
        for output in framer.feed(bytes, at: now) {
            switch output {
            case .scanned(let text): deliver(.scanned(text), from: id, at: now)
            case .rejected(let reason): deliver(.rejected(reason), from: id, at: now)
            }
        }
        injected[id] = framer
    }

    private mutating func deliver(
        _ kind: DeviceEvent.Kind,
        from id: DeviceID,
        at now: ContinuousClock.Instant
    ) {
        let verdict: EventBudget.Verdict
        switch kind {
        case .state: verdict = .deliver
        case .scanned, .rejected: verdict = budgets[id, default: EventBudget()].spend(at: now)
        }
        switch verdict {
        case .deliver: handler(DeviceEvent(source: id, instant: now, kind: kind))
        case .deliverNotice:
            handler(DeviceEvent(source: id, instant: now, kind: .rejected(.flood)))
        case .drop: break
        }
    }

    private func lookUp(host: String, port: UInt16, for id: DeviceID, generation: UInt64) {
        let inbox = inbox
        let answer: @Sendable ([NetworkAddress]) -> Void = { addresses in
            inbox.post(.resolved(id, generation: generation, addresses))
        }
        do {
            // The name service may block for seconds; it must not hold up the other devices.
            try NativeThread.start {
                clinux_block_signals()
                answer(NetworkAddress.lookUp(host: host, port: port))
            }.detach()
        } catch {
            // Without a thread the name has no address for now; the line tries again later.
            answer([])
        }
    }
}
