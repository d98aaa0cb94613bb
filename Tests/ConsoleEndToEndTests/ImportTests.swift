import Testing

extension ConsoleEndToEnd {
    @Suite
    struct ImportTests {
        private func line(_ visit: String, price: String = "1000", patient: String = "P1") -> String
        {
            """
            {"patient":{"id":"\(patient)","name":"张三","id_no":"","sex":"1","birth_date":"1980-02-03"},\
            "visit":{"id":"\(visit)","department":"内科","med_type":"11","at":"2026-11-20 09:30:00"},\
            "lines":[{"no":1,"name":"诊察费","class":"A","unit_price_fen":\(price),"quantity":"2",\
            "first_pay_share":"0","price_limit_fen":null}]}
            """
        }

        @Test(
            "bad lines are named with their number, good ones are taken, and again changes nothing",
            .timeLimit(.minutes(1))
        )
        @Bench
        func badLines() throws {
            let hospital = try Hospital()
            let lines = [
                line("V1"),
                "this is no JSON",
                line("V2", price: "-5"),
                line("V3").replacing("\"quantity\":\"2\"", with: "\"quantity\":\"two\""),
                line("V4").replacing("\"class\":\"A\"", with: "\"class\":\"Z\""),
                line("V5").replacing("2026-11-20 09:30:00", with: "yesterday"),
                line("V6", patient: "P2"),
                "",
                line("V7").replacing("\"med_type\":\"11\",", with: ""),
            ]
            try hospital.write(lines.joined(separator: "\n") + "\n", to: "hand-over.jsonl")
            let file = "\(hospital.folder)/hand-over.jsonl"

            let first = try hospital.run(["import", file])
            #expect(first.status == 1)
            #expect(first.output.isEmpty)
            #expect(first.error.contains("2 visits taken, 0 unchanged, 6 refused"))
            for number in [2, 3, 4, 5, 6, 9] {
                #expect(first.error.contains("line \(number): "), "\(first.error)")
            }
            #expect(first.error.contains("unit_price_fen"))
            #expect(first.error.contains("quantity"))
            #expect(first.error.contains("class"))
            #expect(first.error.contains("visit.at"))
            #expect(first.error.contains("med_type"))

            let again = try hospital.run(["import", file])
            #expect(again.status == 1)
            #expect(again.error.contains("0 visits taken, 2 unchanged, 6 refused"))

            let bills = try hospital.run(["bills", "--json", "--identity", "P1"])
            #expect(bills.status == 0, "\(bills.error)")
            let report = try bills.json(BillsReport.self)
            #expect(report.bills.map(\.total) == [2_000])
            #expect(try hospital.broken() == [])
        }

        @Test(
            "an imported self-pay bill is settled in cash without the insurer",
            .timeLimit(.minutes(1))
        )
        @Bench
        func selfPay() throws {
            let hospital = try Hospital()
            try hospital.write(line("V1") + "\n", to: "hand-over.jsonl")
            let taken = try hospital.run(["import", "\(hospital.folder)/hand-over.jsonl"])
            #expect(taken.status == 0, "\(taken.error)")
            let result = try hospital.run([
                "settle", "--json", "--identity", "P1", "--cash", "2000",
            ])
            #expect(result.status == 0, "\(result.error)")
            let row = try result.json(SettlementRow.self)
            #expect(row.state == "completed")
            #expect(row.total == 2_000)
            #expect(row.fund == 0)
            #expect(row.selfPay == 2_000)
            #expect(row.done == ["cash": 2_000])
            #expect(try hospital.books().insurance.isEmpty)
            #expect(try hospital.broken() == [])
        }

        @Test("a file that is not there is named", .timeLimit(.minutes(1)))
        @Bench
        func noFile() throws {
            let hospital = try Hospital()
            let result = try hospital.run(["import", "/nonexistent/file"])
            #expect(result.status == 1)
            #expect(result.error.contains("/nonexistent/file"))
        }
    }
}
