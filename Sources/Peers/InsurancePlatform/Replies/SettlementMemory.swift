import Billing

/// What this adapter has seen since it started and needs for the identities I6 and I7; losing it
/// costs a check, never an outcome.
struct SettlementMemory: Sendable {
    /// How many uploads and settlements are kept, the oldest leave.
    static let countMax = 64

    private var uploads: [String: [String: Split.Burden]] = [:]
    private var uploadOrder: [String] = []
    private var settlements: [String: SettlementFigures] = [:]
    private var settlementOrder: [String] = []

    /// Keeps the classes of lines that 2204 answered.
    mutating func keep(_ lines: [String: Split.Burden], visit: String, batch: String) {
        let key = "\(visit)/\(batch)"
        if uploads[key] == nil { uploadOrder.append(key) }
        uploads[key, default: [:]].merge(lines) { $1 }
        if uploadOrder.count > SettlementMemory.countMax {
            uploads[uploadOrder.removeFirst()] = nil
        }
    }

    /// The sums of an upload's classes, or nil unless every line named was seen.
    func classes(
        of serials: [String],
        visit: String,
        batch: String
    ) -> (burden: Split.Burden, lines: Int)? {
        guard let lines = uploads["\(visit)/\(batch)"], lines.count == serials.count else {
            return nil
        }
        var sum = Split.Burden.none
        for serial in serials {
            guard let line = lines[serial] else { return nil }
            sum.ownPay += line.ownPay
            sum.overLimit += line.overLimit
            sum.firstPay += line.firstPay
            sum.inScope += line.inScope
        }
        return (sum, serials.count)
    }

    /// Keeps the amounts of a settlement.
    mutating func keep(_ figures: SettlementFigures, settlement: String) {
        if settlements.updateValue(figures, forKey: settlement) == nil {
            settlementOrder.append(settlement)
        }
        if settlementOrder.count > SettlementMemory.countMax {
            settlements[settlementOrder.removeFirst()] = nil
        }
    }

    /// The amounts of a settlement, where they were seen.
    func figures(of settlement: String) -> SettlementFigures? {
        settlements[settlement]
    }
}
