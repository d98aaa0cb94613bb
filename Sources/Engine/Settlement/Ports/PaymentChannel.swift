package import Billing

/// A payment channel, as the settlement engine needs it: charge a scanned code, ask, take back.
package protocol PaymentChannel: Sendable {
    var tender: TenderKind { get }
    var profile: PaymentProfile { get }
    /// The business body of a request, to be stored sealed before it is sent.
    func body(of request: PaymentRequest) -> [UInt8]
    /// Sends the request once and classifies the answer; never retries.
    func perform(_ request: PaymentRequest, body: [UInt8]) async -> PeerResult<PaymentOutcome>
    /// The channel's name of a request: `micropay`, `alipay.trade.pay`.
    func operation(of request: PaymentRequest) -> String
}

/// What differs between channels and matters to the engine; tests use milliseconds.
package struct PaymentProfile: Sendable, Hashable {
    /// Between two queries of a pending or unknown payment.
    package var pollInterval: Duration
    /// How long to ask before the payment is cancelled.
    package var pollWindow: Duration
    /// How soon after the charge a cancel may be sent.
    package var earliestCancel: Duration
    /// How long after the charge a cancel is still possible.
    package var cancelWindow: Duration
    /// Whether a cancel must be sent on the charge's day in China.
    package var cancelsSameDayOnly: Bool
    /// How late a lost charge can still take effect.
    package var horizon: Duration
    /// Between two tries of a cancel or of its query.
    package var undoInterval: Duration

    package init(
        pollInterval: Duration,
        pollWindow: Duration,
        earliestCancel: Duration,
        cancelWindow: Duration,
        cancelsSameDayOnly: Bool,
        horizon: Duration,
        undoInterval: Duration
    ) {
        self.pollInterval = pollInterval
        self.pollWindow = pollWindow
        self.earliestCancel = earliestCancel
        self.cancelWindow = cancelWindow
        self.cancelsSameDayOnly = cancelsSameDayOnly
        self.horizon = horizon
        self.undoInterval = undoInterval
    }

    /// WeChat Pay: ask every 5 s for 45 s, reverse not before 15 s and within 7 days, horizon 120 s.
    package static let weChat = PaymentProfile(
        pollInterval: .seconds(5),
        pollWindow: .seconds(45),
        earliestCancel: .seconds(15),
        cancelWindow: .seconds(7 * 86_400),
        cancelsSameDayOnly: false,
        horizon: .seconds(120),
        undoInterval: .seconds(5)
    )

    /// Alipay: ask every 5 s for 60 s, cancel the same day; its timeout of 90 s plus 30 s.
    package static let alipay = PaymentProfile(
        pollInterval: .seconds(5),
        pollWindow: .seconds(60),
        earliestCancel: .zero,
        cancelWindow: .seconds(86_400),
        cancelsSameDayOnly: true,
        horizon: .seconds(120),
        undoInterval: .seconds(2)
    )
}

/// Everything the engine asks of a payment channel.
package enum PaymentRequest: Sendable, Hashable {
    /// Charge the code exactly once.
    case charge(number: String, amount: Money, code: PaymentCode, subject: String)
    case query(number: String, amount: Money)
    /// Close if unpaid, give back if paid.
    case cancel(number: String)
    case refund(number: String, refundNumber: String, amount: Money, total: Money)
    case queryRefund(number: String, refundNumber: String, amount: Money)

    /// Our number of the payment that the request is about.
    package var number: String {
        switch self {
        case .charge(let number, _, _, _), .query(let number, _), .cancel(let number),
            .refund(let number, _, _, _), .queryRefund(let number, _, _):
            number
        }
    }
}

/// How one request to a payment channel ended; an adapter maps every answer by an exhaustive table
/// whose default is `unknown`.
package enum PaymentOutcome: Sendable, Hashable {
    /// Verified success of the charge for exactly our number and amount.
    case paid(peerNumber: String)
    /// The payer is typing a password or the channel is working on it.
    case pending
    /// The request was refused for good and nothing happened.
    case refused(Refusal)
    /// A query: the payment is closed or reversed; nothing is or stays taken.
    case closed
    /// A query: the payment was given back, this much in all.
    case refunded(Money)
    /// A query or a cancel: no such order, as far as the channel knows now.
    case notFound
    /// A cancel or refund was accepted; a query must still confirm a cancel.
    case undoAccepted
    /// A cancel: the channel asks for the same cancel again (`recall=Y`, `retry_flag=Y`).
    case undoAgain
    /// A cancel or refund was refused for good; the payment stands as it was.
    case undoRefused(Refusal)
    /// The channel says our number is already paid on a first charge: not success (rule 7).
    case alreadyPaid
    /// A query answered about our number, but with another amount.
    case mismatch(Doubt)
    case unknown(Doubt)
    /// Not one byte left this machine.
    case notSent(Doubt)
}
