import Testing

@testable import Sandbox
import TestEffort

/// Properties of the insurer's arithmetic over seeded random bills.
@Suite struct BenefitPropertyTests {
    /// One random person, policy and bill.
    private struct Case {
        var policy: BenefitPolicy
        var used: BenefitAccumulators
        var balance: InsurerFen
        var givers: [InsurerFen]
        var disease: BenefitPolicy.Disease?
        var lines: [(item: CatalogueItem, priceMicro: Int64, quantity: Int64)]

        func classified() throws -> [BenefitLine] {
            try lines.map {
                try #require(
                    BenefitLine(
                        item: $0.item,
                        priceMicro: $0.priceMicro,
                        quantity: $0.quantity,
                        chargedInFull: false
                    )
                )
            }
        }

        func split(_ lines: [BenefitLine], used: BenefitAccumulators? = nil) -> BenefitSplit {
            BenefitSplit(
                lines: lines,
                policy: policy,
                used: used ?? self.used,
                disease: disease?.code,
                balance: balance,
                givers: givers
            )
        }
    }

    private static func randomCase(_ random: inout SandboxRandom) -> Case {
        let scheme: BenefitPolicy.Scheme = random.next() % 2 == 0 ? .employee : .resident
        let disease = random.next() % 4 == 0 ? BenefitPolicy.diseases.pick(&random) : nil
        let policy = BenefitPolicy(
            scheme: scheme,
            retired: random.next() % 2 == 0,
            civilServant: random.next() % 3 == 0,
            level: Int(1 + random.next() % 3),
            disease: disease
        )
        var used = BenefitAccumulators()
        used.deductibleUsed = InsurerFen(Int.random(in: 0...70_000, using: &random))
        used.poolUsed = InsurerFen(Int.random(in: 0...1_010_000, using: &random))
        used.civilUsed = InsurerFen(Int.random(in: 0...510_000, using: &random))
        if let disease {
            used.diseasePoolUsed = [
                disease.code: InsurerFen(
                    Int.random(in: 0...policy.poolCap.fen + 100, using: &random)
                )
            ]
        }
        let hasAccount = policy.hasAccount && random.next() % 3 > 0
        let lines = (0..<(1 + random.next() % 12)).map { _ in
            let level = [CatalogueItem.Level.full, .shared, .excluded].pick(&random)
            let limit =
                random.next() % 3 == 0
                ? Int64.random(in: 1...60_000_000, using: &random) : nil
            let item = CatalogueItem(
                code: "X",
                name: "项目",
                level: level,
                firstShare: level == .shared ? Int.random(in: 0...10_000, using: &random) : 0,
                priceLimitMicro: limit,
                chargeType: "14",
                listType: "201"
            )
            return (
                item, Int64.random(in: 0...90_000_000, using: &random),
                Int64.random(in: 1...300_000, using: &random)
            )
        }
        return Case(
            policy: policy,
            used: used,
            balance: hasAccount ? InsurerFen(Int.random(in: 0...90_000, using: &random)) : .zero,
            givers: (0..<(random.next() % 3)).map { _ in
                InsurerFen(Int.random(in: 0...20_000, using: &random))
            },
            disease: disease,
            lines: lines
        )
    }

    private static let caseCount = TestEffort.count(400, deep: 4_000)

    private func forEachCase(
        seed: UInt64,
        _ check: (Case, inout SandboxRandom) throws -> Void
    ) throws {
        for number in 0..<Self.caseCount {
            var random = SandboxRandom(seed: seed &* 1_000_003 &+ UInt64(number))
            try check(Self.randomCase(&random), &random)
        }
    }

    @Test("no part is negative and the parts add up to the whole", arguments: [1, 2, 3])
    func partsAndSum(seed: UInt64) throws {
        try forEachCase(seed: seed) { sample, _ in
            let lines = try sample.classified()
            for line in lines {
                #expect(
                    line.own + line.overLimit + line.firstPay + line.inScope == line.total
                )
                for part in [line.own, line.overLimit, line.firstPay, line.inScope] {
                    #expect(part >= .zero)
                }
            }
            let split = sample.split(lines)
            let parts =
                [split.deductible, split.pool, split.civil, split.account, split.cash] + split.aid
            for part in parts { #expect(part >= .zero, "seed \(seed)") }
            #expect(split.fund + split.account + split.aidTotal + split.cash == split.total)
            #expect(split.total == lines.map(\.total).total)
            #expect(split.account <= sample.balance)
            #expect(zip(split.aid, sample.givers).allSatisfy { $0 <= $1 })
            #expect(split.account + split.aidTotal <= split.accountAllowed)
            #expect(split.cash >= split.own + split.overLimit)
        }
    }

    @Test("the order of the lines does not matter", arguments: [4, 5])
    func order(seed: UInt64) throws {
        try forEachCase(seed: seed) { sample, random in
            let lines = try sample.classified()
            #expect(sample.split(lines) == sample.split(lines.shuffled(using: &random)))
        }
    }

    @Test("two bills carry no less deductible than one", arguments: [6, 7])
    func deductibleOfTwo(seed: UInt64) throws {
        try forEachCase(seed: seed) { sample, random in
            let lines = try sample.classified()
            let cut = Int.random(in: 0...lines.count, using: &random)
            let first = sample.split(Array(lines[..<cut]))
            var used = sample.used
            used.move(first, disease: sample.disease?.code, sign: 1)
            let second = sample.split(Array(lines[cut...]), used: used)
            let whole = sample.split(lines)
            #expect(first.deductible + second.deductible >= whole.deductible)
        }
    }

    @Test("booking and taking back in any order leaves nothing behind", arguments: [8, 9])
    func reversal(seed: UInt64) throws {
        try forEachCase(seed: seed) { sample, _ in
            let lines = try sample.classified()
            var used = sample.used
            let code = sample.disease?.code
            let first = sample.split(lines, used: used)
            used.move(first, disease: code, sign: 1)
            let second = sample.split(lines, used: used)
            used.move(second, disease: code, sign: 1)
            used.move(first, disease: code, sign: -1)
            used.move(second, disease: code, sign: -1)
            used.diseasePoolUsed = used.diseasePoolUsed.filter { $0.value != .zero }
            var before = sample.used
            before.diseasePoolUsed = before.diseasePoolUsed.filter { $0.value != .zero }
            #expect(used == before)
        }
    }

    // Prices in whole fen and whole quantities: beyond that, the roundings of total and excess
    // above a ceiling may differ by a fen from one price to the next.
    @Test("a dearer item lowers neither the funds' part nor the person's", arguments: [10, 11])
    func monotone(seed: UInt64) throws {
        try forEachCase(seed: seed) { sample, random in
            let index = Int.random(in: 0..<sample.lines.count, using: &random)
            var sample = sample
            for place in sample.lines.indices {
                sample.lines[place].priceMicro -= sample.lines[place].priceMicro % 10_000
                sample.lines[place].quantity = 10_000 * (1 + sample.lines[place].quantity % 30)
                let limit = sample.lines[place].item.priceLimitMicro
                sample.lines[place].item.priceLimitMicro = limit.map { $0 - $0 % 10_000 }
            }
            var dearer = sample
            dearer.lines[index].priceMicro += 10_000 * Int64.random(in: 0...500, using: &random)
            let before = sample.split(try sample.classified())
            let after = dearer.split(try dearer.classified())
            #expect(after.total >= before.total)
            #expect(after.fund >= before.fund, "seed \(seed)")
            #expect(after.personal >= before.personal, "seed \(seed)")
        }
    }

    @Test(
        "line arithmetic follows the published vectors",
        arguments: [
            ("12.345600", "3.0000", "10.000000", 1500, [3704, 0, 704, 450, 2550]),
            ("0.333333", "7.0000", "", 500, [233, 0, 0, 12, 221]),
            ("1.005000", "1.0000", "", 0, [101, 0, 0, 0, 101]),
            ("15.490000", "5", "", 1000, [7745, 0, 0, 775, 6970]),
            ("27.35", "3", "", 1000, [8205, 0, 0, 821, 7384]),
        ]
    )
    func lineVectors(
        price: String,
        quantity: String,
        limit: String,
        share: Int,
        parts: [Int]
    ) throws {
        let item = CatalogueItem(
            code: "X",
            name: "项目",
            level: share == 0 ? .full : .shared,
            firstShare: share,
            priceLimitMicro: FixedPoint.parse(limit, places: 6),
            chargeType: "14",
            listType: "201"
        )
        let micro = try #require(FixedPoint.parse(price, places: 6))
        let count = try #require(FixedPoint.parse(quantity, places: 4))
        let line = try #require(
            BenefitLine(item: item, priceMicro: micro, quantity: count, chargedInFull: false)
        )
        #expect(
            [line.total, line.own, line.overLimit, line.firstPay, line.inScope].map(\.fen)
                == parts
        )
    }

    private static let generatedCodes: [(String, CatalogueItem.Level, Int, Int64?)] = [
        ("SBX-B-0.1000-240.00-000123", CatalogueItem.Level.shared, 1000, 240_000_000),
        ("SBX-A-N-N-1", .full, 0, nil), ("SBX-C-1.0000-N-a-b", .excluded, 10_000, nil),
        ("SBX-C-N-N-7", .excluded, 10_000, nil), ("SBX-B-0-12.5-7", .shared, 0, 12_500_000),
    ]

    @Test(
        "a generated code carries class, share and ceiling",
        arguments: generatedCodes
    )
    func generatedCode(
        code: String,
        level: CatalogueItem.Level,
        share: Int,
        limit: Int64?
    ) throws {
        let item = InsurerCatalogue.item(code: code)
        #expect(item.code == code && item.level == level)
        #expect(item.firstShare == share && item.priceLimitMicro == limit)
    }

    @Test(
        "a malformed generated code is not covered",
        arguments: [
            "SBX-B-N-N-1", "SBX-B-1.1-N-1", "SBX-B-0.10001-N-1", "SBX-D-N-N-1", "SBX-A-N-N-",
            "SBX-A-N-N", "SBX-A-N--1-1", "sbx-A-N-N-1", "SBX-A-1e0-N-1", "",
        ]
    )
    func malformedCode(code: String) {
        #expect(InsurerCatalogue.item(code: code).level == .excluded)
        #expect(CatalogueItem(generated: code) == nil)
    }

    private static let wireAmounts: [(String, Int?)] = [
        ("0", 0), ("12.3", 1230), ("-0.05", -5), ("1.100", 110), ("1.005", nil),
        ("1e2", nil), ("", nil), (".5", nil), ("5.", nil), ("1,000", nil), ("+1", nil),
        ("999999999999999", nil), ("--1", nil), ("１", nil),
    ]

    @Test(
        "amounts are read exactly or not at all",
        arguments: wireAmounts
    )
    func amounts(text: String, fen: Int?) {
        #expect(InsurerFen(yuan: text)?.fen == fen)
    }
}
