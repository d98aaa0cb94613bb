import Billing

/// Drives settlements: turns requests of a console into durable intents, sends them, and moves the
/// record by what the peers answer.
///
/// The actor owns what is in hand (scanned codes, who was asked when); everything that must survive
/// a crash is in the ledger before it matters. One settlement is driven by one task at a time, and
/// after every suspension the record is taken from the draft that was committed, never from memory
/// of before. Work starts only inside `run()`, whose cancellation stops all of it at the next
/// wait.
package actor SettlementEngine {
    let store: any SettlementStore
    let insurance: any InsuranceGateway
    let channels: [TenderKind: any PaymentChannel]
    let hospital: any HospitalSystem
    let clock: any EngineClock
    let random: any RandomSource
    let planner: SettlementPlanner
    let emit: @Sendable (DeskEvent) -> Void
    var configuration: EngineConfiguration

    /// A payment code that was scanned for one settlement; used once, never stored in the open.
    struct CodeInHand {
        var code: PaymentCode
        var tender: TenderKind
        var scannedAt: Moment
    }
    var codes: [String: CodeInHand] = [:]
    var lastAsked: [String: Moment] = [:]
    var unsettledAnswers: [String: Int] = [:]
    var mismatches: [String: Int] = [:]
    var giveUpAsked: Set<String> = []
    var askNowAsked: Set<String> = []
    /// Settlements that a task is driving, or a request is changing.
    var busy: Set<String> = []
    var wakers: [String: AsyncStream<Void>.Continuation] = [:]
    var messageBlock: Range<Int64> = 0..<0
    /// Whether the first round of recovery has taken up what an earlier life of this console left.
    var hasRecovered = false

    enum Job: Sendable {
        case request(DeskRequest)
        case drive(SettlementDraft)
        case recheck(String, after: Duration)
    }
    private let jobs: AsyncStream<Job>
    private let queue: AsyncStream<Job>.Continuation

    /// - Parameter emit: called from the engine's tasks; it must return at once.
    package init(
        store: any SettlementStore,
        insurance: any InsuranceGateway,
        channels: [any PaymentChannel],
        hospital: any HospitalSystem,
        clock: any EngineClock,
        random: any RandomSource,
        configuration: EngineConfiguration,
        emit: @escaping @Sendable (DeskEvent) -> Void
    ) {
        self.store = store
        self.insurance = insurance
        self.channels = Dictionary(
            channels.map { ($0.tender, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        self.hospital = hospital
        self.clock = clock
        self.random = random
        self.configuration = configuration
        self.emit = emit
        planner = SettlementPlanner(
            limits: configuration.limits,
            insurance: insurance.profile,
            payments: self.channels.mapValues(\.profile),
            rounding: configuration.cashRounding
        )
        (jobs, queue) = AsyncStream.makeStream()
    }

    /// Works until the task is cancelled: requests, settlements under way, housekeeping.
    package func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.keepHouse() }
            for await job in jobs {
                group.addTask { await self.work(job) }
            }
            group.cancelAll()
        }
    }

    /// Hands in a request; its answers come as events.
    package nonisolated func submit(_ request: DeskRequest) {
        queue.yield(.request(request))
    }

    /// Carries a request out and returns when it is answered; a settlement that it starts goes on
    /// inside `run()`.
    package func perform(_ request: DeskRequest) async {
        await work(.request(request))
    }

    private func work(_ job: Job) async {
        switch job {
        case .request(let request): await answer(request)
        case .drive(let draft): await drive(draft)
        case .recheck(let id, let duration): await recheck(id, after: duration)
        }
    }

    private func answer(_ request: DeskRequest) async {
        switch request {
        case .identify(let identity):
            await identify(identity)
        case .quote(let billID, let person):
            await quote(billID: billID, person: person)
        case .settle(let token, let offer):
            await settle(token, offer)
        case .holdCash(let token, let amount):
            await holdCash(token, amount: amount)
        case .giveUp(let id):
            await giveUp(id)
        case .leave(let id):
            await leave(id)
        case .askNow(let id):
            await askNow(id)
        case .cashReturned(let id, let amount):
            await cashReturned(id, amount: amount)
        case .listOpen:
            await listOpen()
        }
    }

    /// Queues a settlement for driving; the caller has marked it busy.
    func start(_ draft: SettlementDraft) {
        precondition(busy.contains(draft.record.id), "a settlement is driven by one task")
        queue.yield(.drive(draft))
    }

    /// Queues a look at a settlement that waits for a person until a deadline.
    func remind(_ id: String, after duration: Duration) {
        queue.yield(.recheck(id, after: duration))
    }

    // MARK: Small tools

    /// The next message number of the insurer's, from a durably reserved block.
    func nextMessageNumber() async throws -> String {
        if messageBlock.isEmpty {
            messageBlock = try await store.reserve(series: "msgid", count: 64)
        }
        let sequence = messageBlock.lowerBound
        messageBlock = (sequence + 1)..<messageBlock.upperBound
        return insurance.messageNumber(sequence: sequence, at: clock.now())
    }

    /// A number of ours with 100 random bits: a letter, the day in China, 20 characters.
    func newNumber(_ letter: Character) -> String {
        "\(letter)\(clock.now().china.businessDate.compact)\(randomText(20))"
    }

    /// Random characters of an alphabet that is hard to misread, five bits each.
    func randomText(_ count: Int) -> String {
        let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        return String(random.bytes(count).map { alphabet[Int($0 & 31)] })
    }

    func draft(_ record: SettlementRecord) -> SettlementDraft {
        SettlementDraft(record, actor: configuration.owner, at: clock.now())
    }

    /// Asks the insurer once, and tells the consoles how it answered.
    func ask(
        _ request: InsuranceRequest,
        number: String,
        body: [UInt8]
    ) async -> PeerResult<InsuranceOutcome> {
        let result = await insurance.perform(request, messageNumber: number, body: body)
        reportHealth("insurance", result.evidence)
        return result
    }

    /// Asks the insurer something that moves nothing, under a fresh number.
    func query(_ request: InsuranceRequest) async throws -> PeerResult<InsuranceOutcome> {
        let number = try await nextMessageNumber()
        return await ask(request, number: number, body: insurance.body(of: request))
    }

    func ask(
        _ channel: any PaymentChannel,
        _ request: PaymentRequest
    ) async -> PeerResult<PaymentOutcome> {
        let result = await channel.perform(request, body: channel.body(of: request))
        reportHealth(channel.tender.rawValue, result.evidence)
        return result
    }

    private func reportHealth(_ peer: String, _ evidence: Evidence) {
        let condition: PeerHealth.Condition =
            evidence.httpStatus == nil ? .silent : evidence.milliseconds > 1_000 ? .slow : .good
        emit(
            .health(
                PeerHealth(
                    peer: peer,
                    condition: condition,
                    lastMilliseconds: evidence.milliseconds
                )
            )
        )
    }

    /// The sentence a store's error becomes.
    func problem(_ error: any Error) -> DeskProblem {
        switch error {
        case StoreError.versionConflict: .busy
        case StoreError.billHeld(let settlement): .billHeld(owner: settlement)
        case StoreError.notWritable(let text), StoreError.unusable(let text),
            StoreError.forbidden(let text):
            .ledgerUnwritable(text)
        case let problem as DeskProblem: problem
        default: .ledgerUnwritable("\(type(of: error))")
        }
    }

    // MARK: Waiting

    /// Waits for the duration, or until somebody wakes the settlement.
    func pause(_ id: String, for duration: Duration) async {
        let (signals, waker) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        wakers[id] = waker
        if giveUpAsked.contains(id) || askNowAsked.contains(id) { waker.yield() }
        let clock = clock
        await withTaskGroup(of: Void.self) { group in
            // A clock's sleep throws only when it is cancelled, which ends the wait as well.
            group.addTask { try? await clock.sleep(for: duration) }
            group.addTask {
                for await _ in signals { return }
            }
            await group.next()
            group.cancelAll()
        }
        wakers[id] = nil
    }

    func wake(_ id: String) {
        wakers[id]?.yield()
    }
}
