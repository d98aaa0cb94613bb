package import Billing
package import Settlement
import Synchronization

/// An insurer that answers by a script and keeps what it was asked, in order.
package final class ScriptedInsurer: InsuranceGateway {
    package typealias Script = @Sendable (InsuranceRequest, Int) -> InsuranceOutcome?

    package let profile: InsuranceProfile
    private let log = Mutex<[(operation: String, number: String)]>([])
    private let script: Script
    private let split: Split
    private let clock: EagerClock

    /// - Parameter script: the request and how often its operation was asked before; nil leaves
    ///   the answer to the friendly default, in which everything works and the bill splits as given.
    package init(
        split: Split,
        clock: EagerClock,
        profile: InsuranceProfile = .standard,
        script: @escaping Script = { _, _ in nil }
    ) {
        self.split = split
        self.clock = clock
        self.profile = profile
        self.script = script
    }

    package var operations: [String] { log.withLock { $0.map(\.operation) } }

    package func numbers(of operation: String) -> [String] {
        log.withLock { $0.filter { $0.operation == operation }.map(\.number) }
    }

    package func body(of request: InsuranceRequest) -> [UInt8] { Array("\(request)".utf8) }

    package func messageNumber(sequence: Int64, at moment: Moment) -> String {
        "H99990000001\(moment.china.compact)\(1_000 + sequence)"
    }

    package func perform(
        _ request: InsuranceRequest,
        messageNumber: String,
        body: [UInt8]
    ) async -> PeerResult<InsuranceOutcome> {
        let operation = operation(of: request)
        let before = log.withLock { log in
            defer { log.append((operation, messageNumber)) }
            return log.count { $0.operation == operation }
        }
        let outcome = script(request, before) ?? friendly(request)
        let silent = if case .unknown = outcome { true } else { false }
        return PeerResult(
            outcome,
            evidence: Evidence(
                operation: operation,
                number: messageNumber,
                at: clock.now(),
                verdict: "\(outcome)".prefix(16).description,
                httpStatus: silent ? nil : 200
            )
        )
    }

    private func friendly(_ request: InsuranceRequest) -> InsuranceOutcome {
        switch request {
        case .decode(let code):
            .answered(
                .decoded(
                    InsuranceCredential(kind: .electronic, number: code),
                    identityNumber: nil,
                    name: nil
                )
            )
        case .identify(let credential):
            .answered(.person(TestPeople.insured(credential)))
        case .register:
            .answered(.registered(visitID: "M1"))
        case .cancelRegistration, .describeVisit, .cancelLines, .reverse:
            .answered(.accepted)
        case .uploadLines(_, let lines):
            .answered(.linesUploaded(count: lines.count))
        case .preSettle(let input, _):
            .answered(.settlement(settlement(input, id: nil, number: nil)))
        case .settle(let input, _, _):
            .answered(.settlement(settlement(input, id: "SETL1", number: nil)))
        case .cancelSettlement(let input, let id):
            .answered(.settlement(settlement(input, id: id, number: nil)))
        case .queryVisits(let input):
            .answered(
                .visits([.init(visitID: "M1", outpatientNumber: input.outpatientNumber)])
            )
        case .querySettlement(let input, let id):
            .answered(
                .settlement(
                    settlement(
                        input,
                        id: id,
                        number: numbers(of: "2207A").last,
                        cancelled: operations.contains("2208")
                    )
                )
            )
        case .queryLines(let input):
            .answered(
                .lines(input.lineSerials.map { .init(serial: $0, settlementID: nil) })
            )
        }
    }

    package func settlement(
        _ input: InsurerVisitInput,
        id: String?,
        number: String?,
        split: Split? = nil,
        cancelled: Bool = false
    ) -> InsurerSettlement {
        InsurerSettlement(
            settlementID: id,
            visitID: input.visitID,
            personNumber: input.person.personNumber,
            messageNumber: number,
            split: split ?? self.split,
            isCancelled: cancelled
        )
    }

    package func operation(of request: InsuranceRequest) -> String {
        switch request {
        case .decode: "1162"
        case .identify: "1101"
        case .register: "2201"
        case .cancelRegistration: "2202"
        case .describeVisit: "2203A"
        case .uploadLines: "2204"
        case .cancelLines: "2205"
        case .preSettle: "2206A"
        case .settle: "2207A"
        case .cancelSettlement: "2208"
        case .reverse: "2601"
        case .queryVisits: "5201"
        case .querySettlement: "5203"
        case .queryLines: "5204"
        }
    }
}

/// A payment channel that answers by a script and keeps what it was asked, in order.
package final class ScriptedChannel: PaymentChannel {
    package typealias Script = @Sendable (PaymentRequest, Int) -> PaymentOutcome?

    package let tender: TenderKind
    package let profile: PaymentProfile
    private let log = Mutex<[(operation: String, request: PaymentRequest, at: Moment)]>([])
    private let script: Script
    private let clock: EagerClock

    /// - Parameter script: the request and how often its operation was asked before; nil pays.
    package init(
        _ tender: TenderKind,
        clock: EagerClock,
        profile: PaymentProfile,
        script: @escaping Script = { _, _ in nil }
    ) {
        self.tender = tender
        self.clock = clock
        self.profile = profile
        self.script = script
    }

    package var operations: [String] { log.withLock { $0.map(\.operation) } }
    package var requests: [PaymentRequest] { log.withLock { $0.map(\.request) } }

    /// When an operation was first asked for, since the clock's start.
    package func first(_ operation: String) -> Moment? {
        log.withLock { $0.first { $0.operation == operation }?.at }
    }

    package func body(of request: PaymentRequest) -> [UInt8] { Array(request.number.utf8) }

    package func operation(of request: PaymentRequest) -> String {
        switch request {
        case .charge: "charge"
        case .query: "query"
        case .cancel: "cancel"
        case .refund: "refund"
        case .queryRefund: "queryRefund"
        }
    }

    package func perform(
        _ request: PaymentRequest,
        body: [UInt8]
    ) async -> PeerResult<PaymentOutcome> {
        let operation = operation(of: request)
        let before = log.withLock { log in
            defer { log.append((operation, request, clock.now())) }
            return log.count { $0.operation == operation }
        }
        let outcome = script(request, before) ?? .paid(peerNumber: "T1")
        let silent = if case .unknown = outcome { true } else { false }
        return PeerResult(
            outcome,
            evidence: Evidence(
                operation: operation,
                number: request.number,
                at: clock.now(),
                verdict: "\(outcome)".prefix(16).description,
                httpStatus: silent ? nil : 200
            )
        )
    }
}

/// Invented people and bills.
package enum TestPeople {
    package static let patient = Patient(
        id: "P1",
        name: "张建国",
        identityNumber: "99990019800101002X",
        sex: .male
    )

    package static func insured(_ credential: InsuranceCredential) -> InsuredPerson {
        InsuredPerson(
            personNumber: "N1",
            name: "张建国",
            identityNumber: patient.identityNumber,
            insuranceType: "310",
            personType: "11",
            insuredRegion: "999900",
            balanceFen: 3_560,
            credential: credential
        )
    }

    /// A bill of the given total in two lines.
    package static func bill(_ id: String = "B1", fen: Int64 = 41_395) -> Bill {
        let visit = Visit(
            id: "V-\(id)",
            patientID: patient.id,
            medicalType: "11",
            at: "2026-11-21 09:55:00"
        )
        let first = fen / 2
        let lines = [first, fen - first].enumerated().map { index, fen in
            ChargeLine(
                id: "\(id)-\(index)",
                code: "C\(index)",
                nationalCode: "N\(index)",
                name: "诊察费",
                chargeClass: .a,
                unitPrice: Money(fen: fen),
                quantity: .one
            )
        }
        return Bill(id: id, visit: visit, lines: lines)
    }

    /// The split of worked example E1: 134.82 fund, 35.60 account, 243.53 to pay.
    package static func split(
        total: Int64 = 41_395,
        fund: Int64 = 13_482,
        account: Int64 = 3_560
    ) -> Split {
        guard
            let split = Split(
                total: Money(fen: total),
                fund: Money(fen: fund),
                account: Money(fen: account),
                selfPay: Money(fen: total - fund - account)
            )
        else { preconditionFailure("a test's split does not add up") }
        return split
    }
}

/// A repeatable stream of bytes.
package final class SeededRandom: RandomSource {
    private let state: Mutex<UInt64>

    package init(seed: UInt64) { state = Mutex(seed) }

    package func bytes(_ count: Int) -> [UInt8] {
        state.withLock { state in
            (0..<count).map { _ in
                state &+= 0x9E37_79B9_7F4A_7C15
                var mixed = state
                mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
                mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
                return UInt8(truncatingIfNeeded: mixed ^ (mixed >> 31))
            }
        }
    }
}
