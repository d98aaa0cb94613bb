import Testing

extension ConsoleEndToEnd {
    @Suite
    struct WindowTests {
        @Test("a second console of the same window is refused", .timeLimit(.minutes(1)))
        @Bench
        func secondConsole() throws {
            let hospital = try Hospital()
            let console = try hospital.console()
            try console.wait(forAll: "等待扫码")
            let second = try hospital.console(columns: 200)
            #expect(try second.waitForEnd(within: 10) == .exited(1))
            #expect(second.screen.text.contains("window"))
            #expect(second.terminal.isCanonicalWithEcho)
            try console.press(.controlQ)
            #expect(try console.waitForEnd(within: 5) == .exited(0))
            let third = try hospital.console()
            try third.wait(forAll: "等待扫码")
        }

        @Test(
            "a bill in doubt is parked, the next patient is served, and the first ends behind",
            .timeLimit(.minutes(1))
        )
        @Bench
        func parked() throws {
            let hospital = try Hospital()
            let scanner = try Scanner()
            try hospital.writeConfiguration {
                $0.replacing("poll_window_ms = 1500", with: "poll_window_ms = 60000")
            }
            try hospital.plan(
                #"{"peer":"wechat","operation":"micropay","kind":"user_paying","count":100000}"#
            )
            let console = try hospital.consoleShowingE1(scanner)
            try scanner.scan(try hospital.code("wechat", of: "E1"))
            try console.wait(forAll: "等顾客在微信确认")
            try console.press(.f6)
            try console.wait(forAll: "等待扫码", "陈志远 的单在后台继续")
            try scanner.scan(try hospital.code("insurance", of: "E3"))
            try console.waitForDue("65.37")
            try scanner.scan(try hospital.code("alipay", of: "E3"))
            try console.waitForReceipt(of: "林小满")
            #expect(try hospital.settlements().map(\.state).sorted() == ["completed", "in_doubt"])
            try console.press(.f9)
            try console.wait(forAll: "待确认与异常", "陈志远", "243.53")
            #expect(try hospital.broken() == [])
        }

        @Test("a bill given up before anything moved asks no peer to undo", .timeLimit(.minutes(1)))
        @Bench
        func givenUpAtOnce() throws {
            let hospital = try Hospital()
            let scanner = try Scanner()
            let console = try hospital.consoleShowingE1(scanner)
            try console.press(.delete)
            try console.wait(forAll: "放弃 陈志远 的单", "还没有动钱")
            try console.press(.escape)
            try console.wait(for: "the question gone") { !$0.contains("还没有动钱") }
            #expect(try hospital.settlements().map(\.state) == ["quoted"])
            try console.press(.delete)
            try console.wait(forAll: "还没有动钱")
            try console.press(.delete)
            try console.wait(forAll: "等待扫码")
            #expect(try hospital.settlements().map(\.state) == ["aborted"])
            #expect(try hospital.count("2207A") == 0)
            #expect(try hospital.count("2208") == 0)
            #expect(try hospital.broken() == [])
        }

        @Test(
            "held cash of a bill given up is owed until it was handed back",
            .timeLimit(.minutes(1))
        )
        @Bench
        func heldCashHandedBack() throws {
            let hospital = try Hospital()
            let scanner = try Scanner()
            let console = try hospital.consoleShowingE1(scanner)
            try console.type("100")
            try console.press(.f3)
            try console.wait(forAll: "已收现金 100.00")
            try console.press(.delete)
            try console.wait(forAll: "退还现金 100.00", "再按 Del")
            try console.press(.delete)
            try console.wait(forAll: "退还现金 100.00 后按 G")
            try scanner.scan(try hospital.code("insurance", of: "E3"))
            try console.wait(forAll: "先退还现金 100.00")
            try console.type("g")
            try console.wait(forAll: "现金 100.00 已退还")
            let row = try hospital.onlySettlement(ignoringAborted: false)
            #expect(row.state == "aborted")
            #expect(row.tenders.map(\.state) == ["undone"])
            #expect(try hospital.broken() == [])
        }

        @Test(
            "a payment that never reached the channel is undone, and then cash is taken",
            .timeLimit(.minutes(1))
        )
        @Bench
        func lostThenCash() throws {
            let hospital = try Hospital()
            let scanner = try Scanner()
            try hospital.plan(#"{"peer":"wechat","operation":"micropay","kind":"lose_request"}"#)
            let console = try hospital.consoleShowingE1(scanner)
            try scanner.scan(try hospital.code("wechat", of: "E1"))
            try hospital.wait(for: "micropay", watching: console)
            try hospital.wait(for: "reverse", watching: console)
            try console.wait(forAll: "请扫付款码")
            try console.press(.f2)
            try console.waitForReceipt(of: "陈志远")
            let row = try hospital.onlySettlement()
            #expect(row.done == ["cash": 24_350, "rounding": 3])
            #expect(try hospital.books().kept == 0)
            #expect(try hospital.count("micropay") == 1)
            #expect(try hospital.broken() == [])
        }

        @Test("above the limit a payment code also needs Enter", .timeLimit(.minutes(1)))
        @Bench
        func confirmAbove() throws {
            let hospital = try Hospital()
            try hospital.writeConfiguration { $0 + "\n[console]\nconfirm_above = \"100.00\"\n" }
            let scanner = try Scanner()
            let console = try hospital.consoleShowingE1(scanner)
            try scanner.scan(try hospital.code("wechat", of: "E1"))
            try console.wait(forAll: "确认收款 243.53", "Enter 收款")
            #expect(try hospital.count("2207A") == 0)
            try console.press(.enter)
            try console.waitForReceipt(of: "陈志远")
            #expect(try hospital.onlySettlement().done == ["wechat": 24_353])
        }

        @Test("the screen speaks English in another theme", .timeLimit(.minutes(1)))
        @Bench
        func english() throws {
            let hospital = try Hospital()
            let scanner = try Scanner()
            let console = try hospital.console(
                scanner: scanner,
                arguments: ["--language", "en", "--theme", "high-contrast"],
                rows: 24,
                columns: 80
            )
            try console.wait(forAll: "Waiting for a scan", "scanner-1 ok")
            try scanner.scan(try hospital.code("insurance", of: "E1"))
            let screen = try console.wait(forAll: "413.95", "ID ends 9010", "Scan a payment code")
            #expect(!screen.contains("999900198503129010"))
            try console.waitForDue("243.53")
            try console.press(.f2)
            try console.wait(forAll: "done  413.95", "Cash 243.50")
            #expect(try hospital.broken() == [])
        }

        @Test("an identity card of an invented person identifies as well", .timeLimit(.minutes(1)))
        @Bench
        func inventedIdentityCard() throws {
            let hospital = try Hospital()
            let scanner = try Scanner()
            let console = try hospital.console(scanner: scanner)
            try console.wait(forAll: "等待扫码", "正常")
            try scanner.scan("999900198503129010")
            try console.wait(forAll: "陈志远", "身份证 已识别", within: 5)
            try console.waitForDue("243.53")
        }

        @Test(
            "an imported person is insured and identified by the identity card",
            .timeLimit(.minutes(1))
        )
        @Bench
        func identityCard() throws {
            // The number of the standard's own example; nobody has it.
            let number = "11010519491231002X"
            let hospital = try Hospital()
            try hospital.insure(
                """
                {"person":"X1","name":"样例","id_no":"\(number)",\
                "scheme":{"insutype":"310","retired":false,"civil_servant":false},\
                "visit":{"med_type":"11","hospital_level":3},\
                "accumulators_before":{"deductible_used_fen":60000,"pool_used_fen":0,\
                "civil_subsidy_used_fen":0},\
                "balances_before":{"account_fen":1000,"use_account":true,"mutual_aid_fen":0}}
                """
            )
            try hospital.write(
                """
                {"patient":{"id":"X1","name":"样例","id_no":"\(number)"},\
                "visit":{"id":"VX1","department":"内科","med_type":"11","hospital_level":3,\
                "diagnoses":[{"code":"I10.x00","name":"高血压"}],"at":"2026-11-20 09:30:00"},\
                "lines":[{"no":1,"name":"药","class":"B","unit_price_fen":10000,"quantity":"1",\
                "first_pay_share":"0.10","price_limit_fen":null}]}

                """,
                to: "hand-over.jsonl"
            )
            let taken = try hospital.run(["import", "\(hospital.folder)/hand-over.jsonl"])
            #expect(taken.status == 0, "\(taken.error)")
            let scanner = try Scanner()
            let console = try hospital.console(scanner: scanner)
            try console.wait(forAll: "等待扫码", "正常")
            try scanner.scan(number)
            // 100.00: 10.00 first pay; of 90.00 the fund pays 60 %, the account its 10.00.
            try console.wait(forAll: "样例", "身份证 已识别", "100.00", "54.00", "10.00")
            try console.waitForDue("36.00")
            #expect(!console.screen.text.contains(number))
            try console.press(.f2)
            try console.waitForReceipt(of: "样例")
            let row = try hospital.onlySettlement()
            #expect(
                [row.total, row.fund, row.account, row.selfPay] == [10_000, 5_400, 1_000, 3_600]
            )
            #expect(row.done == ["cash": 3_600])
            #expect(try hospital.broken() == [])
        }
    }
}
