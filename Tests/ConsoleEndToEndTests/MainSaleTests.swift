import Testing

extension ConsoleEndToEnd {
    @Suite
    struct MainSaleTests {
        @Test(
            "one scan and one payment code settle an insured bill, and screen, report and books agree",
            .timeLimit(.minutes(1))
        )
        @Bench
        func insuranceThenWeChat() throws {
            let hospital = try Hospital()
            let scanner = try Scanner()
            let console = try hospital.console(scanner: scanner)
            try console.wait(forAll: "等待扫码", "正常")

            try scanner.scan(try hospital.code("insurance", of: "E1"))
            try console.wait(forAll: "陈志远", "413.95", "134.82", "35.60", "请扫付款码")
            try console.waitForDue("243.53")
            #expect(try hospital.count("2206A") == 1)
            #expect(try hospital.count("2207A") == 0)
            #expect(try hospital.books().insurance.isEmpty)

            try scanner.scan(try hospital.code("wechat", of: "E1"))
            let receipt = try console.waitForReceipt(of: "陈志远")
            try console.wait(forAll: "等待扫码", "请扫医保码")
            for part in ["413.95", "134.82", "35.60", "微信 243.53"] {
                #expect(receipt.contains(part))
            }

            let row = try hospital.onlySettlement()
            #expect(row.state == "completed")
            #expect(row.total == 41_395)
            #expect(row.fund == 13_482)
            #expect(row.account == 3_560)
            #expect(row.hospital == 0)
            #expect(row.selfPay == 24_353)
            #expect(row.done == ["wechat": 24_353])

            let books = try hospital.books()
            let insured = try #require(books.insurance.first)
            #expect(books.insurance.count == 1)
            #expect(insured.state == "settled")
            #expect(insured.msgid == row.msgid)
            #expect(
                [insured.medfee, insured.fund, insured.account, insured.cash]
                    == [41_395, 13_482, 3_560, 24_353]
            )
            #expect(books.payments.count == 1)
            #expect(books.payments.first?.number == row.tenders.first?.number)
            #expect(books.kept == 24_353)
            #expect(try hospital.count("2207A") == 1)
            #expect(try hospital.count("micropay") == 1)
            #expect(try hospital.broken() == [])

            try console.press(.controlQ)
            #expect(try console.waitForEnd(within: 5) == .exited(0))
            #expect(console.terminal.isCanonicalWithEcho)
            #expect(!console.screen.isAlternate)
            #expect(console.screen.isCursorVisible)
        }
    }
}
