import Cryptography

/// The insurer's class of a charge item: 甲, 乙 or 丙 (wholly self-paid).
package enum ChargeClass: String, Sendable, Codable, CaseIterable {
    case a = "A"
    case b = "B"
    case c = "C"
}

/// One item charged in a visit.
package struct ChargeLine: Sendable, Hashable {
    /// Unique within the hospital; also the stem of the insurer's `feedetl_sn`.
    package var id: String
    /// The hospital's own item code.
    package var code: String
    /// The national insurance code of the item.
    package var nationalCode: String
    package var name: String
    package var chargeClass: ChargeClass
    package var unitPrice: Money
    package var quantity: ScaledDecimal
    /// The patient's first-pay share of a class B item, 0…1.
    package var firstPayShare: ScaledDecimal
    /// The ceiling of the unit price, above which the patient pays all; nil when there is none.
    package var priceLimit: Money?
    /// The national charge category (`01` bed … `14` other).
    package var category: String
    /// Unit price times quantity, half-up to the fen, once.
    package let total: Money

    package init(
        id: String,
        code: String,
        nationalCode: String,
        name: String,
        chargeClass: ChargeClass,
        unitPrice: Money,
        quantity: ScaledDecimal,
        firstPayShare: ScaledDecimal = .zero,
        priceLimit: Money? = nil,
        category: String = "14"
    ) {
        self.id = id
        self.code = code
        self.nationalCode = nationalCode
        self.name = name
        self.chargeClass = chargeClass
        self.unitPrice = unitPrice
        self.quantity = quantity
        self.firstPayShare = firstPayShare
        self.priceLimit = priceLimit
        self.category = category
        total = unitPrice.multiplied(by: quantity)
    }
}

/// An immutable snapshot of all unpaid lines of one visit and one disease code.
package struct Bill: Sendable, Hashable, Identifiable {
    package let id: String
    package let visit: Visit
    package let lines: [ChargeLine]
    /// The plain sum of the lines' totals, with no second rounding.
    package let total: Money
    /// SHA-256 over every field that decides money, lower-case hex: equal digest, equal bill.
    package let digest: String

    package init(id: String, visit: Visit, lines: [ChargeLine]) {
        self.id = id
        self.visit = visit
        self.lines = lines
        total = lines.map(\.total).total()
        digest = Bill.digest(visit: visit, lines: lines)
    }

    private static func digest(visit: Visit, lines: [ChargeLine]) -> String {
        var fields = ["bill-1", visit.id, visit.medicalType, visit.disease?.code ?? ""]
        fields.append("\(visit.hospitalLevel)")
        for line in lines.sorted(by: { $0.id < $1.id }) {
            fields += [
                line.id, line.nationalCode, line.chargeClass.rawValue, "\(line.unitPrice.fen)",
                "\(line.quantity.tenThousandths)", "\(line.firstPayShare.tenThousandths)",
                line.priceLimit.map { "\($0.fen)" } ?? "", "\(line.total.fen)",
            ]
        }
        // Length-prefixed, so that no choice of field contents can imitate another bill.
        let canonical = fields.map { "\($0.utf8.count):\($0)" }.joined()
        return Hex.encode(Hash.sha256(Array(canonical.utf8)))
    }
}
