package import Billing

/// The engine's time and count limits; tests shorten them, real defaults stand here.
package struct EngineLimits: Sendable, Hashable {
    /// How long an insurer settlement may stand without a live tender (rule 10).
    package var tenderless: Duration = .seconds(600)
    /// How long a scanned payment code is held in memory (rule 9).
    package var codeLifetime: Duration = .seconds(20)
    /// How long an outcome may be unknown before a person must look at it (T13).
    package var doubtMax: Duration = .seconds(900)
    /// Between two questions about a settlement in suspense.
    package var suspenseInterval: Duration = .seconds(300)
    /// The first pause after a refused 2208; doubled each time.
    package var undoRetry: Duration = .seconds(10)
    /// How many definite refusals of an undo make it a person's case.
    package var undoRefusalsMax = 4
    /// After a ledger that could not be written, before the settlement is looked at again.
    package var ledgerRetry: Duration = .seconds(5)
    /// Between two rounds of cleaning up abandoned quotes.
    package var housekeeping: Duration = .seconds(30)

    package init() {}
}

/// Who the engine works for and by which rules of the house.
package struct EngineConfiguration: Sendable {
    /// The console's id, under which it owns settlements.
    package var owner: String
    /// The open shift whose drawer takes cash, if any.
    package var shiftID: String?
    package var cashRounding: CashRounding
    /// Shown to the payer by the channels, such as the hospital's name and 门诊缴费.
    package var paymentSubject: String
    package var limits: EngineLimits

    package init(
        owner: String,
        shiftID: String? = nil,
        cashRounding: CashRounding = .jiaoHalfUp,
        paymentSubject: String,
        limits: EngineLimits = EngineLimits()
    ) {
        self.owner = owner
        self.shiftID = shiftID
        self.cashRounding = cashRounding
        self.paymentSubject = paymentSubject
        self.limits = limits
    }
}
