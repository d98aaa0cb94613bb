import Glibc
import Testing

extension ConsoleEndToEnd {
    @Suite
    struct RecoveryTests {
        /// A console whose payment was sent and not answered; the insurer has settled.
        @Bench
        private func consoleWaiting(
            _ hospital: Hospital,
            _ scanner: Scanner,
            micropay kind: String
        ) throws -> ConsoleProcess {
            try hospital.plan(
                #"{"peer":"wechat","operation":"micropay","kind":"\#(kind)","milliseconds":60000}"#
            )
            try hospital.plan(
                #"{"peer":"wechat","operation":"orderquery","kind":"lose_request","count":1000}"#
            )
            let console = try hospital.consoleShowingE1(scanner)
            try scanner.scan(try hospital.code("wechat", of: "E1"))
            try hospital.wait(for: "micropay", watching: console)
            return console
        }

        @Test(
            "a console killed after a payment that was taken: recover finishes the sale",
            .timeLimit(.minutes(1))
        )
        @Bench
        func killedAfterPayment() throws {
            let hospital = try Hospital()
            let scanner = try Scanner()
            let console = try consoleWaiting(hospital, scanner, micropay: "lose_answer")
            try console.kill()
            try hospital.clearFaults()
            let recovered = try hospital.run(["recover", "--json", "--wait", "20"])
            #expect(recovered.status == 0, "\(recovered.error)")
            let row = try hospital.onlySettlement()
            #expect(row.state == "completed")
            #expect(row.done == ["wechat": 24_353])
            #expect(try recovered.json([SettlementRow].self).map(\.id) == [row.id])
            #expect(try hospital.count("micropay") == 1)
            #expect(try hospital.books().kept == 24_353)
            #expect(try hospital.broken() == [])
        }

        @Test(
            "a console killed after a payment that never happened: recover reverses the insurer",
            .timeLimit(.minutes(1))
        )
        @Bench
        func killedBeforePayment() throws {
            let hospital = try Hospital()
            let scanner = try Scanner()
            let console = try consoleWaiting(hospital, scanner, micropay: "lose_request")
            try console.kill()
            try hospital.clearFaults()
            let recovered = try hospital.run(["recover", "--json", "--wait", "20"])
            #expect(recovered.status == 0, "\(recovered.error)")
            let row = try hospital.onlySettlement(ignoringAborted: false)
            #expect(row.state == "aborted")
            let books = try hospital.books()
            #expect(books.settled.isEmpty)
            #expect(books.insurance.count == 1)
            #expect(books.kept == 0)
            #expect(try hospital.count("micropay") == 1)
            #expect(try hospital.broken() == [])
        }

        @Test(
            "a console killed while the insurer's answer is out: recover reaches an end",
            .timeLimit(.minutes(1))
        )
        @Bench
        func killedDuringInsurer() throws {
            let hospital = try Hospital()
            try hospital.plan(
                #"{"peer":"insurance","operation":"2207A","kind":"delay","milliseconds":60000}"#
            )
            let scanner = try Scanner()
            let console = try hospital.consoleShowingE1(scanner)
            try console.press(.f2)
            try hospital.wait(for: "2207A", watching: console)
            try console.kill()
            try hospital.clearFaults()
            let recovered = try hospital.run(["recover", "--json", "--wait", "20"])
            #expect(recovered.status == 0, "\(recovered.error)")
            let row = try hospital.onlySettlement(ignoringAborted: false)
            // The cash had been handed over at the window: either the sale is finished, or all undone.
            #expect(["completed", "aborted"].contains(row.state))
            #expect(try hospital.books().settled.count == (row.state == "completed" ? 1 : 0))
            #expect(try hospital.count("2207A") == 1)
            #expect(try hospital.broken() == [])
        }

        @Test(
            "a console killed with only a split on the screen blocks nobody",
            .timeLimit(.minutes(1))
        )
        @Bench
        func killedBeforeAnything() throws {
            let hospital = try Hospital()
            let scanner = try Scanner()
            let console = try hospital.consoleShowingE1(scanner)
            try console.kill()
            let recovered = try hospital.run(["recover", "--json", "--wait", "10"])
            #expect(recovered.status == 0, "\(recovered.error)")
            #expect(try hospital.settlements().map(\.state) == ["aborted"])
            let settled = try hospital.run([
                "settle", "--identity", try hospital.code("insurance", of: "E1"), "--cash", "24350",
            ])
            #expect(settled.status == 0, "\(settled.error)")
            #expect(try hospital.broken() == [])
        }

        @Test("a settlement of a living console is left alone by recover", .timeLimit(.minutes(1)))
        @Bench
        func livingConsoleIsLeftAlone() throws {
            let hospital = try Hospital()
            let scanner = try Scanner()
            let console = try hospital.consoleShowingE1(scanner)
            let recovered = try hospital.run(["recover", "--json", "--wait", "5"])
            #expect(recovered.status == 1)
            try console.press(.f2)
            try console.waitForReceipt(of: "陈志远")
            #expect(try hospital.onlySettlement(ignoringAborted: false).state == "completed")
            #expect(try hospital.broken() == [])
        }

        @Test(
            "a restarted console takes up by itself what the killed one left",
            .timeLimit(.minutes(1))
        )
        @Bench
        func nextConsoleTakesUp() throws {
            let hospital = try Hospital()
            let scanner = try Scanner()
            let console = try consoleWaiting(hospital, scanner, micropay: "lose_answer")
            try console.kill()
            try hospital.clearFaults()
            let next = try hospital.console(scanner: scanner)
            try next.wait(forAll: "等待扫码")
            let deadline = Deadline(seconds: 20)
            while try hospital.onlySettlement().state != "completed" {
                guard !deadline.isOver else {
                    throw HarnessFailure("\(try hospital.settlements())\n\(next.screen.text)")
                }
                next.pump()
            }
            #expect(try hospital.onlySettlement().done == ["wechat": 24_353])
            #expect(try hospital.books().kept == 24_353)
            #expect(try hospital.broken() == [])
        }

        @Test(
            "a hang-up or a termination ends the console at once, gives the terminal back and leaves the sale to recover",
            .timeLimit(.minutes(1)),
            arguments: [SIGHUP, SIGTERM]
        )
        @Bench
        func signalled(_ signal: Int32) throws {
            let hospital = try Hospital()
            let scanner = try Scanner()
            let console = try consoleWaiting(hospital, scanner, micropay: "lose_answer")
            console.child.signal(signal)
            let start = ContinuousClock.now
            let ending = try console.waitForEnd(within: 5)
            #expect(ContinuousClock.now - start < .seconds(2))
            #expect(ending == .exited(0))
            #expect(console.terminal.isCanonicalWithEcho)
            #expect(!console.screen.isAlternate)
            try hospital.clearFaults()
            let recovered = try hospital.run(["recover", "--wait", "20"])
            #expect(recovered.status == 0, "\(recovered.error)")
            #expect(try hospital.onlySettlement().done == ["wechat": 24_353])
            #expect(try hospital.broken() == [])
        }

        @Test("a closed window ends the console and frees the sale", .timeLimit(.minutes(1)))
        @Bench
        func windowClosed() throws {
            let hospital = try Hospital()
            let scanner = try Scanner()
            let console = try consoleWaiting(hospital, scanner, micropay: "lose_answer")
            console.terminal.hangUp()
            #expect(try console.waitForEnd(within: 5) == .exited(0))
            try hospital.clearFaults()
            let recovered = try hospital.run(["recover", "--wait", "20"])
            #expect(recovered.status == 0, "\(recovered.error)")
            #expect(try hospital.onlySettlement().state == "completed")
        }
    }
}
