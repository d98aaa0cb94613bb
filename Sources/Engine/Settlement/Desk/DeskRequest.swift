package import Billing

/// A confirmation of exactly what a screen showed; a settlement that has moved on refuses it.
package struct ConfirmationToken: Sendable, Hashable {
    package let settlementID: String
    package let billDigest: String
    package let split: Split

    package init(settlementID: String, billDigest: String, split: Split) {
        self.settlementID = settlementID
        self.billDigest = billDigest
        self.split = split
    }

    /// The token of what a screen shows of a record, or nil while there is no split to confirm.
    package init?(showing record: SettlementRecord) {
        guard let split = record.currentSplit else { return nil }
        self.init(settlementID: record.id, billDigest: record.billDigest, split: split)
    }
}

/// What the cashier does about the amount due.
package enum TenderOffer: Sendable, Hashable {
    /// Nothing is left to pay: settle with the insurer alone.
    case nothingDue
    /// A scanned payment code for all that remains.
    case code(PaymentCode, tender: TenderKind, scannedAt: Moment)
    /// Cash for all that remains: the amount handed over, or nil for exactly the rounded due.
    case cash(tendered: Money?)
}

/// What a console asks of the engine; every request is answered by `DeskEvent`s.
package enum DeskRequest: Sendable, Hashable {
    /// Find the person and the unpaid bills by what was scanned.
    case identify(IdentityPresented)
    /// Claim the bill, register, upload and pre-settle; as self-pay when no person is given.
    case quote(billID: String, person: InsuredPerson?)
    /// Confirm the split and settle with the tender.
    case settle(ConfirmationToken, TenderOffer)
    /// Take cash for a part at once; the rest is armed for a code.
    case holdCash(ConfirmationToken, amount: Money)
    /// Give the settlement up: undo what was done, owe back what was taken.
    case giveUp(settlementID: String)
    /// Leave a quote without settling, or let a running settlement go on in the background.
    case leave(settlementID: String)
    /// Ask the peers now instead of at the next interval.
    case askNow(settlementID: String)
    /// Cash of exactly this amount was handed back.
    case cashReturned(settlementID: String, amount: Money)
    /// Refresh the list of open settlements.
    case listOpen
}

/// A scanned or typed identity.
package enum IdentityPresented: Sendable, Hashable {
    /// An insurance e-credential's QR code (28 digits).
    case insuranceCode(String)
    case residentID(String)
    case socialSecurityCard(String)
    /// The hospital's own patient number: a self-pay look-up.
    case patientNumber(String)
}

/// What the engine tells a console.
package enum DeskEvent: Sendable {
    case identified(Identified)
    case identifyFailed(DeskProblem)
    case quoted(SettlementRecord, Bill)
    case quoteFailed(billID: String, DeskProblem)
    /// A request about a settlement was refused; nothing changed.
    case refused(settlementID: String, DeskProblem)
    /// A settlement changed; `story` tells what was tried, oldest first.
    case changed(SettlementRecord, story: [StoryLine])
    /// A settlement reached the pivot.
    case paid(SettlementRecord, Receipt)
    /// What is in doubt or owed, oldest first.
    case open([OpenItem])
    /// How a peer answers.
    case health(PeerHealth)
}

/// A recognised person with the unpaid bills.
package struct Identified: Sendable, Hashable {
    package var patient: Patient
    /// Nil when the person is known here but not insured, or was looked up by patient number.
    package var insured: InsuredPerson?
    package var bills: [Bill]
    /// Why the insurer's part is missing although a credential was shown, in the insurer's words.
    package var insurerWord: String?

    package init(
        patient: Patient,
        insured: InsuredPerson?,
        bills: [Bill],
        insurerWord: String? = nil
    ) {
        self.patient = patient
        self.insured = insured
        self.bills = bills
        self.insurerWord = insurerWord
    }
}

/// Why a request could not be done, as a value that each language has one clear sentence for.
package enum DeskProblem: Error, Sendable, Hashable {
    /// The insurer refused; its words are shown unchanged.
    case insurerRefused(String)
    /// The insurer did not answer, or not understandably; asking again is safe.
    case insurerSilent(String)
    /// The e-credential is expired or used: the patient should refresh it.
    case credentialStale(String)
    /// The insurer knows the person, the hospital does not.
    case unknownPatient
    case noUnpaidBill
    /// The bill was paid meanwhile.
    case billPaid
    /// Another settlement holds the bill; at which console.
    case billHeld(owner: String)
    /// What was confirmed is no longer what is due; the new split is in the record.
    case amountsChanged
    /// Less cash than is due.
    case notEnoughCash(due: Money)
    /// There is nothing to pay, or more cash than remains for a mixed payment.
    case cashNotNeeded
    /// The code does not belong to a channel that is configured.
    case channelMissing(TenderKind)
    /// The payment code is older than 20 s or was used.
    case codeStale
    /// Work on this settlement is already under way.
    case busy
    /// The request does not fit the settlement's phase.
    case notNow(SettlementPhase)
    /// The ledger could not be written; nothing was sent.
    case ledgerUnwritable(String)
    case notFound
}

/// One line of what was tried, for the story of a payment in doubt.
package struct StoryLine: Sendable, Hashable {
    /// UTC milliseconds.
    package var at: Int64
    package var operation: String
    package var verdict: String
    package var detail: String

    package init(at: Int64, operation: String, verdict: String, detail: String) {
        self.at = at
        self.operation = operation
        self.verdict = verdict
        self.detail = detail
    }
}

/// A settlement in doubt, owed or unfinished, for the strip and the list.
package struct OpenItem: Sendable, Hashable, Identifiable {
    package var record: SettlementRecord
    /// Masked.
    package var patientName: String
    /// Milliseconds since the doubt or debt began.
    package var waitingMilliseconds: Int64
    /// Milliseconds until the engine acts by itself again, or nil when a person must act.
    package var nextActionMilliseconds: Int64?
    package var id: String { record.id }

    package init(
        record: SettlementRecord,
        patientName: String,
        waitingMilliseconds: Int64,
        nextActionMilliseconds: Int64?
    ) {
        self.record = record
        self.patientName = patientName
        self.waitingMilliseconds = waitingMilliseconds
        self.nextActionMilliseconds = nextActionMilliseconds
    }
}

/// How a peer has answered lately.
package struct PeerHealth: Sendable, Hashable {
    package enum Condition: String, Sendable {
        case good, slow, silent
    }
    /// `insurance`, `wechat`, `alipay`.
    package var peer: String
    package var condition: Condition
    package var lastMilliseconds: Int64

    package init(peer: String, condition: Condition, lastMilliseconds: Int64) {
        self.peer = peer
        self.condition = condition
        self.lastMilliseconds = lastMilliseconds
    }
}
