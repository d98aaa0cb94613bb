/// How the insurer treats one national catalogue code.
struct CatalogueItem: Sendable, Equatable {
    /// The item's level, as the wire codes it (`chrgitm_lv`).
    enum Level: String, Sendable, Codable {
        /// 甲: wholly in scope.
        case full = "01"
        /// 乙: a first share is self-paid.
        case shared = "02"
        /// 丙, self-paid.
        case excluded = "03"

        /// The letter that the hospital side uses.
        var letter: String {
            switch self {
            case .full: "A"
            case .shared: "B"
            case .excluded: "C"
            }
        }
    }

    var code: String
    var name: String
    var level: Level
    /// Self-paid first share in ten-thousandths, 0…10 000.
    var firstShare: Int
    /// Ceiling of the unit price in millionths of a yuan; nil when there is none.
    var priceLimitMicro: Int64?
    /// Fee class 01…14 (`med_chrgitm_type`).
    var chargeType: String
    /// Catalogue kind (`list_type`): 101 drugs, 102 herbs, 201 services, 301 consumables.
    var listType: String

    /// What a code outside the catalogue is: charged in full to the patient.
    static func unknown(code: String) -> CatalogueItem {
        CatalogueItem(
            code: code,
            name: "目录外项目",
            level: .excluded,
            firstShare: 10_000,
            priceLimitMicro: nil,
            chargeType: "14",
            listType: "201"
        )
    }
}

extension CatalogueItem {
    /// Reads a generated code, which carries its own class, share and ceiling.
    ///
    /// Grammar: `SBX-<class>-<share>-<limit>-<rest>`, where class is `A`, `B` or `C`; share is the
    /// self-paid first share, a plain decimal from 0 to 1 with at most four decimals, or `N` for
    /// the class's own (A 0, C 1; B needs a share); limit is the ceiling of the unit price in
    /// yuan, a plain decimal with at most six decimals, or `N` for none; rest is one or more
    /// characters that tell items apart. Example: `SBX-B-0.1000-240.00-000123`.
    init?(generated code: String) {
        let parts = code.split(
            separator: "-",
            maxSplits: 4,
            omittingEmptySubsequences: false
        ).map(String.init)
        guard parts.count == 5, parts[0] == "SBX", !parts[4].isEmpty else { return nil }
        let level: Level
        switch parts[1] {
        case "A": level = .full
        case "B": level = .shared
        case "C": level = .excluded
        default: return nil
        }
        let share: Int
        if parts[2] == "N" {
            guard level != .shared else { return nil }
            share = level == .full ? 0 : 10_000
        } else {
            guard let read = FixedPoint.parse(parts[2], places: 4), (0...10_000).contains(read)
            else { return nil }
            share = Int(read)
        }
        var limit: Int64?
        if parts[3] != "N" {
            guard let read = FixedPoint.parse(parts[3], places: 6), read >= 0 else { return nil }
            limit = read
        }
        self.init(
            code: code,
            name: "生成项目\(parts[4])",
            level: level,
            firstShare: level == .excluded ? 10_000 : share,
            priceLimitMicro: limit,
            chargeType: "14",
            listType: "201"
        )
    }
}
