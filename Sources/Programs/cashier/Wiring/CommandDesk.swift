import Billing
import Devices
import FoundationEssentials
import SQLiteStore
import Settlement
import Synchronization

/// A console without a screen: submits requests and waits for what the engine answers.
final class CommandDesk: Sendable {
    let workplace: Workplace
    let engine: SettlementEngine
    let owner: String
    private let lock: OwnerLock
    private let inbox: EventInbox

    private init(
        workplace: Workplace,
        engine: SettlementEngine,
        owner: String,
        lock: OwnerLock,
        inbox: EventInbox
    ) {
        self.workplace = workplace
        self.engine = engine
        self.owner = owner
        self.lock = lock
        self.inbox = inbox
    }

    /// Runs `body` beside a running engine that owns what it settles as a console of its own.
    static func run<Value: Sendable>(
        _ file: ConfigurationFile,
        name: String,
        _ body: @escaping @Sendable (CommandDesk) async throws -> Value
    ) async throws -> Value {
        let workplace = try Workplace.open(file)
        do {
            let owner = "\(name)-\(UUID().uuidString.prefix(13))"
            let lock = try await workplace.store.registerOwner(owner)
            let shift = try await workplace.store.currentShift(
                ofWindow: file.values.hospital.window
            )
            let inbox = EventInbox()
            let engine = try workplace.engine(
                file,
                owner: owner,
                shiftID: shift?.id,
                emit: { inbox.put($0) }
            )
            let desk = CommandDesk(
                workplace: workplace,
                engine: engine,
                owner: owner,
                lock: lock,
                inbox: inbox
            )
            let value = try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await engine.run() }
                defer { group.cancelAll() }
                return try await body(desk)
            }
            withExtendedLifetime(lock) {}
            await workplace.close()
            return value
        } catch {
            await workplace.close()
            if let error = error as? StoreError { throw CommandFailure.notDone(error.sentence) }
            throw error
        }
    }

    /// Submits a request and returns the first event after it that `pick` recognises.
    func ask<Value: Sendable>(
        _ request: DeskRequest,
        _ pick: @escaping @Sendable (DeskEvent) -> Value?
    ) async -> Value? {
        let answers = inbox.listen(pick)
        engine.submit(request)
        for await answer in answers { return answer }
        return nil
    }

    /// Finds the person by what a scanner would have read; throws one sentence when it cannot.
    func identify(_ code: String, today: BusinessDate) async throws -> Identified {
        let presented = try IdentityArgument.presented(code, today: today)
        let answer = await ask(.identify(presented)) { event -> Result<Identified, DeskProblem>? in
            switch event {
            case .identified(let found): .success(found)
            case .identifyFailed(let problem): .failure(problem)
            default: nil
            }
        }
        switch answer {
        case .success(let found): return found
        case .failure(let problem): throw CommandFailure.notDone(problem.sentence)
        case nil: throw CommandFailure.notDone("the engine stopped")
        }
    }

    /// Claims a bill and returns its quote.
    func quote(_ bill: Bill, _ person: InsuredPerson?) async -> Result<
        SettlementRecord, DeskProblem
    > {
        let answer = await ask(.quote(billID: bill.id, person: person)) {
            event -> Result<SettlementRecord, DeskProblem>? in
            switch event {
            case .quoted(let record, let quoted) where quoted.id == bill.id: .success(record)
            case .quoteFailed(let id, let problem) where id == bill.id: .failure(problem)
            default: nil
            }
        }
        return answer ?? .failure(.busy)
    }
}

/// Hands events to whoever listens; each listener sees events from when it began.
final class EventInbox: Sendable {
    private let listeners = Mutex<[Int: @Sendable (DeskEvent) -> Void]>([:])
    private let next = Atomic(0)

    func put(_ event: DeskEvent) {
        let all = listeners.withLock { Array($0.values) }
        for listener in all { listener(event) }
    }

    /// What `pick` recognises of the events from now on.
    func listen<Value: Sendable>(
        _ pick: @escaping @Sendable (DeskEvent) -> Value?
    ) -> AsyncStream<Value> {
        let id = next.add(1, ordering: .relaxed).newValue
        let (stream, continuation) = AsyncStream<Value>.makeStream()
        continuation.onTermination = { _ in
            self.listeners.withLock { $0[id] = nil }
        }
        listeners.withLock {
            $0[id] = { event in
                if let value = pick(event) { continuation.yield(value) }
            }
        }
        return stream
    }
}

/// The `--identity` argument: what a scanner would have read, or a patient number.
enum IdentityArgument {
    /// What the text presents; a payment code or nonsense is refused with a sentence.
    static func presented(_ text: String, today: BusinessDate) throws -> IdentityPresented {
        let fields = today.text.split(separator: "-").compactMap { Int($0) }
        guard let day = CalendarDay(year: fields[0], month: fields[1], day: fields[2]) else {
            throw CommandFailure.configuration("the host's clock shows no usable day")
        }
        let classifier = CodeClassifier(rules: .standard, today: day)
        switch classifier.classify(text, expecting: .identity) {
        case .recognised(.insuranceCredential(let code)): return .insuranceCode(code)
        case .recognised(.residentID(let number)): return .residentID(number)
        case .recognised(.socialSecurityCard(let number)): return .socialSecurityCard(number)
        case .recognised(.visitCard(let number)): return .patientNumber(number)
        case .misplaced:
            throw CommandFailure.notDone("that is a payment code; an identity is needed first")
        case .ambiguous:
            throw CommandFailure.notDone("that code could be two things; use another credential")
        case .recognised, .unknown:
            guard !text.isEmpty, text.count <= 32,
                text.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
            else { throw CommandFailure.notDone("that is no identity code or patient number") }
            return .patientNumber(text)
        }
    }
}

extension DeskProblem {
    /// One sentence for standard error that says what to do.
    var sentence: String {
        switch self {
        case .insurerRefused(let text): "the insurer refused: \(text)"
        case .insurerSilent(let text): "the insurer gave no usable answer (\(text)); ask again"
        case .credentialStale(let text): "the code cannot be used, refresh it: \(text)"
        case .unknownPatient: "the hospital has no such patient; register or import the person"
        case .noUnpaidBill: "there is no unpaid bill"
        case .billPaid: "the bill is already paid"
        case .billHeld(let owner): "the bill is being settled at \(owner)"
        case .amountsChanged: "the amounts changed; look at them and confirm again"
        case .notEnoughCash(let due): "too little cash: \(due.yuan) is due"
        case .cashNotNeeded: "nothing is left to pay in that way"
        case .channelMissing(let tender): "\(tender.rawValue) is not configured"
        case .codeStale: "the payment code is too old; scan a fresh one"
        case .busy: "the settlement is being worked on; try again"
        case .notNow(let phase): "not possible while the settlement is \(phase.rawValue)"
        case .ledgerUnwritable(let text): "the ledger could not be written: \(text)"
        case .notFound: "there is no such bill or settlement"
        }
    }
}

extension Identified {
    /// Says on standard error that the insurer takes no part, and why.
    func warnIfSelfPay() {
        guard insured == nil else { return }
        let reason = insurerWord.map { "the insurer says: \($0)" } ?? "looked up by patient number"
        writeError("without the insurer, the whole is self-pay (\(reason))")
    }
}
