import FoundationEssentials
import Glibc
import Testing

extension ConsoleEndToEnd {
    @Suite
    struct DemoTests {
        @Bench
        private func temporaryFolder() throws -> String {
            var template = Array("/tmp/cashier-end-to-end-XXXXXX".utf8CString)
            guard mkdtemp(&template) != nil else { throw HarnessFailure("no temporary folder") }
            return String(
                decoding: template.dropLast().map(UInt8.init(bitPattern:)),
                as: UTF8.self
            )
        }

        @Test(
            "the demo reaches the console and is played without a scanner",
            .timeLimit(.minutes(1))
        )
        @Bench
        func playedWithoutScanner() throws {
            let folder = try temporaryFolder()
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let console = try ConsoleProcess(["demo", "--directory", folder])
            try console.wait(forAll: "等待扫码", "F12 示例")
            try console.press(.f12)
            try console.wait(forAll: "示例患者", "陈志远", "周玉兰")
            try console.press(.enter)
            try console.wait(forAll: "413.95", "请扫付款码")
            try console.waitForDue("243.53")
            try console.press(.f12)
            try console.wait(forAll: "示例患者")
            try console.type("w")
            let receipt = try console.waitForReceipt(of: "陈志远")
            #expect(receipt.contains("微信 243.53"))
            try console.press(.controlQ)
            #expect(try console.waitForEnd(within: 10) == .exited(0))
            #expect(console.terminal.isCanonicalWithEcho)

            // The folder is used again: what was paid stays paid.
            let again = try ConsoleProcess(["demo", "--directory", folder])
            try again.wait(forAll: "等待扫码", "F12 示例")
            try again.press(.f12)
            try again.wait(forAll: "示例患者")
            try again.press(.enter)
            try again.wait(forAll: "没有待缴的单")
            try again.press(.f6)
            try again.wait(forAll: "已放下")
            try again.press(.controlQ)
            #expect(try again.waitForEnd(within: 10) == .exited(0))
        }

        @Test(
            "the demo without a screen names its addresses and keeps the peers up",
            .timeLimit(.minutes(1))
        )
        @Bench
        func withoutScreen() throws {
            struct Line: Decodable { var sandbox, config, ledger: String }
            let folder = try temporaryFolder()
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let output = try PipeReader()
            let errors = try PipeReader()
            let demo = try ChildProcess(
                try Program.path(),
                ["demo", "--directory", folder, "--no-screen"],
                environment: Program.environment(),
                descriptors: .pipes(output: output.childEnd, error: errors.childEnd)
            )
            output.closeWriting()
            errors.closeWriting()
            let deadline = Deadline(seconds: 30)
            while !output.text.contains("\n") {
                try #require(!deadline.isOver && !output.isAtEnd)
                PipeReader.wait(for: [output, errors], until: deadline)
            }
            let line = try JSONDecoder().decode(Line.self, from: Data(output.text.utf8))
            #expect(FileManager.default.fileExists(atPath: line.ledger))
            let verified = try Program.run(
                ["verify", "--json", "--config", line.config, "--sandbox", line.sandbox])
            #expect(verified.status == 0, "\(verified.error)")
            let doctor = try Program.run(
                ["doctor"],
                environment: ["CASHIER_CONFIG": line.config]
            )
            #expect(doctor.output.contains("ok     insurance answers"), "\(doctor.output)")
            #expect(doctor.output.contains("quick check ok"), "\(doctor.output)")
            demo.signal(SIGTERM)
            #expect(demo.wait() != nil)
        }
    }
}
