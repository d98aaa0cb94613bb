import Billing
import TestEffort
import Testing

@Suite("Money")
struct MoneyTests {
    @Test(
        "reads exact yuan",
        arguments: [
            ("0.01", 1), ("12", 1200), ("12.5", 1250), ("-3.07", -307), ("0", 0), ("0.00", 0),
            ("9999999999999.99", 999_999_999_999_999), ("007", 700),
        ] as [(String, Int64)]
    )
    func reads(text: String, fen: Int64) throws {
        #expect(try Money(yuan: text).fen == fen)
    }

    @Test(
        "refuses what is not a plain amount",
        arguments: [
            "", ".", "1.", ".5", "1e3", "１", "1,000", "+1", "--1", "1.2.3", " 1", "1 ", "0x10",
            "99999999999999", "99999999999999999999", "-", "∞",
        ]
    )
    func refuses(text: String) {
        #expect(throws: MoneyFormatError.notAnAmount) { try Money(yuan: text) }
    }

    @Test("refuses a third decimal")
    func refusesThirdDecimal() {
        #expect(throws: MoneyFormatError.tooManyDecimals) { try Money(yuan: "1.234") }
    }

    @Test(
        "prints two decimals and reads its own print back",
        arguments: [0, 1, 10, 99, 100, -3, -100, -123_456, 24_353] as [Int64]
    )
    func roundTrips(fen: Int64) throws {
        let money = Money(fen: fen)
        #expect(try Money(yuan: money.yuan) == money)
    }

    @Test("prints a negative amount below one yuan with its sign")
    func printsSign() {
        #expect(Money(fen: -3).yuan == "-0.03")
        #expect(Money(fen: 24_353).yuan == "243.53")
    }

    @Test("overflow stops the program instead of losing money")
    func overflowTraps() async {
        await #expect(processExitsWith: .failure) {
            _ = Money(fen: .max) + Money(fen: 1)
        }
    }

    @Test("a line total rounds half up, not to even")
    func roundsHalfUp() throws {
        // 7.745 is 10 % of 77.45: banker's rounding would give 7.74.
        #expect(try Money(yuan: "77.45").multiplied(by: ScaledDecimal("0.10")).fen == 775)
        #expect(try Money(yuan: "15.49").multiplied(by: ScaledDecimal("5")).fen == 7745)
        #expect(try Money(yuan: "-77.45").multiplied(by: ScaledDecimal("0.10")).fen == -775)
    }
}

@Suite("Allocation")
struct AllocationTests {
    @Test("the remainder goes to the largest fractions, then to the earlier part")
    func remainder() {
        #expect(Money(fen: 100).allocated(byWeights: [1, 1, 1]).map(\.fen) == [34, 33, 33])
        #expect(Money(fen: 100).allocated(byWeights: [1, 2, 3]).map(\.fen) == [17, 33, 50])
        #expect(Money(fen: -100).allocated(byWeights: [1, 1, 1]).map(\.fen) == [-34, -33, -33])
        #expect(Money(fen: 0).allocated(byWeights: [1, 0]).map(\.fen) == [0, 0])
        #expect(Money(fen: 5).allocated(byWeights: [0, 7]).map(\.fen) == [0, 5])
    }

    @Test("parts always add up to the whole, each within a fen of its exact share")
    func sums() {
        var random = TestRandom(seed: 7)
        for _ in 0..<TestEffort.count(20_000, deep: 1_000_000) {
            let fen = Int64.random(in: -1_000_000_000...1_000_000_000, using: &random)
            let weights = (0..<Int.random(in: 1...9, using: &random)).map { _ in
                Int64.random(in: 0...1_000_000, using: &random)
            }
            guard weights.contains(where: { $0 > 0 }) else { continue }
            let parts = Money(fen: fen).allocated(byWeights: weights)
            #expect(parts.total().fen == fen)
            let sum = weights.reduce(0, +)
            for (part, weight) in zip(parts, weights) {
                // |part × sum − whole × weight| < sum, compared without division.
                let error = part.fen * sum - fen * weight
                #expect(abs(error) < sum)
            }
        }
    }
}

@Suite("Cash rounding")
struct CashRoundingTests {
    @Test(
        "each mode takes what its rule says",
        arguments: [
            (CashRounding.none, 24_353), (.jiaoHalfUp, 24_350), (.jiaoDown, 24_350),
            (.jiaoUp, 24_360), (.yuanHalfUp, 24_400), (.yuanDown, 24_300), (.yuanUp, 24_400),
        ] as [(CashRounding, Int64)]
    )
    func modes(mode: CashRounding, taken: Int64) {
        let exact = Money(fen: 24_353)
        #expect(mode.taken(for: exact).fen == taken)
        #expect(mode.taken(for: exact) + mode.difference(for: exact) == exact)
    }

    @Test("a tie goes up, an even amount stays", arguments: CashRounding.allCases)
    func ties(mode: CashRounding) {
        #expect(CashRounding.jiaoHalfUp.taken(for: Money(fen: 5)).fen == 10)
        #expect(CashRounding.jiaoHalfUp.taken(for: Money(fen: 4)).fen == 0)
        #expect(mode.taken(for: Money(fen: 700)).fen == 700)
        #expect(mode.taken(for: .zero) == .zero)
    }
}

/// SplitMix64, so that a failing case can be repeated.
struct TestRandom: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
