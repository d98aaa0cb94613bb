import Testing

/// What a worked example comes to, in fen; `account` includes family mutual aid.
struct WorkedExample: CustomTestStringConvertible {
    var person: String
    var total: Int
    var fund: Int
    var account: Int
    var selfPay: Int

    var testDescription: String { person }

    static let first = WorkedExample(
        person: "E1",
        total: 41_395,
        fund: 13_482,
        account: 3_560,
        selfPay: 24_353
    )
    static let second = WorkedExample(
        person: "E2",
        total: 36_488,
        fund: 20_300,
        account: 16_188,
        selfPay: 0
    )
    static let third = WorkedExample(
        person: "E3",
        total: 22_692,
        fund: 4_155,
        account: 12_000,
        selfPay: 6_537
    )
    static let fifth = WorkedExample(
        person: "E5",
        total: 24_548,
        fund: 12_000,
        account: 6_000,
        selfPay: 6_548
    )

    /// Whether a settlement has these amounts.
    func matches(_ row: SettlementRow) -> Bool {
        row.total == total && row.fund == fund && row.account == account && row.hospital == 0
            && row.selfPay == selfPay
    }
}

extension ConsoleEndToEnd {
    @Suite
    struct WorkedExampleTests {
        struct Sale: CustomTestStringConvertible {
            var example: WorkedExample
            /// `wechat`, `alipay`, `cash` or nothing.
            var tender: String?
            var cash = 0
            /// The tenders that count, by kind.
            var expected: [String: Int]

            var testDescription: String { "\(example.person) \(tender ?? "nothing due")" }
        }

        static let sales = [
            Sale(example: .first, tender: "wechat", expected: ["wechat": 24_353]),
            Sale(
                example: .first,
                tender: "cash",
                cash: 24_350,
                expected: ["cash": 24_350, "rounding": 3]
            ),
            Sale(
                example: .first,
                tender: "cash",
                cash: 30_000,
                expected: ["cash": 24_350, "rounding": 3]
            ),
            Sale(example: .second, tender: nil, expected: [:]),
            Sale(example: .third, tender: "alipay", expected: ["alipay": 6_537]),
            Sale(
                example: .third,
                tender: "cash",
                cash: 6_540,
                expected: ["cash": 6_540, "rounding": -3]
            ),
            Sale(example: .fifth, tender: "wechat", expected: ["wechat": 6_548]),
            Sale(
                example: .fifth,
                tender: "cash",
                cash: 6_550,
                expected: ["cash": 6_550, "rounding": -2]
            ),
        ]

        @Test(
            "a worked example comes out to the fen through the wire",
            .timeLimit(.minutes(1)),
            arguments: sales
        )
        @Bench
        func comesOut(_ sale: Sale) throws {
            let hospital = try Hospital()
            var arguments = [
                "settle", "--json", "--identity",
                try hospital.code("insurance", of: sale.example.person),
            ]
            switch sale.tender {
            case "cash": arguments += ["--cash", "\(sale.cash)"]
            case let kind?:
                arguments += ["--pay-code", try hospital.code(kind, of: sale.example.person)]
            case nil: break
            }
            let result = try hospital.run(arguments)
            #expect(result.status == 0, "\(result.error)")
            let row = try result.json(SettlementRow.self)
            #expect(row.state == "completed")
            #expect(sale.example.matches(row), "\(row)")
            #expect(row.done == sale.expected)

            let books = try hospital.books()
            let insured = try #require(books.insurance.first)
            #expect(books.insurance.count == 1)
            #expect(insured.state == "settled")
            #expect(insured.medfee == sale.example.total)
            #expect(insured.fund == sale.example.fund)
            #expect(insured.cash == sale.example.selfPay)
            let electronic = sale.expected.filter { $0.key == "wechat" || $0.key == "alipay" }
            #expect(books.kept == electronic.values.reduce(0, +))
            #expect(books.payments.count == electronic.count)
            #expect(try hospital.broken() == [])
        }

        @Test(
            "nothing due is not settled with cash, and cash is not settled without",
            .timeLimit(.minutes(1))
        )
        @Bench
        func tendersMustFit() throws {
            let hospital = try Hospital()
            let needless = try hospital.run(
                ["settle", "--identity", try hospital.code("insurance", of: "E2"), "--cash", "100"])
            #expect(needless.status == 1)
            #expect(!needless.error.isEmpty)
            let missing = try hospital.run(
                ["settle", "--identity", try hospital.code("insurance", of: "E1")])
            #expect(missing.status == 1)
            let little = try hospital.run(
                [
                    "settle", "--identity", try hospital.code("insurance", of: "E1"), "--cash",
                    "24349",
                ])
            #expect(little.status == 1)
            #expect(little.error.contains("243.50"))
            #expect(try hospital.count("2207A") == 0)
            #expect(try hospital.broken() == [])
        }
    }
}
