package import Billing

/// The insurer, as the settlement engine needs it.
///
/// A request that moves anything is first turned into its business body, which the engine makes
/// durable together with the message number; only then is it performed, once. Envelope, signature
/// and signing in (9001) are the adapter's.
package protocol InsuranceGateway: Sendable {
    var profile: InsuranceProfile { get }
    /// The business body (`input`) of a request, to be stored before it is sent.
    func body(of request: InsuranceRequest) -> [UInt8]
    /// Sends the request once under the message number and classifies the answer; never retries
    /// anything but a request that certainly was not sent.
    func perform(
        _ request: InsuranceRequest,
        messageNumber: String,
        body: [UInt8]
    ) async -> PeerResult<InsuranceOutcome>
    /// The message number of a sequence value: hospital code, China time, four digits.
    func messageNumber(sequence: Int64, at moment: Moment) -> String
    /// The transaction number on the wire of a request: `2207A`.
    func operation(of request: InsuranceRequest) -> String
}

/// What differs between insurers' regions and matters to the engine.
package struct InsuranceProfile: Sendable, Hashable {
    /// How late a lost 2207 or 2208 can still take effect.
    package var horizon: Duration
    /// Delays between probes of an unknown outcome; the last one repeats.
    package var probeDelays: [Duration]
    /// How long an abandoned quote keeps its upload before 2205 and 2202 are sent.
    package var abandonedQuoteLifetime: Duration

    package init(
        horizon: Duration,
        probeDelays: [Duration],
        abandonedQuoteLifetime: Duration
    ) {
        self.horizon = horizon
        self.probeDelays = probeDelays
        self.abandonedQuoteLifetime = abandonedQuoteLifetime
    }

    /// The defaults for a real site: 60 s horizon; probes after 1, 3, 5, 15, 60 and 300 s.
    package static let standard = InsuranceProfile(
        horizon: .seconds(60),
        probeDelays: [1, 3, 5, 15, 60, 300].map { .seconds($0) },
        abandonedQuoteLifetime: .seconds(300)
    )
}

/// Everything the engine asks of the insurer.
package enum InsuranceRequest: Sendable, Hashable {
    /// 1162: decode an e-credential's QR code.
    case decode(code: String)
    /// 1101: person and insurance by credential.
    case identify(InsuranceCredential)
    /// 2201: register the visit.
    case register(InsurerVisitInput)
    /// 2202: cancel the registration.
    case cancelRegistration(InsurerVisitInput)
    /// 2203A: diagnoses of the visit.
    case describeVisit(InsurerVisitInput)
    /// 2204: upload the lines of one batch.
    case uploadLines(InsurerVisitInput, lines: [ChargeLine])
    /// 2205: take back the lines of exactly one batch.
    case cancelLines(InsurerVisitInput)
    /// 2206A: pre-settlement; moves nothing.
    case preSettle(InsurerVisitInput, total: Money)
    /// 2207A: settlement; the four classes echo the pre-settlement.
    case settle(InsurerVisitInput, total: Money, echo: Split.Burden)
    /// 2208: cancel a settlement.
    case cancelSettlement(InsurerVisitInput, settlementID: String)
    /// 2601: reverse a request whose outcome is unknown.
    case reverse(messageNumber: String, operation: String, InsurerVisitInput)
    /// 5201: visits of the person on the visit's day.
    case queryVisits(InsurerVisitInput)
    /// 5203: one settlement.
    case querySettlement(InsurerVisitInput, settlementID: String)
    /// 5204: the lines of the visit.
    case queryLines(InsurerVisitInput)
}

/// Person, visit and batch, as nearly every transaction names them.
package struct InsurerVisitInput: Sendable, Hashable {
    package var person: InsuredPerson
    package var visit: Visit
    /// Our visit number at the insurer (`ipt_otp_no`).
    package var outpatientNumber: String
    /// `mdtrt_id`; empty before 2201 has answered.
    package var visitID: String
    /// `chrg_bchno`.
    package var batch: String
    /// `feedetl_sn` by line, in the bill's order.
    package var lineSerials: [String]
    package var usesAccount: Bool

    package init(
        person: InsuredPerson,
        visit: Visit,
        outpatientNumber: String,
        visitID: String,
        batch: String,
        lineSerials: [String],
        usesAccount: Bool = true
    ) {
        self.person = person
        self.visit = visit
        self.outpatientNumber = outpatientNumber
        self.visitID = visitID
        self.batch = batch
        self.lineSerials = lineSerials
        self.usesAccount = usesAccount
    }
}

/// How one request to the insurer ended.
package enum InsuranceOutcome: Sendable, Hashable {
    /// `infcode` 0 and an answer that fits the question.
    case answered(InsuranceReply)
    /// A definite `infcode` ≠ 0, or a gateway's refusal before the core.
    case refused(Refusal)
    case unknown(Doubt)
    /// Not one byte left this machine.
    case notSent(Doubt)
}

/// What the insurer answered.
package enum InsuranceReply: Sendable, Hashable {
    /// 1162: the credential to use from here on.
    case decoded(InsuranceCredential, identityNumber: String?, name: String?)
    case person(InsuredPerson)
    /// 2201: `mdtrt_id`.
    case registered(visitID: String)
    /// 2202, 2203A, 2205, 2601: done.
    case accepted
    /// 2204: how many lines the insurer took.
    case linesUploaded(count: Int)
    /// 2206A, 2207A, 2208, 5203.
    case settlement(InsurerSettlement)
    /// 5201.
    case visits([QueriedVisit])
    /// 5204.
    case lines([QueriedLine])

    /// A visit row of 5201.
    package struct QueriedVisit: Sendable, Hashable {
        package var visitID: String
        package var outpatientNumber: String?

        package init(visitID: String, outpatientNumber: String?) {
            self.visitID = visitID
            self.outpatientNumber = outpatientNumber
        }
    }

    /// A line row of 5204.
    package struct QueriedLine: Sendable, Hashable {
        package var serial: String
        /// Nil while the line is not settled.
        package var settlementID: String?

        package init(serial: String, settlementID: String?) {
            self.serial = serial
            self.settlementID = settlementID
        }
    }
}

/// A settlement as the insurer answered it, its identities checked.
package struct InsurerSettlement: Sendable, Hashable {
    /// `setl_id`; nil in a pre-settlement.
    package var settlementID: String?
    package var visitID: String
    package var personNumber: String
    /// `medins_setl_id`: the msgid of the 2207 that made it; nil where the answer has none.
    package var messageNumber: String?
    /// The split, or nil when an identity does not hold.
    package var split: Split?
    /// Names of the identities that do not hold (`I1` … `I7`), and what was found.
    package var brokenIdentities: [String]
    /// Account balance in fen after the settlement.
    package var balanceFen: Int64?
    /// Whether the settlement has been cancelled (`refd_setl_flag` of 5203).
    package var isCancelled: Bool

    package init(
        settlementID: String?,
        visitID: String,
        personNumber: String,
        messageNumber: String?,
        split: Split?,
        brokenIdentities: [String] = [],
        balanceFen: Int64? = nil,
        isCancelled: Bool = false
    ) {
        self.settlementID = settlementID
        self.visitID = visitID
        self.personNumber = personNumber
        self.messageNumber = messageNumber
        self.split = split
        self.brokenIdentities = brokenIdentities
        self.balanceFen = balanceFen
        self.isCancelled = isCancelled
    }
}
