package import Billing

/// Which obligation of a settlement an attempt tries to meet.
package enum LegRole: String, Sendable, Codable, CaseIterable {
    case insurance
    /// An electronic payment by a scanned code.
    case code
    case cash
}

/// What takes back an attempt's effect; decided and durable before the effect can exist.
package enum UndoKind: String, Sendable, Codable, CaseIterable {
    /// 2601 inside the fence of rule 5: the outcome of the 2207 is unknown.
    case fence
    /// 2208 with a known `setl_id`.
    case cancelSettlement = "cancel_settlement"
    /// Alipay cancel or WeChat reverse.
    case cancel
    /// A refund with a number of its own.
    case refund
    /// Notes and coins handed back.
    case handBack = "hand_back"
}

/// One try at a leg; its number, amount and plan never change, its state moves by the table.
package struct Attempt: Sendable, Hashable, Identifiable {
    package let id: String
    package let role: LegRole
    /// Nil for the insurance leg.
    package let tender: TenderKind?
    /// Our number: the msgid of the 2207, the `out_trade_no`, or a cash entry's own number.
    package let number: String
    /// What the attempt is to move: self-pay for a tender, fund and account for the insurance leg.
    package let amount: Money
    package let createdAt: Moment

    package var state: LegState
    /// The peer's own number of the effect: `setl_id`, `transaction_id`, `trade_no`.
    package var peerNumber: String?
    /// When the request of the current step may first have been sent; anchors the horizon.
    package var sentAt: Moment
    /// How often the peer has been asked in the current state.
    package var polls: Int
    /// Which undo is running, from `undoIntent` on.
    package var undo: UndoKind?
    /// The number of the undo that is running, where it has one of its own.
    package var undoNumber: String?
    /// When the undo that is running may first have been sent.
    package var undoSentAt: Moment?
    /// How far the undo has come; the meaning of a step belongs to its kind.
    package var undoStep: Int
    /// How many undos of this attempt have been refused for good.
    package var undoRefusals: Int
    /// The peer's last refusal or doubt in its own words, shown to the cashier.
    package var lastWord: String?
    /// Whether the peer refused in a way that counts only after a probe (rule 4).
    package var refusalAwaitsProbe: Bool
    /// What has been given back of a done attempt.
    package var returned: Money
    /// Cash handed over (cash attempts only), at least `amount` once posted.
    package var tendered: Money?
    /// Cash change handed back at the pivot.
    package var change: Money

    package init(
        id: String,
        role: LegRole,
        tender: TenderKind?,
        number: String,
        amount: Money,
        createdAt: Moment,
        state: LegState,
        tendered: Money? = nil
    ) {
        self.id = id
        self.role = role
        self.tender = tender
        self.number = number
        self.amount = amount
        self.createdAt = createdAt
        self.state = state
        peerNumber = nil
        sentAt = createdAt
        polls = 0
        undo = nil
        undoNumber = nil
        undoSentAt = nil
        undoStep = 0
        undoRefusals = 0
        lastWord = nil
        refusalAwaitsProbe = false
        returned = .zero
        self.tendered = tendered
        change = .zero
    }
}
