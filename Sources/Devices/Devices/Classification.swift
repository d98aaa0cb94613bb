/// What the present step of the screen waits for.
package enum ScanContext: Hashable, Sendable, CaseIterable {
    /// A code that says who the patient is.
    case identity
    /// A code that pays.
    case payment
    /// Anything: no sale is under way.
    case any
}

/// What a scanned text was found to be, in its context.
package enum Classification: Hashable, Sendable {
    /// One family, and this step may take it.
    case recognised(ScannedCode)
    /// One family, but of the other step: a payment code where a person is asked for, or the
    /// reverse.
    case misplaced(ScannedCode)
    /// Two families or more fit; only the cashier can say which.
    case ambiguous([ScannedCode])
    /// No family fits; nil when the text was not even inert.
    case unknown(ScannedText?)
}
