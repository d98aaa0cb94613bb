import Testing

extension ConsoleEndToEnd {
    @Suite
    struct TenderTests {
        @Test("F2 takes the exact cash, rounded to the jiao", .timeLimit(.minutes(1)))
        @Bench
        func exactCash() throws {
            let hospital = try Hospital()
            let scanner = try Scanner()
            let console = try hospital.consoleShowingE1(scanner)
            try console.press(.f2)
            let receipt = try console.waitForReceipt(of: "陈志远")
            #expect(receipt.contains("现金 243.50"))
            #expect(!receipt.contains("找零"))
            let row = try hospital.onlySettlement()
            #expect(row.done == ["cash": 24_350, "rounding": 3])
            #expect(try hospital.books().payments.isEmpty)
            #expect(try hospital.broken() == [])
        }

        @Test("300 F2 shows the change 56.50", .timeLimit(.minutes(1)))
        @Bench
        func cashWithChange() throws {
            let hospital = try Hospital()
            let scanner = try Scanner()
            let console = try hospital.consoleShowingE1(scanner)
            try console.type("300")
            try console.press(.f2)
            let receipt = try console.waitForReceipt(of: "陈志远")
            #expect(receipt.contains("找零 56.50"))
            try console.waitForDue("56.50")
            #expect(try hospital.onlySettlement().done == ["cash": 24_350, "rounding": 3])
            #expect(try hospital.broken() == [])
        }

        @Test("100 F3 holds 100 in cash and a code pays the rest", .timeLimit(.minutes(1)))
        @Bench
        func cashAndCode() throws {
            let hospital = try Hospital()
            let scanner = try Scanner()
            let console = try hospital.consoleShowingE1(scanner)
            try console.type("100")
            try console.press(.f3)
            try console.wait(forAll: "已收现金 100.00")
            try console.waitForDue("143.53")
            #expect(try hospital.count("2207A") == 0)
            try scanner.scan(try hospital.code("wechat", of: "E1"))
            let receipt = try console.waitForReceipt(of: "陈志远")
            #expect(receipt.contains("100.00"))
            #expect(receipt.contains("微信 143.53"))
            #expect(try hospital.onlySettlement().done == ["cash": 10_000, "wechat": 14_353])
            #expect(try hospital.books().kept == 14_353)
            #expect(try hospital.broken() == [])
        }

        @Test("Enter settles a bill of which nothing is left to pay", .timeLimit(.minutes(1)))
        @Bench
        func nothingDue() throws {
            let hospital = try Hospital()
            let scanner = try Scanner()
            let console = try hospital.console(scanner: scanner)
            try console.wait(forAll: "等待扫码", "正常")
            try scanner.scan(try hospital.code("insurance", of: "E2"))
            try console.wait(forAll: "周玉兰", "364.88", "203.00", "161.88", "无需付款")
            #expect(try hospital.count("2207A") == 0)
            try console.press(.f2)
            try console.wait(forAll: "不收现金")
            try console.press(.enter)
            try console.waitForReceipt(of: "周玉兰")
            let row = try hospital.onlySettlement()
            #expect(WorkedExample.second.matches(row))
            #expect(row.tenders.isEmpty)
            #expect(try hospital.books().payments.isEmpty)
            #expect(try hospital.broken() == [])
        }

        @Test(
            "an Alipay code settles, framed by STX and ETX or after an AIM identifier",
            .timeLimit(.minutes(1))
        )
        @Bench
        func alipay() throws {
            let hospital = try Hospital()
            let scanner = try Scanner()
            let console = try hospital.console(scanner: scanner)
            try console.wait(forAll: "等待扫码", "正常")
            try scanner.scan("]Q1" + (try hospital.code("insurance", of: "E5")), end: "\r\n")
            try console.wait(forAll: "黄德胜", "245.48", "请扫付款码")
            try console.waitForDue("65.48")
            try scanner.scan("\u{02}" + (try hospital.code("alipay", of: "E5")), end: "\u{03}")
            let receipt = try console.waitForReceipt(of: "黄德胜")
            #expect(receipt.contains("支付宝 65.48"))
            let row = try hospital.onlySettlement()
            #expect(WorkedExample.fifth.matches(row))
            #expect(row.done == ["alipay": 6_548])
            #expect(try hospital.broken() == [])
        }

        @Test("the next patient follows at once on the same console", .timeLimit(.minutes(1)))
        @Bench
        func twoPatients() throws {
            let hospital = try Hospital()
            let scanner = try Scanner()
            let console = try hospital.consoleShowingE1(scanner)
            try console.press(.f2)
            try console.waitForReceipt(of: "陈志远")
            try scanner.scan(try hospital.code("insurance", of: "E3"))
            try console.wait(forAll: "林小满", "226.92", "41.55", "120.00", "请扫付款码")
            try console.waitForDue("65.37")
            try scanner.scan(try hospital.code("alipay", of: "E3"))
            try console.waitForReceipt(of: "林小满")
            #expect(try hospital.settlements().filter { $0.state == "completed" }.count == 2)
            #expect(try hospital.books().kept == 6_537)
            #expect(try hospital.broken() == [])
        }
    }
}
