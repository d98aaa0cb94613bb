import Testing

@testable import Sandbox

/// The worked examples of the benefit rules, computed by the insurer from wire messages.
@Suite struct WorkedExampleTests {
    struct Expected: Sendable, CustomTestStringConvertible {
        var key: String
        var medicalType = "11"
        var disease = ""
        /// Name, quantity, and the line's own, over limit, first pay and in scope in fen.
        var lines: [(String, Int, [Int])]
        /// `setlinfo` in fen.
        var amounts: [String: Int]
        var share: String
        var deductibleUsedAfter: Int
        var poolUsedAfter: Int
        var civilUsedAfter = 0
        var accountAfter: Int
        var aidAfter = 0

        var testDescription: String { key }
    }

    private static func amounts(
        medfee: Int,
        own: Int = 0,
        over: Int = 0,
        pre: Int,
        scope: Int,
        deductible: Int,
        pool: Int,
        civil: Int = 0,
        fund: Int,
        part: Int,
        account: Int,
        aid: Int = 0,
        cash: Int
    ) -> [String: Int] {
        [
            "medfee_sumamt": medfee, "fulamt_ownpay_amt": own, "overlmt_selfpay": over,
            "preselfpay_amt": pre, "inscp_scp_amt": scope, "act_pay_dedc": deductible,
            "hifp_pay": pool, "cvlserv_pay": civil, "fund_pay_sumamt": fund,
            "psn_part_amt": part, "acct_pay": account, "acct_mulaid_pay": aid,
            "psn_cash_pay": cash, "hosp_part_amt": 0,
        ]
    }

    static let e1Lines: [(String, Int, [Int])] = [
        ("诊察费", 1, [0, 0, 0, 2500]), ("阿托伐他汀钙片", 5, [0, 0, 775, 6970]),
        ("血常规", 1, [0, 0, 0, 1800]), ("复合维生素", 1, [3350, 0, 0, 0]),
        ("胸部CT平扫", 1, [0, 2000, 4800, 19200]),
    ]

    static let e1 = Expected(
        key: "E1",
        lines: e1Lines,
        amounts: amounts(
            medfee: 41395,
            own: 3350,
            over: 2000,
            pre: 5575,
            scope: 30470,
            deductible: 8000,
            pool: 13482,
            fund: 13482,
            part: 27913,
            account: 3560,
            cash: 24353
        ),
        share: "0.6000",
        deductibleUsedAfter: 60000,
        poolUsedAfter: 13482,
        accountAfter: 0
    )

    static let e4 = Expected(
        key: "E4",
        lines: e1Lines.filter { $0.0 != "血常规" },
        amounts: amounts(
            medfee: 39595,
            own: 3350,
            over: 2000,
            pre: 5575,
            scope: 28670,
            deductible: 8000,
            pool: 12402,
            fund: 12402,
            part: 27193,
            account: 3560,
            cash: 23633
        ),
        share: "0.6000",
        deductibleUsedAfter: 60000,
        poolUsedAfter: 12402,
        accountAfter: 0
    )

    static let examples = [
        e1,
        Expected(
            key: "E2",
            lines: [
                ("硝苯地平控释片", 4, [0, 0, 0, 12600]), ("恩格列净片", 8, [0, 0, 889, 7999]),
                ("心脏彩超", 1, [0, 0, 0, 15000]),
            ],
            amounts: amounts(
                medfee: 36488,
                pre: 889,
                scope: 35599,
                deductible: 0,
                pool: 5000,
                civil: 15300,
                fund: 20300,
                part: 16188,
                account: 16188,
                cash: 0
            ),
            share: "0.6500",
            deductibleUsedAfter: 40000,
            poolUsedAfter: 1_000_000,
            civilUsedAfter: 15300,
            accountAfter: 33812
        ),
        Expected(
            key: "E3",
            medicalType: "13",
            lines: [
                ("急诊诊察费", 1, [0, 0, 0, 3000]), ("小儿布洛芬混悬液", 1, [0, 0, 0, 1987]),
                ("头孢克肟颗粒", 3, [0, 0, 821, 7384]), ("C反应蛋白", 1, [0, 0, 0, 3500]),
                ("流感抗原检测", 1, [0, 0, 0, 6000]),
            ],
            amounts: amounts(
                medfee: 22692,
                pre: 821,
                scope: 21871,
                deductible: 10000,
                pool: 4155,
                fund: 4155,
                part: 18537,
                account: 0,
                aid: 12000,
                cash: 6537
            ),
            share: "0.3500",
            deductibleUsedAfter: 10000,
            poolUsedAfter: 4155,
            accountAfter: 0
        ),
        e4,
        Expected(
            key: "E5",
            medicalType: "14",
            disease: "M01600",
            lines: [
                ("盐酸二甲双胍缓释片", 3, [0, 0, 0, 6840]), ("达格列净片", 28, [0, 0, 610, 11598]),
                ("糖化血红蛋白", 1, [0, 0, 0, 5500]),
            ],
            amounts: amounts(
                medfee: 24548,
                pre: 610,
                scope: 23938,
                deductible: 0,
                pool: 12000,
                fund: 12000,
                part: 12548,
                account: 6000,
                cash: 6548
            ),
            share: "0.8500",
            deductibleUsedAfter: 0,
            poolUsedAfter: 400_000,
            accountAfter: 0
        ),
    ]

    @Test("a worked example settles to the fen through wire messages", arguments: examples)
    func exampleSettles(example: Expected) throws {
        var hospital = try TestHospital()
        var visit = try hospital.visit(
            of: example.key,
            medicalType: example.medicalType,
            disease: example.disease
        )
        let uploaded = hospital.upload(
            try example.lines.map { try .item($0.0, $0.1) },
            to: &visit,
            disease: example.disease
        )
        #expect(uploaded.code == 0, "\(uploaded.message)")
        let rows = try #require(uploaded.output["result"]?.elements)
        for (row, line) in zip(rows, example.lines) {
            let parts = ["fulamt_ownpay_amt", "overlmt_amt", "preselfpay_amt", "inscp_scp_amt"]
                .map { InsurerFen(yuan: row.string($0))?.fen }
            #expect(parts == line.2.map(Optional.some), "\(line.0)")
        }
        let before = hospital.peer
        let quoted = hospital.quote(visit)
        #expect(quoted.code == 0, "\(quoted.message)")
        #expect(hospital.peer.people == before.people, "a quote moves nothing")
        #expect(quoted.settlement["setl_id"] == nil)
        let settled = hospital.settle(visit, quoted: quoted)
        #expect(settled.code == 0, "\(settled.message)")
        for reply in [quoted, settled] {
            for (key, fen) in example.amounts {
                #expect(try reply.fen(key) == fen, "\(key)")
            }
            #expect(reply.settlement.string("pool_prop_selfpay") == example.share)
            try expectIdentities(reply, rows: rows)
        }
        let person = try #require(hospital.peer.person(number: visit.person))
        let used = person.accumulators(year: 2026)
        #expect(used.deductibleUsed.fen == example.deductibleUsedAfter)
        let disease = example.disease.isEmpty ? nil : example.disease
        #expect(used.pool(disease: disease).fen == example.poolUsedAfter)
        #expect(used.civilUsed.fen == example.civilUsedAfter)
        #expect(person.coverage.account.fen == example.accountAfter)
        #expect(person.coverage.givers.total.fen == example.aidAfter)
        let row = try #require(hospital.peer.books.first)
        #expect(hospital.peer.books.count == 1)
        #expect(row.state == .settled && row.psn_no == visit.person)
        #expect(row.setl_id == settled.settlement.string("setl_id"))
        #expect(row.medfee == row.fund + row.account + row.cash)
        #expect(row.cash == example.amounts["psn_cash_pay"])
    }

    @Test("a part refund cancels the whole bill and settles the remainder anew")
    func partRefund() throws {
        var hospital = try TestHospital()
        var visit = try hospital.visit(of: "E1")
        let first = hospital.upload(
            try Self.e1Lines.map { try .item($0.0, $0.1) },
            to: &visit
        )
        #expect(first.code == 0)
        let settled = hospital.settle(visit, quoted: hospital.quote(visit))
        #expect(try settled.fen("psn_cash_pay") == 24353)
        let cancelled = hospital.cancel(visit, settled: settled)
        #expect(cancelled.code == 0, "\(cancelled.message)")
        try expectCancellation(cancelled, of: settled, balanceBefore: 0)
        #expect(hospital.deleteFees(of: visit, batch: "B1").code == 0)

        visit.batch = "B2"
        visit.totalFen = 0
        let remainder = try Self.e1Lines.filter { $0.0 != "血常规" }.map {
            try TestHospital.Line.item($0.0, $0.1)
        }
        #expect(hospital.upload(remainder, to: &visit).code == 0)
        let again = hospital.settle(visit, quoted: hospital.quote(visit))
        for (key, fen) in Self.e4.amounts {
            #expect(try again.fen(key) == fen, "\(key)")
        }
        #expect(try settled.fen("psn_cash_pay") - again.fen("psn_cash_pay") == 720)
        #expect(try again.fen("fund_pay_sumamt") - settled.fen("fund_pay_sumamt") == -1080)
        #expect(hospital.peer.books.map(\.state) == [.cancelled, .settled])
    }
}
