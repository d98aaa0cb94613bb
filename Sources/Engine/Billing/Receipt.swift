/// What a finished settlement tells the patient and the message line; derived, never stored apart.
package struct Receipt: Sendable, Hashable {
    /// The settlement's number.
    package var number: String
    package var patientName: String
    package var split: Split
    package var tenders: [Tender]
    /// Exact amount minus cash taken, where cash was rounded.
    package var rounding: Money
    /// Cash to hand back, zero for none.
    package var change: Money
    /// The insurer's settlement number, where there is one.
    package var insurerSettlement: String?
    /// China time `yyyy-MM-dd HH:mm:ss`.
    package var at: String

    /// One tender line of a receipt.
    package struct Tender: Sendable, Hashable {
        package var kind: TenderKind
        package var amount: Money

        package init(kind: TenderKind, amount: Money) {
            self.kind = kind
            self.amount = amount
        }
    }

    package init(
        number: String,
        patientName: String,
        split: Split,
        tenders: [Tender],
        rounding: Money,
        change: Money,
        insurerSettlement: String?,
        at: String
    ) {
        self.number = number
        self.patientName = patientName
        self.split = split
        self.tenders = tenders
        self.rounding = rounding
        self.change = change
        self.insurerSettlement = insurerSettlement
        self.at = at
    }
}
