import Testing

extension ConsoleEndToEnd {
    @Suite
    struct BadPeerTests {
        @Test(
            "an insurer that is down is named, and the next scan works when it is back",
            .timeLimit(.minutes(1))
        )
        @Bench
        func peerDown() throws {
            let hospital = try Hospital()
            let scanner = try Scanner()
            let code = try hospital.code("insurance", of: "E1")
            let console = try hospital.console(scanner: scanner)
            try console.wait(forAll: "等待扫码", "正常")
            hospital.killSandbox()
            try scanner.scan(code)
            try console.wait(forAll: "医保没有可靠答复")
            let command = try hospital.run(["settle", "--identity", code, "--cash", "24350"])
            #expect(command.status == 1)
            #expect(command.error.contains("the insurer gave no usable answer"))
            try hospital.restartSandbox()
            try scanner.scan(try hospital.code("insurance", of: "E1"))
            try console.waitForDue("243.53")
            try console.press(.f2)
            try console.waitForReceipt(of: "陈志远")
            #expect(try hospital.broken() == [])
        }

        @Test("an insurer that answers HTML settles nothing", .timeLimit(.minutes(1)))
        @Bench
        func html() throws {
            let hospital = try Hospital()
            let server = try HTMLServer()
            try hospital.writeConfiguration {
                $0.replacing(
                    "[insurance]\nurl = \"\(hospital.address)\"",
                    with: "[insurance]\nurl = \"http://127.0.0.1:\(server.port)\""
                )
            }
            let scanner = try Scanner()
            let console = try hospital.console(scanner: scanner)
            try console.wait(forAll: "等待扫码", "正常")
            try scanner.scan(try hospital.code("insurance", of: "E1"))
            try console.wait(forAll: "医保没有可靠答复")
            let command = try hospital.run(
                [
                    "settle", "--identity", try hospital.code("insurance", of: "E1"), "--cash",
                    "24350",
                ])
            #expect(command.status == 1)
            #expect(command.error.contains("the insurer gave no usable answer"))
            #expect(!command.error.contains("<html"))
            #expect(try hospital.settlements().isEmpty)
            withExtendedLifetime(server) {}
        }

        @Test("a payment channel that answers HTML is in doubt, not paid", .timeLimit(.minutes(1)))
        @Bench
        func paymentHTML() throws {
            let hospital = try Hospital()
            let server = try HTMLServer()
            try hospital.writeConfiguration {
                $0.replacing(
                    "\(hospital.address)/gateway.do",
                    with: "http://127.0.0.1:\(server.port)/gateway.do"
                )
            }
            let result = try hospital.run([
                "settle", "--json", "--wait", "2", "--identity",
                try hospital.code("insurance", of: "E5"), "--pay-code",
                try hospital.code("alipay", of: "E5"),
            ])
            #expect(result.status == 1)
            #expect(try result.json(SettlementRow.self).state == "in_doubt")
            #expect(try hospital.books().payments.isEmpty)
            withExtendedLifetime(server) {}

            // With the true channel back, nothing is found there: the insurer's part is undone.
            try hospital.writeConfiguration()
            let recovered = try hospital.run(["recover", "--wait", "20"])
            #expect(recovered.status == 0, "\(recovered.error)")
            #expect(try hospital.books().settled.isEmpty)
            #expect(try hospital.broken() == [])
        }

        @Test(
            "a peer whose certificate is not ours is sent nothing, and cash settles",
            .timeLimit(.minutes(1))
        )
        @Bench
        func foreignCertificate() throws {
            let hospital = try Hospital()
            let stranger = try Hospital(seeds: false, isStranger: true)
            try hospital.writeConfiguration { text in
                let secure = text.split(separator: "\n").first { $0.hasPrefix("secure_url") } ?? ""
                let address = secure.split(separator: "\"").last ?? ""
                return text.replacing(
                    "timeout_ms = 1500\nurl = \"\(hospital.address)\"\n\(secure)",
                    with: "timeout_ms = 1500\nurl = \"\(address)\"\n\(secure)"
                ).replacing(
                    "\"secrets-authority.pem\"",
                    with: "\"\(stranger.folder)/secrets-authority.pem\""
                )
            }
            let scanner = try Scanner()
            let console = try hospital.consoleShowingE1(scanner)
            try scanner.scan(try hospital.code("wechat", of: "E1"))
            try console.wait(forAll: "支付被拒", "请扫付款码")
            #expect(try hospital.count("micropay") == 0)
            try console.press(.f2)
            try console.waitForReceipt(of: "陈志远")
            #expect(try hospital.onlySettlement().done == ["cash": 24_350, "rounding": 3])
            #expect(try hospital.broken() == [])
        }
    }
}
