import Billing
import Testing

@testable import InsurancePlatform

@Suite("JSON and amounts on the wire")
struct WireTests {
    @Test("numbers keep their text and members come back sorted")
    func roundTrip() throws {
        let text = #"{ "b" : 128.50 , "a":[1e2,-0,"\u6d4b\ud83d\ude00\/\"\n"], "c":null }"#
        let value = try JSONReader.read(Array(text.utf8))
        #expect(value["b"] == .number("128.50"))
        #expect(value.serialised == #"{"a":[1e2,-0,"测😀/\"\n"],"b":128.50,"c":null}"#)
        #expect(value["c"] == nil)
    }

    @Test(
        "what is not exactly one strict document is garbled",
        arguments: [
            "", " ", "{", "{}{}", "[1,]", #"{"a":1,}"#, "01", "1.", ".5", "+1", "nul", "'a'", "NaN",
            #"{"a":1,"a":2}"#, #""\ud800""#, "\"\u{1}\"", #"{"a" 1}"#, "<html></html>", #""\x""#,
            "-", "1e", #"{a:1}"#,
        ]
    )
    func garbled(text: String) {
        #expect(throws: JSONFault.malformed) { try JSONReader.read(Array(text.utf8)) }
    }

    @Test("bytes that are not UTF-8 are garbled")
    func notUTF8() {
        #expect(throws: JSONFault.malformed) { try JSONReader.read([0x22, 0xC3, 0x28, 0x22]) }
    }

    @Test("nesting and length are limited")
    func limits() throws {
        func nested(_ depth: Int) -> [UInt8] {
            Array(repeating: 0x5B, count: depth) + Array(repeating: 0x5D, count: depth)
        }
        _ = try JSONReader.read(nested(33))
        #expect(throws: JSONFault.tooDeep) { try JSONReader.read(nested(34)) }
        #expect(throws: JSONFault.tooDeep) { try JSONReader.read(nested(100_000)) }
        let long = Array(repeating: UInt8(0x20), count: JSONReader.lengthMax) + [0x31]
        #expect(throws: JSONFault.tooLong) { try JSONReader.read(long) }
    }

    @Test(
        "amounts are exact to the fen in every spelling",
        arguments: [
            ("128.50", 12_850), ("128.5", 12_850), ("128", 12_800), ("-36.50", -3_650), ("0", 0),
            ("0E-8", 0), ("1.285E2", 12_850), ("1.285e+2", 12_850), ("12850E-2", 12_850),
            ("128.500000", 12_850), ("1.15", 115), ("19.99", 1_999), ("-0.00", 0),
            ("999999999999.99", 99_999_999_999_999), ("4.52", 452), ("0000.01", 1),
        ]
    )
    func amounts(text: String, fen: Int64) {
        #expect(WireAmount.money(text) == Money(fen: fen))
    }

    @Test(
        "what is no amount, or finer than a fen, is refused",
        arguments: [
            "", "-", ".", "1.", ".5", "0.001", "1.285E0", "１２", "1,000", "+1", "1e", "1e99999",
            "abc",
            "9999999999999", "1E20", "--1", "1.2.3", " 1",
        ]
    )
    func notAmounts(text: String) {
        #expect(WireAmount.money(text) == nil)
    }

    @Test("prices have six decimals and quantities four")
    func numbers() {
        #expect(WireAmount.price(Money(fen: 2_005)) == .number("20.050000"))
        #expect(
            WireAmount.quantity(ScaledDecimal(tenThousandths: 30_005)) == .number("3.0005")
        )
        #expect(WireAmount.quantity(.one) == .number("1.0000"))
        #expect(WireAmount.amount(Money(fen: 5)) == .number("0.05"))
    }
}
