extension Money {
    /// Divides the amount by weights so that the parts always add up to the whole.
    ///
    /// Each part is first rounded towards zero; the fen that remain go one each to the parts with
    /// the largest remainders, and among equal remainders to the earlier part. An amount of either
    /// sign is allowed. The weights must not be negative and must not all be zero.
    package func allocated(byWeights weights: [Int64]) -> [Money] {
        precondition(weights.allSatisfy { $0 >= 0 }, "an allocation weight is negative")
        let sum = weights.reduce(0, +)
        precondition(sum > 0, "an allocation needs a weight above zero")
        let whole = UInt64(fen.magnitude)
        var parts: [UInt64] = []
        var remainders: [(remainder: UInt64, index: Int)] = []
        for (index, weight) in weights.enumerated() {
            let product = whole.multipliedFullWidth(by: UInt64(weight))
            let (quotient, remainder) = UInt64(sum).dividingFullWidth(product)
            parts.append(quotient)
            remainders.append((remainder, index))
        }
        let rest = whole - parts.reduce(0, +)
        remainders.sort { ($0.remainder, $1.index) > ($1.remainder, $0.index) }
        for entry in remainders.prefix(Int(rest)) {
            parts[entry.index] += 1
        }
        return parts.map { Money(fen: fen < 0 ? -Int64($0) : Int64($0)) }
    }
}
