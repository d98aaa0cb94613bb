/// The fault plans in force and what each has played so far.
package struct FaultSchedule: Sendable {
    private struct Entry: Sendable {
        let plan: FaultPlan
        var seen = 0
        var played = 0
        var random: SandboxRandom
    }

    private var entries: [Entry] = []

    package init() {}

    /// The plans in force, oldest first.
    package var plans: [FaultPlan] {
        entries.map(\.plan)
    }

    /// Adds a plan; its count of calls starts now.
    package mutating func add(_ plan: FaultPlan) {
        entries.append(Entry(plan: plan, random: SandboxRandom(seed: plan.seed ?? 0)))
    }

    /// Forgets every plan.
    package mutating func removeAll() {
        entries = []
    }

    /// The fault that this call must play, or nil.
    ///
    /// Every matching plan counts the call; the oldest that is due plays. One that was due and had
    /// to stand back stays due, so that two plans for the first call play on two calls.
    package mutating func next(peer: String, operation: String) -> FaultPlan? {
        var chosen: FaultPlan?
        for index in entries.indices {
            let plan = entries[index].plan
            guard plan.peer == "*" || plan.peer == peer,
                plan.operation == "*" || plan.operation == operation
            else { continue }
            entries[index].seen += 1
            let due = Self.isDue(&entries[index], operation: operation)
            guard chosen == nil, due else { continue }
            entries[index].played += 1
            chosen = plan
        }
        return chosen
    }

    private static func isDue(_ entry: inout Entry, operation: String) -> Bool {
        let plan = entry.plan
        if let probability = plan.probability {
            let draw = Double(entry.random.next() >> 11) / Double(UInt64(1) << 53)
            guard draw < probability else { return false }
            if let count = calls(of: plan, operation: operation) { return entry.played < count }
            return true
        }
        return entry.seen >= (plan.nth ?? 1)
            && entry.played < (calls(of: plan, operation: operation) ?? 1)
    }

    /// How many calls a plan plays: its `count`, unless that counts polls.
    private static func calls(of plan: FaultPlan, operation: String) -> Int? {
        countsPolls(plan, operation: operation) ? 1 : plan.count
    }

    /// Whether `count` of this plan means polls after the call rather than calls.
    static func countsPolls(_ plan: FaultPlan, operation: String) -> Bool {
        switch plan.kind {
        case .userPaying, .vanish: payOperations.contains(operation)
        case .loseRequest, .loseAnswer, .delay, .hang, .duplicate, .late, .serverError,
            .serverErrorAfter, .truncate, .garble, .badSignature, .wrongAmount, .otherPerson,
            .refuse, .splitDiffers:
            false
        }
    }

    /// The operations that take money for a scanned code.
    private static let payOperations: Set<String> = ["micropay", "alipay.trade.pay"]
}

extension FaultPlan {
    /// The semantic fault as the peer of `operation` sees it: polls travel in its code.
    func semanticFault(operation: String) -> SemanticFault? {
        guard let semantic else { return nil }
        if FaultSchedule.countsPolls(self, operation: operation), let count {
            return SemanticFault(kind: semantic, code: String(count))
        }
        return SemanticFault(kind: semantic, code: code)
    }
}
