import FoundationEssentials
import Glibc
import Testing

extension ConsoleEndToEnd {
    @Suite
    struct BadSurroundingsTests {
        /// Runs a console that must refuse before it touches the screen, and returns what it said.
        @Bench
        private func refusedConsole(
            _ arguments: [String],
            environment: [String: String] = [:],
            status: Int32
        ) throws -> String {
            let console = try ConsoleProcess(
                ["console"] + arguments,
                environment: environment,
                rows: 24,
                columns: 200
            )
            #expect(try console.waitForEnd(within: 10) == .exited(status))
            #expect(console.terminal.isCanonicalWithEcho)
            #expect(!console.screen.isAlternate)
            return console.screen.text
        }

        private func patch(_ path: String, at offset: Int, _ bytes: [UInt8]) throws {
            let descriptor = open(path, O_WRONLY | O_CLOEXEC)
            defer { close(descriptor) }
            guard pwrite(descriptor, bytes, bytes.count, offset) == bytes.count else {
                throw HarnessFailure("\(path) cannot be changed")
            }
        }

        @Test("a damaged ledger is named and left as it is", .timeLimit(.minutes(1)))
        @Bench
        func damagedLedger() throws {
            let hospital = try Hospital()
            try patch(hospital.ledger, at: 0, Array(repeating: 0x41, count: 4_096))
            let before = try Data(contentsOf: URL(fileURLWithPath: hospital.ledger))
            for command in [["settlements"], ["verify"], ["recover"], ["doctor"]] {
                let result = try hospital.run(command)
                #expect(result.status == 1, "\(command)")
                #expect((result.error + result.output).contains("damaged"), "\(command) \(result)")
            }
            let said = try refusedConsole(["--config", hospital.configuration], status: 1)
            #expect(said.contains("damaged"))
            #expect(try Data(contentsOf: URL(fileURLWithPath: hospital.ledger)) == before)
        }

        @Test("a ledger of a newer version is refused", .timeLimit(.minutes(1)))
        @Bench
        func newerLedger() throws {
            let hospital = try Hospital()
            // The file must hold all there is: an old log would put the old header back.
            unlink("\(hospital.ledger)-wal")
            unlink("\(hospital.ledger)-shm")
            try patch(hospital.ledger, at: 60, [0, 0, 0x27, 0x0F])
            let result = try hospital.run(["settlements"])
            #expect(result.status == 1)
            #expect(result.error.contains("newer version"))
            let said = try refusedConsole(["--config", hospital.configuration], status: 1)
            #expect(said.contains("newer version"))
        }

        @Test(
            "a ledger that cannot be written is refused",
            .timeLimit(.minutes(1)),
            .enabled(if: geteuid() != 0, "the superuser can write every file")
        )
        @Bench
        func readOnlyLedger() throws {
            let hospital = try Hospital()
            chmod(hospital.ledger, 0o400)
            let result = try hospital.run(
                [
                    "settle", "--identity", try hospital.code("insurance", of: "E1"), "--cash",
                    "24350",
                ])
            #expect(result.status == 1)
            #expect(result.error.contains("written"))
            #expect(try hospital.count("2207A") == 0)
        }

        @Test("a missing ledger is named", .timeLimit(.minutes(1)))
        @Bench
        func missingLedger() throws {
            let hospital = try Hospital(seeds: false)
            let result = try hospital.run(["settlements"])
            #expect(result.status == 1)
            #expect(result.error.contains(hospital.ledger))
            #expect(!FileManager.default.fileExists(atPath: hospital.ledger))
        }

        @Test(
            "a terminal that is too small says so and keeps working when it is large",
            .timeLimit(.minutes(1))
        )
        @Bench
        func smallTerminal() throws {
            let hospital = try Hospital()
            let console = try hospital.console(rows: 20, columns: 60)
            try console.wait(forAll: "80", "24")
            #expect(!console.screen.text.contains("等待扫码"))
            try console.resize(rows: 24, columns: 80)
            try console.wait(forAll: "等待扫码", "请扫医保码", "Ctrl-Q")
            try console.press(.controlQ)
            #expect(try console.waitForEnd(within: 5) == .exited(0))
            #expect(console.terminal.isCanonicalWithEcho)
        }

        @Test("an unknown TERM is refused with what to set", .timeLimit(.minutes(1)))
        @Bench
        func unknownTerm() throws {
            let hospital = try Hospital()
            let said = try refusedConsole(
                ["--config", hospital.configuration],
                environment: ["TERM": "no-such-terminal"],
                status: 2
            )
            #expect(said.contains("no-such-terminal"))
            #expect(said.contains("TERM=xterm-256color"))
        }

        @Test("in the C locale the screen is Chinese all the same", .timeLimit(.minutes(1)))
        @Bench
        func locale() throws {
            let hospital = try Hospital()
            let console = try hospital.console(environment: ["LC_ALL": "C"], rows: 24, columns: 80)
            try console.wait(forAll: "等待扫码", "请扫医保码")
            try console.press(.controlQ)
            #expect(try console.waitForEnd(within: 5) == .exited(0))
        }

        @Test("the console without a terminal is refused", .timeLimit(.minutes(1)))
        @Bench
        func noTerminal() throws {
            let hospital = try Hospital()
            let result = try hospital.run(["console"])
            #expect(result.status == 2)
            #expect(result.error.contains("needs a terminal"))
            #expect(result.output.isEmpty)
        }

        @Test(
            "a wrong configuration is named by its key, with status 2",
            .timeLimit(.minutes(1)),
            arguments: [
                ("hospital_code", "hospital_kode", "hospital_code"),
                ("cash_rounding = 1", "cash_rounding = 1\ncash_roundin = 1", "cash_roundin"),
                ("window = \"03\"\n", "", "window"),
                ("cash_rounding = 1", "cash_rounding = \"one\"", "cash_rounding"),
                ("cash_rounding = 1", "cash_rounding = 9", "cash_rounding"),
                ("[ledger]", "[ledger", ":"),
                ("\"secrets-wechat.key\"", "\"no-such-file\"", "wechat.api_key_file"),
                ("[insurance]\nurl = \"http", "[insurance]\nurl = \"ftp", "insurance.url"),
            ]
        )
        @Bench
        func configuration(_ old: String, _ new: String, _ named: String) throws {
            let hospital = try Hospital()
            try hospital.writeConfiguration { $0.replacing(old, with: new) }
            let result = try hospital.run(
                [
                    "settle", "--identity", try hospital.code("insurance", of: "E1"), "--cash",
                    "24350",
                ])
            #expect(result.status == 2)
            #expect(result.error.contains(named), "\(result.error)")
            let said = try refusedConsole(["--config", hospital.configuration], status: 2)
            #expect(said.contains(named), "\(said)")
        }

        @Test(
            "a misuse of the command line ends with status 2 and says how to use it",
            arguments: [
                ["settle"], ["settle", "--identity", "E1", "--cash", "a"], ["no-such-command"],
                ["settle", "--identity", "E1", "--cash", "1", "--pay-code", "2"], ["seed"],
                ["console", "--config", "/nonexistent/config.toml"],
                ["verify", "--no-such-option"],
                ["demo", "--role", "queen"], ["sandbox", "--listen", "nowhere"],
            ]
        )
        @Bench
        func misuse(_ arguments: [String]) throws {
            let result = try Program.run(arguments)
            #expect(result.status == 2)
            #expect(!result.error.isEmpty)
            #expect(result.output.isEmpty)
        }

        @Test(
            "every command explains itself",
            arguments: [
                "demo", "console", "sandbox", "seed", "import", "bills", "settle", "settlements",
                "recover",
                "verify", "doctor",
            ]
        )
        @Bench
        func help(_ command: String) throws {
            let result = try Program.run([command, "--help"])
            #expect(result.status == 0)
            #expect(result.output.contains("USAGE: cashier \(command)"))
            #expect(result.error.isEmpty)
        }
    }
}
