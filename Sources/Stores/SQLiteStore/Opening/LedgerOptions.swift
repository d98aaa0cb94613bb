package import Settlement

/// How a ledger is opened.
package struct LedgerOptions: Sendable {
    /// Where times of the store's own records (imports, registrations, releases) come from.
    package var clock: any EngineClock
    /// The file of the field and chain keys; nil means `<ledger>.keys` beside the ledger.
    package var keyFile: String?
    /// Whether a missing ledger is created; otherwise it is an error.
    package var creates: Bool

    package init(clock: any EngineClock, keyFile: String? = nil, creates: Bool = true) {
        self.clock = clock
        self.keyFile = keyFile
        self.creates = creates
    }
}
