import FoundationEssentials
@testable import Sandbox
import Testing

@Suite("Amounts and dates of the sandbox") struct SandboxFormatTests {
    @Test(
        "yuan texts become fen exactly",
        arguments: [
            ("88.88", 8_888), ("0.01", 1), ("5", 500), ("0.1", 10),
            ("100000000.00", 10_000_000_000),
        ]
            as [(String, Int64)]
    )
    func fen(text: String, fen: Int64) {
        #expect(SandboxMoney.fen(yuan: text) == fen)
    }

    @Test(
        "what is not an amount is refused",
        arguments: ["", ".", "1.", ".5", "1.234", "-1", "+1", "1e3", "１", "9999999999999", "1.2.3"]
    )
    func noFen(text: String) {
        #expect(SandboxMoney.fen(yuan: text) == nil)
    }

    @Test("fen are written with two decimals")
    func yuan() {
        #expect(SandboxMoney.yuan(fen: 5) == "0.05")
        #expect(SandboxMoney.yuan(fen: 120_340) == "1203.40")
    }

    @Test(
        "instants are written in China time",
        arguments: [
            (1_767_225_600, "20260101080000"), (1_767_196_799, "20251231235959"),
            (1_709_135_999, "20240228235959"), (1_709_136_000, "20240229000000"),
            (0, "19700101080000"),
        ] as [(Double, String)]
    )
    func china(seconds: Double, text: String) {
        #expect(ChinaTime.compact(Date(timeIntervalSince1970: seconds)) == text)
    }
}
