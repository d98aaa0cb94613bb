package import Billing

/// What a hospital system hands over at once: a person, a visit and all of its charge lines.
package struct ImportedVisit: Sendable, Hashable {
    package var patient: Patient
    package var visit: Visit
    package var lines: [ChargeLine]

    package init(patient: Patient, visit: Visit, lines: [ChargeLine]) {
        self.patient = patient
        self.visit = visit
        self.lines = lines
    }
}

/// What became of one imported visit; it was taken whole or not at all.
package enum ImportOutcome: Sendable, Hashable {
    case created
    case updated
    /// The ledger holds exactly this already.
    case unchanged
    /// Nothing of it was taken, and why.
    case refused(String)
}
