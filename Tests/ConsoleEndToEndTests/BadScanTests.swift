import Testing

extension ConsoleEndToEnd {
    @Suite
    struct BadScanTests {
        @Test(
            "rubbish from the scanner is named one by one, and the next scan works",
            .timeLimit(.minutes(1))
        )
        @Bench
        func rubbish() throws {
            let hospital = try Hospital()
            let scanner = try Scanner()
            let console = try hospital.console(scanner: scanner)
            try console.wait(forAll: "等待扫码", "正常")
            let cases: [([UInt8], String)] = [
                ([0xFF, 0xFE, 0x81, 0xC3, 0x0D], "不是文字码"),
                (Array(repeating: 0x41, count: 5_000) + [0x0D], "内容太长"),
                (Array("4245\u{01}7794\r".utf8), "控制字符"),
                (Array("42457794".utf8), "半个码"),
                (Array("HELLO-WORLD\r".utf8), "不认识这个码"),
            ]
            for (bytes, sentence) in cases {
                try scanner.send(bytes)
                try console.wait(forAll: sentence, "等待扫码")
            }
            #expect(try hospital.requests().isEmpty)
            try scanner.scan(try hospital.code("insurance", of: "E1"))
            try console.waitForDue("243.53")
            #expect(try hospital.broken() == [])
        }

        @Test(
            "a payment code before the identity pays nothing, and an identity at the payment step pays nothing",
            .timeLimit(.minutes(1))
        )
        @Bench
        func codesOutOfStep() throws {
            let hospital = try Hospital()
            let scanner = try Scanner()
            let console = try hospital.console(scanner: scanner)
            try console.wait(forAll: "等待扫码", "正常")
            try scanner.scan(try hospital.code("wechat", of: "E1"))
            try console.wait(forAll: "这是付款码", "等待扫码")
            #expect(try hospital.requests().isEmpty)
            try scanner.scan(try hospital.code("insurance", of: "E1"))
            try console.waitForDue("243.53")
            try scanner.scan(try hospital.code("insurance", of: "E3"))
            try console.wait(forAll: "林小满", "已换下一位")
            try console.waitForDue("65.37")
            #expect(try hospital.count("2207A") == 0)
            #expect(try hospital.books().payments.isEmpty)
            let rows = try hospital.settlements()
            #expect(rows.map(\.state).sorted() == ["aborted", "quoted"])
            #expect(try hospital.broken() == [])
        }

        @Test("an expired insurance code is refused with what to do", .timeLimit(.minutes(1)))
        @Bench
        func expiredInsuranceCode() throws {
            let hospital = try Hospital()
            let scanner = try Scanner()
            // Minted two hours ago; the peers' clock itself must stay right for their signatures.
            try hospital.advancePeers(seconds: -7_200)
            let code = try hospital.code("insurance", of: "E1")
            try hospital.advancePeers(seconds: 7_200)
            let console = try hospital.console(scanner: scanner)
            try console.wait(forAll: "等待扫码", "正常")
            try scanner.scan(code)
            try console.wait(for: "the sentence about the code") {
                $0.contains("医保码过期或已用") && $0.contains("请患者刷新")
            }
            let command = try hospital.run(["bills", "--identity", code])
            #expect(command.status == 1)
            #expect(command.error.contains("refresh"))
            #expect(try hospital.settlements().isEmpty)
        }

        @Test("a used insurance code and a used payment code are refused", .timeLimit(.minutes(1)))
        @Bench
        func usedCodes() throws {
            let hospital = try Hospital()
            let identity = try hospital.code("insurance", of: "E1")
            let payment = try hospital.code("wechat", of: "E1")
            let first = try hospital.run(["settle", "--identity", identity, "--pay-code", payment])
            #expect(first.status == 0)
            let again = try hospital.run(
                [
                    "settle", "--identity", try hospital.code("insurance", of: "E5"), "--pay-code",
                    payment,
                ])
            #expect(again.status == 1)
            #expect(!again.error.isEmpty)
            #expect(try hospital.books().settled.count == 1)
            #expect(try hospital.books().kept == 24_353)
            #expect(try hospital.broken() == [])
        }

        @Test("a person without a bill is named and the window stays free", .timeLimit(.minutes(1)))
        @Bench
        func noBill() throws {
            let hospital = try Hospital()
            let settled = try hospital.run(
                ["settle", "--identity", try hospital.code("insurance", of: "E2")])
            #expect(settled.status == 0)
            let scanner = try Scanner()
            let console = try hospital.console(scanner: scanner)
            try console.wait(forAll: "等待扫码", "正常")
            try scanner.scan(try hospital.code("insurance", of: "E2"))
            try console.wait(forAll: "周玉兰", "没有待缴的单")
            try scanner.scan(try hospital.code("insurance", of: "E1"))
            try console.waitForDue("243.53")
            let command = try hospital.run(
                ["settle", "--identity", try hospital.code("insurance", of: "E2")])
            #expect(command.status == 1)
            #expect(command.error.contains("no unpaid bill"))
        }

        @Test("a bill on the screen is not paid a second time elsewhere", .timeLimit(.minutes(1)))
        @Bench
        func paidElsewhere() throws {
            let hospital = try Hospital()
            let scanner = try Scanner()
            let console = try hospital.consoleShowingE1(scanner)
            let elsewhere = try hospital.run(
                [
                    "settle", "--identity", try hospital.code("insurance", of: "E1"), "--cash",
                    "24350",
                ])
            #expect(elsewhere.status == 1)
            #expect(elsewhere.error.contains("window-03"), "\(elsewhere.error)")
            try console.press(.f2)
            try console.waitForReceipt(of: "陈志远")
            #expect(try hospital.books().settled.count == 1)
            #expect(try hospital.settlements().filter { $0.state == "completed" }.count == 1)
            #expect(try hospital.broken() == [])
        }

        @Test(
            "a bill paid elsewhere after it was put aside is not offered again",
            .timeLimit(.minutes(1))
        )
        @Bench
        func paidElsewhereAfterwards() throws {
            let hospital = try Hospital()
            let scanner = try Scanner()
            let console = try hospital.consoleShowingE1(scanner)
            try console.press(.f6)
            try console.wait(forAll: "已放下，没有收款")
            let elsewhere = try hospital.run(
                [
                    "settle", "--identity", try hospital.code("insurance", of: "E1"), "--cash",
                    "24350",
                ])
            #expect(elsewhere.status == 0, "\(elsewhere.error)")
            try scanner.scan(try hospital.code("insurance", of: "E1"))
            try console.wait(forAll: "陈志远", "没有待缴的单")
            #expect(try hospital.count("2207A") == 1)
            #expect(try hospital.broken() == [])
        }

        @Test(
            "too little cash and rubbish for an amount pay nothing and keep what was typed",
            .timeLimit(.minutes(1))
        )
        @Bench
        func badAmounts() throws {
            let hospital = try Hospital()
            let scanner = try Scanner()
            let console = try hospital.consoleShowingE1(scanner)
            try console.type("200")
            try console.press(.f2)
            try console.wait(forAll: "收到 200.00，少于应付 243.50")
            try console.type("\u{7F}\u{7F}\u{7F}1.234")
            try console.press(.f2)
            try console.wait(for: "a sentence about the amount") {
                $0.contains("不对") || $0.contains("少于应付")
            }
            try console.type(String(repeating: "\u{7F}", count: 12) + "9999999999999999999")
            try console.press(.f3)
            try console.wait(for: "a sentence about the amount") {
                $0.contains("不对") || $0.contains("不少于应付")
            }
            try console.type(String(repeating: "\u{7F}", count: 24))
            try console.press(.f3)
            try console.wait(forAll: "先打现金金额再按 F3")
            #expect(try hospital.count("2207A") == 0)
            #expect(try hospital.settlements().map(\.state) == ["quoted"])
            try console.press(.f2)
            let receipt = try console.waitForReceipt(of: "陈志远")
            #expect(receipt.contains("现金 243.50"))
            #expect(try hospital.broken() == [])
        }
    }
}
