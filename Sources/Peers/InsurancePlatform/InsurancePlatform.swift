import Billing
import Cryptography
package import PeerTransport
package import Settlement
import Synchronization

/// The national insurance platform, spoken in JSON over HTTP.
///
/// Owns the sign-in of its operator and nothing else that lasts. Every answer is classified by an
/// exhaustive table whose default is unknown; nothing that moves anything is ever sent twice.
package final class InsurancePlatform: InsuranceGateway {
    private let configuration: InsurancePlatformConfiguration
    private let transport: any PeerTransport
    private let clock: any EngineClock
    private let random: any RandomSource
    private let ownSequence: @Sendable () async throws -> Int64
    private let desk = SignInDesk()
    private let memory = Mutex(SettlementMemory())

    /// Bytes of randomness in a gateway nonce.
    private static let nonceLength = 16

    /// - Parameter sequence: reserves a value for a message of the adapter's own (9001, and a
    ///   query that is asked anew), never given twice.
    package init(
        configuration: InsurancePlatformConfiguration,
        transport: any PeerTransport,
        clock: any EngineClock,
        random: any RandomSource,
        sequence: @escaping @Sendable () async throws -> Int64
    ) {
        self.configuration = configuration
        self.transport = transport
        self.clock = clock
        self.random = random
        ownSequence = sequence
    }

    package var profile: InsuranceProfile { configuration.profile }

    package func operation(of request: InsuranceRequest) -> String {
        request.operation(configuration.codes)
    }

    package func messageNumber(sequence: Int64, at moment: Moment) -> String {
        precondition(sequence >= 0, "a message sequence is negative")
        let digits = String(sequence % 10_000)
        let padding = String(repeating: "0", count: 4 - digits.count)
        return configuration.institution.code + moment.china.compact + padding + digits
    }

    package func body(of request: InsuranceRequest) -> [UInt8] {
        Array(RequestBody(configuration: configuration).input(of: request).serialised.utf8)
    }

    package func perform(
        _ request: InsuranceRequest,
        messageNumber: String,
        body: [UInt8]
    ) async -> PeerResult<InsuranceOutcome> {
        let started = clock.now()
        let signNumber: String
        switch await signIn() {
        case .signedIn(let number): signNumber = number
        case .failed(let detail):
            let doubt = Doubt(kind: .connection, detail: "9001: \(detail)")
            return unsent(request, messageNumber: messageNumber, doubt: doubt, since: started)
        }
        let first = await send(
            request,
            messageNumber: messageNumber,
            body: body,
            signNumber: signNumber,
            since: started,
            notes: []
        )
        guard asksForSignIn(first.outcome) else { return first }
        await desk.forget(signNumber)
        // Only what changes nothing is asked anew, under another number: a platform may already
        // have noted the first. What moves something stays refused, for its caller to judge.
        guard request.changesNothing, case .signedIn(let renewed) = await signIn(),
            let number = await ownMessageNumber()
        else { return first }
        var second = await send(
            request,
            messageNumber: number,
            body: body,
            signNumber: renewed,
            since: started,
            notes: ["asked anew as \(number.suffix(18)) after a new sign-in"]
        )
        second.evidence.number = messageNumber
        return second
    }

    private func asksForSignIn(_ outcome: InsuranceOutcome) -> Bool {
        switch outcome {
        case .refused(let refusal):
            // A gateway's refusal has a code of its own; only the platform's asks for 9001.
            !configuration.gatewayRefusalCodes.contains(refusal.code)
                && configuration.texts.signIn.contains { refusal.text.contains($0) }
        case .answered, .unknown, .notSent: false
        }
    }
}

// MARK: - One exchange

extension InsurancePlatform {
    /// Sends one message and classifies what comes back.
    private func send(
        _ request: InsuranceRequest,
        messageNumber: String,
        body: [UInt8],
        signNumber: String,
        since started: Moment,
        notes: [String]
    ) async -> PeerResult<InsuranceOutcome> {
        let operation = operation(of: request)
        let exchange = await exchange(
            operation: operation,
            messageNumber: messageNumber,
            input: body,
            signNumber: signNumber,
            person: request.visitInput?.person
        )
        let answer = EnvelopeAnswer(exchange, configuration: configuration)
        var notes = notes
        let outcome: InsuranceOutcome
        switch answer.verdict {
        case .refused(let refusal): outcome = .refused(refusal)
        case .unknown(let doubt): outcome = .unknown(doubt)
        case .notSent(let doubt): outcome = .notSent(doubt)
        case .success(let output):
            let reader = ReplyReader(
                configuration: configuration,
                request: request,
                messageNumber: messageNumber
            )
            let read = memory.withLock { reader.outcome(output, memory: &$0) }
            outcome = read.outcome
            notes += read.notes
        }
        switch outcome {
        case .unknown(let doubt), .notSent(let doubt): notes.append(doubt.detail)
        case .answered, .refused: break
        }
        let evidence = evidence(
            request,
            messageNumber: messageNumber,
            outcome: outcome,
            answer: answer,
            notes: notes,
            since: started
        )
        return PeerResult(outcome, evidence: evidence)
    }

    /// Wraps, signs and carries one message; what cannot be addressed or signed is not sent.
    private func exchange(
        operation: String,
        messageNumber: String,
        input: [UInt8],
        signNumber: String,
        person: InsuredPerson?
    ) async -> PeerExchange {
        guard let url = configuration.url(of: operation) else {
            return .notSent(.init(kind: .malformed, detail: "no address for \(operation)"))
        }
        let envelope = Envelope(
            configuration: configuration,
            operation: operation,
            messageNumber: messageNumber,
            signNumber: signNumber,
            person: person,
            at: clock.now()
        )
        do {
            let nonce = Hex.encode(random.bytes(InsurancePlatform.nonceLength))
            return await transport.exchange(
                try envelope.request(url: url, input: input, nonce: nonce)
            )
        } catch {
            return .notSent(.init(kind: .malformed, detail: "cannot sign the envelope: \(error)"))
        }
    }

    private func unsent(
        _ request: InsuranceRequest,
        messageNumber: String,
        doubt: Doubt,
        since started: Moment
    ) -> PeerResult<InsuranceOutcome> {
        let outcome = InsuranceOutcome.notSent(doubt)
        let evidence = evidence(
            request,
            messageNumber: messageNumber,
            outcome: outcome,
            answer: nil,
            notes: [doubt.detail],
            since: started
        )
        return PeerResult(outcome, evidence: evidence)
    }

    private func evidence(
        _ request: InsuranceRequest,
        messageNumber: String,
        outcome: InsuranceOutcome,
        answer: EnvelopeAnswer?,
        notes: [String],
        since started: Moment
    ) -> Evidence {
        let now = clock.now()
        let response = answer?.response
        let text = EvidenceText(secrets: request.personalTexts, document: answer?.document)
        let elapsed = now.elapsed(since: started).components
        return Evidence(
            operation: operation(of: request),
            number: messageNumber,
            at: now,
            verdict: InsurancePlatform.verdict(outcome),
            httpStatus: response?.status,
            bodyHash: response.map { Hex.encode(Hash.sha256($0.body)) } ?? "",
            redactedBody: text.text(
                document: answer?.document,
                byteCount: response?.body.count,
                notes: notes
            ),
            milliseconds: elapsed.seconds * 1_000 + elapsed.attoseconds / 1_000_000_000_000_000
        )
    }

    private static func verdict(_ outcome: InsuranceOutcome) -> String {
        switch outcome {
        case .answered(.settlement(let settlement)) where settlement.split == nil: "done:broken"
        case .answered: "done"
        case .refused(let refusal): refusal.isAmbiguous ? "refused:ambiguous" : "refused"
        case .unknown(let doubt): "unknown:\(doubt.kind.rawValue)"
        case .notSent: "not_sent"
        }
    }
}

// MARK: - Signing in

extension InsurancePlatform {
    /// The sign-in of this China day, made when there is none.
    private func signIn() async -> SignInDesk.Outcome {
        let day = clock.now().china.businessDate.text
        return await desk.outcome(on: day) { await self.performSignIn() }
    }

    private func performSignIn() async -> SignInDesk.Outcome {
        guard let number = await ownMessageNumber() else { return .failed("no message number") }
        let input = RequestBody(configuration: configuration).signIn
        let exchange = await exchange(
            operation: "9001",
            messageNumber: number,
            input: Array(input.serialised.utf8),
            signNumber: "",
            person: nil
        )
        switch EnvelopeAnswer(exchange, configuration: configuration).verdict {
        case .success(let output):
            guard let number = output["signinoutb"]?["sign_no"]?.text else {
                return .failed("no sign_no")
            }
            return .signedIn(number: number)
        case .refused(let refusal): return .failed("\(refusal.code) \(refusal.text)")
        case .unknown(let doubt), .notSent(let doubt): return .failed(doubt.detail)
        }
    }

    /// A number for a message of the adapter's own, or nil when the ledger gives none: then the
    /// message does not leave.
    private func ownMessageNumber() async -> String? {
        do {
            return messageNumber(sequence: try await ownSequence(), at: clock.now())
        } catch {
            return nil
        }
    }
}
