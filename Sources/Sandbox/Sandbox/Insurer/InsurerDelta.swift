/// What a request changed in the insurer's books: enough to bring the books of before up to date.
///
/// Books grow with every call; writing them whole each time would make every call slower than the
/// one before it.
struct InsurerDelta: Codable {
    /// The books with only those entries that are new or changed.
    private var changed: InsurerPeer
    /// Keys that are gone, by the table's name.
    private var gone: [String: [String]] = [:]

    /// What differs between two states of the same books.
    init(from old: InsurerPeer, to new: InsurerPeer) {
        changed = new
        changed.nonces = difference("nonces", old.nonces, new.nonces)
        changed.signIns = difference("signIns", old.signIns, new.signIns)
        changed.people = difference("people", old.people, new.people)
        changed.codes = difference("codes", old.codes, new.codes)
        changed.tokens = difference("tokens", old.tokens, new.tokens)
        changed.visits = difference("visits", old.visits, new.visits)
        changed.openVisits = difference("openVisits", old.openVisits, new.openVisits)
        changed.visitsOfPerson = difference(
            "visitsOfPerson",
            old.visitsOfPerson,
            new.visitsOfPerson
        )
        changed.settlements = difference("settlements", old.settlements, new.settlements)
        changed.messages = difference("messages", old.messages, new.messages)
    }

    /// Brings books that are in the older state into the newer one.
    func apply(to peer: inout InsurerPeer) {
        var next = changed
        next.nonces = merged("nonces", peer.nonces, changed.nonces)
        next.signIns = merged("signIns", peer.signIns, changed.signIns)
        next.people = merged("people", peer.people, changed.people)
        next.codes = merged("codes", peer.codes, changed.codes)
        next.tokens = merged("tokens", peer.tokens, changed.tokens)
        next.visits = merged("visits", peer.visits, changed.visits)
        next.openVisits = merged("openVisits", peer.openVisits, changed.openVisits)
        next.visitsOfPerson = merged(
            "visitsOfPerson",
            peer.visitsOfPerson,
            changed.visitsOfPerson
        )
        next.settlements = merged("settlements", peer.settlements, changed.settlements)
        next.messages = peer.messages.subtracting(gone["messages"] ?? []).union(changed.messages)
        peer = next
    }

    private mutating func difference<Value: Equatable>(
        _ name: String,
        _ old: [String: Value],
        _ new: [String: Value]
    ) -> [String: Value] {
        // Untouched tables share their storage, which makes this comparison immediate.
        guard old != new else { return [:] }
        let lost = old.keys.filter { new[$0] == nil }
        if !lost.isEmpty { gone[name] = lost }
        return new.filter { old[$0.key] != $0.value }
    }

    private mutating func difference(
        _ name: String,
        _ old: Set<String>,
        _ new: Set<String>
    ) -> Set<String> {
        guard old != new else { return [] }
        let lost = old.subtracting(new)
        if !lost.isEmpty { gone[name] = Array(lost) }
        return new.subtracting(old)
    }

    private func merged<Value>(
        _ name: String,
        _ old: [String: Value],
        _ new: [String: Value]
    ) -> [String: Value] {
        var table = old
        for key in gone[name] ?? [] { table[key] = nil }
        return table.merging(new) { $1 }
    }
}
