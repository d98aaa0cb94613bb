import FoundationEssentials

/// What the world's lock protects.
struct SandboxWorldState: Sendable {
    /// The part of it that no peer keeps.
    private struct Memory: Sendable, Codable {
        var random: SandboxRandom
        var clockOffset: TimeInterval = 0
        var lateCalls: [LateCall] = []
    }

    /// What is to be saved.
    enum Part: CaseIterable {
        case world, insurance, wechat, alipay
    }

    var insurer: InsurerPeer
    var wechat: WeChatPeer
    var alipay: AlipayPeer
    var faults = FaultSchedule()
    var log = RequestLog()
    var endpoints: SandboxCredentials.Endpoints?
    /// Changed since the last save.
    var changed: Set<Part> = []
    private var memory: Memory
    /// The insurer's books as the folder holds them, and how many lines of the log they took.
    private var savedInsurer: InsurerPeer?
    private var logLength = 0
    /// Lines of the log after which the books are written whole again.
    private static let logLengthMax = 2_000

    init(
        _ configuration: SandboxConfiguration,
        keys: SandboxKeys,
        folder: SandboxStateFolder?
    ) throws {
        memory =
            try folder?.read(Memory.self, from: .world)
            ?? Memory(random: SandboxRandom(seed: configuration.seed))
        insurer =
            try folder?.read(InsurerPeer.self, from: .insurance)
            ?? InsurerPeer(
                seed: configuration.seed,
                credentials: keys.insurance,
                hospital: SeededHospital(
                    seed: configuration.seed,
                    patients: configuration.patients,
                    bills: configuration.bills
                )
            )
        if let folder, folder.has(.insuranceLog) {
            for delta in try folder.lines(of: InsurerDelta.self, in: .insuranceLog) {
                delta.apply(to: &insurer)
            }
            // A line that a kill cut short must not be continued by the next one.
            try folder.write(insurer, to: .insurance)
            try folder.remove(.insuranceLog)
        }
        savedInsurer = folder?.has(.insurance) == true ? insurer : nil
        insurer.settings = configuration.insurerSettings
        wechat =
            try folder?.read(WeChatPeer.self, from: .wechat) ?? WeChatPeer(merchant: keys.wechat)
        wechat.reconfigure(
            merchant: keys.wechat,
            rules: configuration.wechatRules,
            codeLifetime: configuration.codeLifetime
        )
        alipay =
            try folder?.read(AlipayPeer.self, from: .alipay)
            ?? AlipayPeer(application: keys.alipayApplication)
        try alipay.reconfigure(
            application: keys.alipayApplication,
            rules: configuration.alipayRules,
            codeLifetime: configuration.codeLifetime
        )
    }

    /// The sandbox's clock, given the time of day.
    func now(_ base: Date) -> Date {
        base.addingTimeInterval(memory.clockOffset)
    }

    /// Moves the sandbox's clock against the time of day.
    mutating func moveClock(by seconds: TimeInterval) {
        memory.clockOffset += seconds
        changed.insert(.world)
    }

    /// What the peers hold.
    func books(at now: Date) -> SandboxBooks {
        SandboxBooks(
            insurance: insurer.books,
            payments: wechat.books + alipay.books(at: now)
        )
    }

    /// Mints a code; nil when the insurer knows no such person.
    mutating func mintCode(
        person: String,
        kind: SandboxCodeKind,
        funds: Int64?,
        now: Date
    ) -> (code: String, expiresAt: Date)? {
        changed.insert(.world)
        switch kind {
        case .insurance:
            changed.insert(.insurance)
            return insurer.mintCredential(person: person, now: now, random: &memory.random)
        case .wechat:
            changed.insert(.wechat)
            return wechat.mintCode(
                person: person,
                funds: funds,
                now: now,
                random: &memory.random
            )
        case .alipay:
            changed.insert(.alipay)
            return alipay.mintCode(
                person: person,
                funds: funds,
                now: now,
                random: &memory.random
            )
        }
    }

    // MARK: Calls

    /// Carries out the calls that a fault held back and that are due.
    mutating func carryOutDue(now: Date) {
        guard memory.lateCalls.contains(where: { $0.due <= now }) else { return }
        let due = memory.lateCalls.filter { $0.due <= now }.sorted { $0.due < $1.due }
        memory.lateCalls.removeAll { $0.due <= now }
        for call in due {
            let request = call.request
            _ = perform(
                request,
                at: call.peer,
                operation: call.operation,
                fault: nil,
                now: call.due
            )
            log.record(
                peer: call.peer.rawValue,
                operation: call.operation,
                number: RequestNumber.find(in: request, for: call.peer),
                time: call.due,
                outcome: "executed late",
                fault: .late
            )
        }
        changed.insert(.world)
    }

    /// Carries out one request, with the fault that was planned for it.
    mutating func outcome(of request: SandboxRequest, now: Date) -> SandboxOutcome {
        guard let (peer, operation) = route(request) else {
            log.record(
                peer: "-",
                operation: request.path,
                number: nil,
                time: now,
                outcome: "answered 404",
                fault: nil
            )
            return .answer(
                SandboxResponse(status: 404, contentType: "text/plain", body: []),
                after: .zero
            )
        }
        let fault = faults.next(peer: peer.rawValue, operation: operation)
        let outcome = play(fault, request, at: peer, operation: operation, now: now)
        log.record(
            peer: peer.rawValue,
            operation: operation,
            number: RequestNumber.find(in: request, for: peer),
            time: now,
            outcome: outcome.logText,
            fault: fault?.kind
        )
        return outcome
    }

    private func route(_ request: SandboxRequest) -> (SandboxPeerName, String)? {
        if let operation = insurer.operation(of: request) { return (.insurance, operation) }
        if let operation = wechat.operation(of: request) { return (.wechat, operation) }
        if let operation = alipay.operation(of: request) { return (.alipay, operation) }
        return nil
    }

    private mutating func play(
        _ fault: FaultPlan?,
        _ request: SandboxRequest,
        at peer: SandboxPeerName,
        operation: String,
        now: Date
    ) -> SandboxOutcome {
        let semantic = fault?.semanticFault(operation: operation)
        func carryOut(_ state: inout Self) -> SandboxResponse {
            state.perform(request, at: peer, operation: operation, fault: semantic, now: now)
        }
        guard let fault else { return .answer(carryOut(&self), after: .zero) }
        switch fault.kind {
        case .badSignature, .wrongAmount, .otherPerson, .refuse, .splitDiffers, .userPaying,
            .vanish:
            return .answer(carryOut(&self), after: .zero)
        case .loseRequest: return .drop
        case .loseAnswer:
            _ = carryOut(&self)
            return .drop
        case .delay:
            return .answer(carryOut(&self), after: .milliseconds(fault.milliseconds ?? 3_000))
        case .hang: return .hang(.milliseconds(fault.milliseconds ?? 60_000))
        case .duplicate:
            let first = carryOut(&self)
            let second = carryOut(&self)
            return .answer(fault.code == "second" ? second : first, after: .zero)
        case .late:
            let seconds = TimeInterval(fault.milliseconds ?? 3_000) / 1000
            memory.lateCalls.append(
                LateCall(
                    request,
                    due: now.addingTimeInterval(seconds),
                    peer: peer,
                    operation: operation,
                    afterFence: fault.afterFence ?? .refuse
                )
            )
            changed.insert(.world)
            return .drop
        case .serverError: return .answer(Self.serverError(fault), after: .zero)
        case .serverErrorAfter:
            _ = carryOut(&self)
            return .answer(Self.serverError(fault), after: .zero)
        case .truncate:
            let response = carryOut(&self)
            return .truncated(response, length: response.body.count / 2)
        case .garble:
            var response = carryOut(&self)
            // From the first byte on, so that neither a parser nor a signature check is deceived.
            for index in stride(from: 0, to: response.body.count, by: 3) {
                response.body[index] ^= 0x55
            }
            return .answer(response, after: .zero)
        }
    }

    private static func serverError(_ fault: FaultPlan) -> SandboxResponse {
        let status = fault.code.flatMap { Int($0) } ?? 502
        return SandboxResponse(
            status: (500...599).contains(status) ? status : 502,
            contentType: "text/html",
            body: Array("<html><body>Bad Gateway</body></html>".utf8)
        )
    }

    private mutating func perform(
        _ request: SandboxRequest,
        at peer: SandboxPeerName,
        operation: String,
        fault: SemanticFault?,
        now: Date
    ) -> SandboxResponse {
        var context = SandboxContext(now: now, random: memory.random, fault: fault)
        defer {
            memory.random = context.random
            if !Self.readOnlyOperations.contains(operation) { changed.insert(.world) }
        }
        switch peer {
        case .insurance:
            if !Self.readOnlyOperations.contains(operation) { changed.insert(.insurance) }
            return insurer.handle(request, context: &context)
        case .wechat:
            changed.insert(.wechat)
            return wechat.handle(request, context: &context)
        case .alipay:
            changed.insert(.alipay)
            return alipay.handle(request, context: &context)
        }
    }

    /// Operations whose only trace is a remembered nonce or msgid, which a restart may forget.
    private static let readOnlyOperations: Set<String> = ["1101", "5201", "5203", "5204", "5301"]

    // MARK: Saving

    /// Replaces the files of the parts that have changed.
    mutating func save(to folder: SandboxStateFolder?) throws {
        guard let folder else { return }
        for part in Part.allCases where changed.contains(part) {
            switch part {
            case .world: try folder.write(memory, to: .world)
            case .insurance: try saveInsurer(to: folder)
            case .wechat: try folder.write(wechat, to: .wechat)
            case .alipay: try folder.write(alipay, to: .alipay)
            }
            changed.remove(part)
        }
    }

    /// Appends what changed, and writes the books whole at first and when the log is long.
    ///
    /// The line is in the log before the books are replaced, so that a kill before the log is
    /// removed repeats lines that end in exactly these books.
    private mutating func saveInsurer(to folder: SandboxStateFolder) throws {
        if let saved = savedInsurer {
            try folder.append(InsurerDelta(from: saved, to: insurer), to: .insuranceLog)
            logLength += 1
        }
        if savedInsurer == nil || logLength >= Self.logLengthMax {
            try folder.write(insurer, to: .insurance)
            try folder.remove(.insuranceLog)
            logLength = 0
        }
        savedInsurer = insurer
    }
}
