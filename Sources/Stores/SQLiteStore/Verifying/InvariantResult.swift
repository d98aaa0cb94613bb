/// What one invariant's check found.
package struct InvariantResult: Sendable, Hashable, Codable {
    /// `I1` … `I15`, `integrity`, `references`.
    package var id: String
    /// Nil when no query on this ledger alone can decide it.
    package var ok: Bool?
    /// What was checked or what is broken; ids and amounts only.
    package var detail: String

    package init(id: String, ok: Bool?, detail: String) {
        self.id = id
        self.ok = ok
        self.detail = detail
    }
}
