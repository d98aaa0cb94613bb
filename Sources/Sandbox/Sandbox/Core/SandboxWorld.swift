package import FoundationEssentials
import Synchronization

/// All simulated peers with their books, behind one lock: calls are carried out one at a time.
///
/// Usable without HTTP: `handle` takes a request and returns what its carrier has to play. With a
/// state folder every change is on disk before the outcome is returned, so that a sandbox that was
/// killed finds its books again.
package final class SandboxWorld: Sendable {
    /// The numbers and keys that clients need.
    package let keys: SandboxKeys

    private let baseClock: @Sendable () -> Date
    private let folder: SandboxStateFolder?
    private let state: Mutex<SandboxWorldState>

    /// Opens a world: from the state folder where it has books, else empty.
    ///
    /// - Parameter clock: the time of day; the sandbox's own clock may be moved against it.
    /// - Throws: when the state folder cannot be used or a file in it cannot be read back.
    package init(
        _ configuration: SandboxConfiguration = SandboxConfiguration(),
        clock: @escaping @Sendable () -> Date
    ) throws {
        baseClock = clock
        let folder = try configuration.stateFolder.map { try SandboxStateFolder(path: $0) }
        self.folder = folder
        var stored = try configuration.keys ?? folder?.read(SandboxKeys.self, from: .keys)
        if stored == nil {
            stored = try SandboxKeys(making: configuration.seed, now: clock())
        }
        guard let keys = stored else { preconditionFailure("keys were just made") }
        try folder?.write(keys, to: .keys)
        self.keys = keys
        state = Mutex(try SandboxWorldState(configuration, keys: keys, folder: folder))
    }

    /// The sandbox's clock.
    package var now: Date {
        state.withLock { $0.now(baseClock()) }
    }

    /// Carries out one request of a peer's client or of the admin interface.
    package func handle(_ request: SandboxRequest) async -> SandboxOutcome {
        var request = request
        request.headers.removeAll { $0.name == SandboxRequest.fenceHeader }
        if request.path.hasPrefix(SandboxAdmin.prefix) {
            return .answer(SandboxAdmin(world: self).answer(request), after: .zero)
        }
        return access { state, now in state.outcome(of: request, now: now) }
            ?? .answer(Self.unsaved, after: .zero)
    }

    /// Plans a fault.
    package func plan(_ fault: FaultPlan) {
        state.withLock { $0.faults.add(fault) }
    }

    /// The plans in force.
    package var faults: [FaultPlan] {
        state.withLock { $0.faults.plans }
    }

    /// Forgets all plans; calls that already are late still arrive.
    package func clearFaults() {
        state.withLock { $0.faults.removeAll() }
    }

    /// What the peers hold; calls that are due by now have been carried out.
    package var books: SandboxBooks {
        access { state, now in state.books(at: now) } ?? SandboxBooks()
    }

    /// The requests that the peers received, oldest first.
    package var requests: [RequestLogEntry] {
        access { state, _ in state.log.entries } ?? []
    }

    /// Mints a credential or payment code; nil when the insurer knows no such person.
    package func mintCode(
        person: String,
        kind: SandboxCodeKind,
        funds: Int64? = nil
    ) -> (code: String, expiresAt: Date)? {
        access { state, now in
            state.mintCode(person: person, kind: kind, funds: funds, now: now)
        } ?? nil
    }

    /// Moves the sandbox's clock; calls that become due are carried out.
    package func advanceClock(by seconds: TimeInterval) {
        _ = access { state, _ in state.moveClock(by: seconds) }
        _ = access { _, _ in }
    }

    /// Sets the sandbox's clock.
    package func setClock(to date: Date) {
        _ = access { state, now in state.moveClock(by: date.timeIntervalSince(now)) }
        _ = access { _, _ in }
    }

    /// The people, the worked examples first.
    package func personRows(limit: Int = .max) -> [SandboxPersonRow] {
        state.withLock { $0.insurer.personRows(limit: limit) }
    }

    /// Insures a person as the admin interface describes one.
    package func addPerson(json: [UInt8]) throws {
        let result: Result<Void, InsurerRefusal>? = access { state, _ in
            do throws(InsurerRefusal) {
                try state.insurer.addPerson(json: json)
                state.changed.insert(.insurance)
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        guard let result else {
            throw SandboxError(.unreadableState, "the state folder cannot be written")
        }
        try result.get()
    }

    /// Where the sandbox is served; part of the credentials.
    package var endpoints: SandboxCredentials.Endpoints? {
        get { state.withLock { $0.endpoints } }
        set { state.withLock { $0.endpoints = newValue } }
    }

    /// Everything that a client needs to know.
    package var credentials: SandboxCredentials {
        SandboxCredentials(keys, endpoints: endpoints)
    }

    /// Runs an action on the state, carries out what is due before it, and saves what changed.
    ///
    /// - Returns: nil when the change could not be saved: the caller must not claim success.
    private func access<Value: Sendable>(
        _ action: (inout SandboxWorldState, Date) -> Value
    ) -> Value? {
        state.withLock { state in
            let now = state.now(baseClock())
            state.carryOutDue(now: now)
            let value = action(&state, now)
            do {
                try state.save(to: folder)
                return value
            } catch {
                // What stays marked as changed is tried again with the next access.
                return nil
            }
        }
    }

    private static let unsaved = SandboxResponse(
        status: 500,
        contentType: "text/plain; charset=utf-8",
        body: Array("the sandbox's state folder cannot be written".utf8)
    )
}

/// What `POST /_sandbox/codes` can mint today.
package enum SandboxCodeKind: String, Sendable, CaseIterable {
    case insurance, wechat, alipay
}

/// What `GET /_sandbox/books` answers.
package struct SandboxBooks: Sendable, Encodable {
    package var insurance: [InsurerBookRow] = []
    package var payments: [PaymentBookRow] = []
    /// Peers that are not simulated yet keep empty books.
    package var credit: [String] = []
    package var invoices: [String] = []
    package var messages: [String] = []
}
