import Testing

extension ConsoleEndToEnd {
    @Suite
    struct FaultTests {
        private let refusal =
            #"{"peer":"wechat","operation":"micropay","kind":"refuse","code":"NOTENOUGH"}"#

        /// A console whose first WeChat payment was refused; the insurer has settled.
        @Bench
        private func consoleAfterRefusal(
            _ hospital: Hospital,
            _ scanner: Scanner
        ) throws -> ConsoleProcess {
            try hospital.plan(refusal)
            let console = try hospital.consoleShowingE1(scanner)
            try scanner.scan(try hospital.code("wechat", of: "E1"))
            try console.wait(forAll: "支付被拒", "请扫付款码")
            try console.waitForDue("243.53")
            #expect(try hospital.books().settled.count == 1)
            #expect(try hospital.books().kept == 0)
            return console
        }

        @Test("a refused payment lets the cashier take cash", .timeLimit(.minutes(1)))
        @Bench
        func refusedThenCash() throws {
            let hospital = try Hospital()
            let scanner = try Scanner()
            let console = try consoleAfterRefusal(hospital, scanner)
            try console.press(.f2)
            try console.waitForReceipt(of: "陈志远")
            let row = try hospital.onlySettlement()
            #expect(row.state == "completed")
            #expect(row.done == ["cash": 24_350, "rounding": 3])
            #expect(row.tenders.contains { $0.kind == "wechat" && $0.state == "refused" })
            #expect(try hospital.books().settled.count == 1)
            #expect(try hospital.books().kept == 0)
            #expect(try hospital.broken() == [])
        }

        @Test(
            "a refused payment given up reverses the insurer and charges nobody",
            .timeLimit(.minutes(1))
        )
        @Bench
        func refusedThenGivenUp() throws {
            let hospital = try Hospital()
            let scanner = try Scanner()
            let console = try consoleAfterRefusal(hospital, scanner)
            try scanner.scan(try hospital.code("insurance", of: "E2"))
            try console.wait(forAll: "本单已经开始")
            try console.press(.delete)
            try console.wait(forAll: "放弃 陈志远 的单", "413.95", "170.42")
            #expect(try hospital.count("2208") == 0)
            try console.press(.delete)
            try console.wait(forAll: "已放弃", "没有收款")
            let row = try hospital.onlySettlement(ignoringAborted: false)
            #expect(row.state == "aborted")
            #expect(row.done == [:])
            let books = try hospital.books()
            #expect(books.insurance.map(\.state) == ["cancelled"])
            #expect(books.kept == 0)
            #expect(try hospital.broken() == [])

            // The bill is unpaid again and can be settled after all.
            try scanner.scan(try hospital.code("insurance", of: "E1"))
            try console.wait(forAll: "请扫付款码")
            try console.waitForDue("243.53")
        }

        @Test("a refused settlement of the insurer charges nobody", .timeLimit(.minutes(1)))
        @Bench
        func insurerRefuses() throws {
            let hospital = try Hospital()
            try hospital.plan(#"{"peer":"insurance","operation":"2207A","kind":"refuse"}"#)
            let scanner = try Scanner()
            let console = try hospital.consoleShowingE1(scanner)
            try scanner.scan(try hospital.code("wechat", of: "E1"))
            try console.wait(forAll: "医保没有结算", "没有收款")
            #expect(try hospital.count("micropay") == 0)
            #expect(try hospital.books().settled.isEmpty)
            #expect(try hospital.broken() == [])
        }

        @Test(
            "a settlement that differs from its quote is shown before any money is taken",
            .timeLimit(.minutes(1))
        )
        @Bench
        func amountRose() throws {
            let hospital = try Hospital()
            try hospital.plan(
                #"{"peer":"insurance","operation":"2207A","kind":"split_differs"}"#
            )
            let scanner = try Scanner()
            let console = try hospital.consoleShowingE1(scanner)
            try scanner.scan(try hospital.code("wechat", of: "E1"))
            try console.wait(forAll: "从 243.53 变为 279.13", "请扫付款码")
            try console.waitForDue("279.13")
            #expect(try hospital.count("micropay") == 0)
            try console.press(.f2)
            try console.waitForReceipt(of: "陈志远")
            let row = try hospital.onlySettlement()
            #expect([row.fund, row.account, row.selfPay] == [13_482, 0, 27_913])
            #expect(row.done == ["cash": 27_910, "rounding": 3])
            #expect(try hospital.broken() == [])
        }

        @Test("an undo that the insurer refuses for good goes to a person", .timeLimit(.minutes(1)))
        @Bench
        func undoRefused() throws {
            let hospital = try Hospital()
            let scanner = try Scanner()
            try hospital.plan(
                #"{"peer":"insurance","operation":"2208","kind":"refuse","count":100000}"#
            )
            let console = try consoleAfterRefusal(hospital, scanner)
            try console.press(.delete)
            try console.wait(forAll: "放弃 陈志远 的单")
            try console.press(.delete)
            try console.wait(for: "the supervisor's case") { $0.contains("主管") }
            let row = try hospital.onlySettlement()
            #expect(row.state == "suspense")
            #expect(row.done == [:])
            #expect(try hospital.books().settled.count == 1)
            #expect(try hospital.books().kept == 0)
            try console.press(.f9)
            try console.wait(forAll: "待确认与异常", "待主管", "陈志远")
            // Nobody else may charge the bill meanwhile.
            let elsewhere = try hospital.run([
                "settle", "--identity", try hospital.code("insurance", of: "E1"), "--cash", "24350",
            ])
            #expect(elsewhere.status == 1)
            #expect(try hospital.count("2207A") == 1)
            #expect(try hospital.broken() == [])
        }

        @Test(
            "a lost answer is asked about, and charged once",
            .timeLimit(.minutes(1)),
            arguments: [
                #"{"peer":"insurance","operation":"2207A","kind":"lose_answer"}"#,
                #"{"peer":"wechat","operation":"micropay","kind":"lose_answer"}"#,
                #"{"peer":"insurance","operation":"2207A","kind":"truncate"}"#,
                #"{"peer":"wechat","operation":"micropay","kind":"http_5xx_after"}"#,
                #"{"peer":"wechat","operation":"micropay","kind":"bad_signature"}"#,
                #"{"peer":"wechat","operation":"micropay","kind":"user_paying","count":3}"#,
            ]
        )
        @Bench
        func answerLost(_ fault: String) throws {
            let hospital = try Hospital()
            try hospital.plan(fault)
            let scanner = try Scanner()
            let console = try hospital.consoleShowingE1(scanner)
            try scanner.scan(try hospital.code("wechat", of: "E1"))
            try console.waitForReceipt(of: "陈志远")
            let row = try hospital.onlySettlement()
            #expect(row.state == "completed")
            #expect(row.done == ["wechat": 24_353])
            #expect(try hospital.count("2207A") == 1)
            #expect(try hospital.count("micropay") == 1)
            #expect(try hospital.books().settled.count == 1)
            #expect(try hospital.books().kept == 24_353)
            #expect(try hospital.broken() == [])
        }

        /// A console in doubt about a payment that the channel has taken; queries get no answer.
        @Bench
        private func consoleInDoubt(_ hospital: Hospital, _ scanner: Scanner) throws
            -> ConsoleProcess
        {
            try hospital.plan(#"{"peer":"wechat","operation":"micropay","kind":"lose_answer"}"#)
            try hospital.plan(
                #"{"peer":"wechat","operation":"orderquery","kind":"lose_request","count":1000}"#
            )
            try hospital.plan(
                #"{"peer":"wechat","operation":"reverse","kind":"lose_request","count":1000}"#
            )
            let console = try hospital.consoleShowingE1(scanner)
            try scanner.scan(try hospital.code("wechat", of: "E1"))
            try console.wait(forAll: "? 待确认", "不要再收款", "微信 无应答", "待确认 1  F9")
            return console
        }

        /// Windows so long that a doubt is not undone while a test looks at it.
        private func patient(_ text: String) -> String {
            text.replacing("poll_window_ms = 1500", with: "poll_window_ms = 60000")
                .replacing("horizon_ms = 1000", with: "horizon_ms = 60000")
        }

        @Test(
            "a payment in doubt says so, takes no more money, and resolves by itself",
            .timeLimit(.minutes(1))
        )
        @Bench
        func doubtIsShown() throws {
            let hospital = try Hospital()
            try hospital.writeConfiguration(patient)
            let scanner = try Scanner()
            let console = try consoleInDoubt(hospital, scanner)
            try console.press(.f2)
            try console.wait(forAll: "是否收款还不明")
            #expect(try hospital.onlySettlement().state == "in_doubt")
            try console.press(.f9)
            try console.wait(forAll: "待确认与异常", "陈志远", "243.53", "微信是否收款不明")
            try console.press(.escape)
            try console.wait(forAll: "? 待确认", "不要再收款", "项目")
            try hospital.clearFaults()
            try console.waitForReceipt(of: "陈志远")
            #expect(try hospital.onlySettlement().done == ["wechat": 24_353])
            #expect(try hospital.count("micropay") == 1)
            #expect(try hospital.broken() == [])
        }

        @Test(
            "peers killed during the payment and started again resolve it",
            .timeLimit(.minutes(1))
        )
        @Bench
        func sandboxKilledAtPayment() throws {
            let hospital = try Hospital()
            try hospital.writeConfiguration(patient)
            let scanner = try Scanner()
            let console = try consoleInDoubt(hospital, scanner)
            hospital.killSandbox()
            try console.wait(forAll: "? 待确认", "不要再收款", "微信 无应答", "待确认 1  F9")
            try hospital.restartSandbox()
            try console.waitForReceipt(of: "陈志远")
            #expect(try hospital.onlySettlement().done == ["wechat": 24_353])
            #expect(try hospital.books().kept == 24_353)
            #expect(try hospital.broken() == [])
        }

        @Test(
            "peers killed during the insurer's settlement and started again resolve it",
            .timeLimit(.minutes(1))
        )
        @Bench
        func sandboxKilledAtSettlement() throws {
            let hospital = try Hospital()
            try hospital.writeConfiguration(patient)
            try hospital.plan(#"{"peer":"insurance","operation":"2207A","kind":"lose_answer"}"#)
            for query in ["5201", "5203", "5204"] {
                try hospital.plan(
                    #"{"peer":"insurance","operation":"\#(query)","kind":"lose_request","count":1000}"#
                )
            }
            let scanner = try Scanner()
            let console = try hospital.consoleShowingE1(scanner)
            try console.press(.f2)
            try hospital.wait(for: "2207A", watching: console)
            hospital.killSandbox()
            try console.wait(for: "the doubt") { $0.contains("待确认") && $0.contains("不要再收款") }
            try hospital.restartSandbox()
            try console.waitForReceipt(of: "陈志远")
            #expect(try hospital.onlySettlement().done == ["cash": 24_350, "rounding": 3])
            #expect(try hospital.books().settled.count == 1)
            #expect(try hospital.broken() == [])
        }
    }
}
