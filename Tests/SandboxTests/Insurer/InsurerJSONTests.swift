import Testing

@testable import Sandbox

/// The insurer's own JSON codec.
@Suite struct InsurerJSONTests {
    @Test(
        "what is written is read back alike",
        arguments: [
            #"{"a":[1,-2.50,"x",null,true,{}],"b":"\"\\\n医保"}"#, "[]", #""😀""#, "0",
        ]
    )
    func roundTrip(text: String) throws {
        let value = try InsurerJSONParser.parse(Array(text.utf8))
        #expect(try InsurerJSONParser.parse(value.bytes) == value)
    }

    @Test("numbers keep their digits")
    func digits() throws {
        let value = try InsurerJSONParser.parse(Array(#"{"a": 12.30 , "b":"7"}"#.utf8))
        #expect(value["a"] == .number("12.30"))
        #expect(value.string("a") == "12.30" && value.string("b") == "7")
        #expect(value.string("c") == "" && value["c"] == nil)
    }

    @Test("escapes mean the characters they stand for")
    func escapes() throws {
        let value = try InsurerJSONParser.parse(Array(#""\u533b\ud83d\ude00\/\t""#.utf8))
        #expect(value == .text("医😀/\t"))
    }

    @Test(
        "malformed text is refused",
        arguments: [
            "", "{", "[1,]", #"{"a":1,"a":2}"#, "01", "1.", "-", "nul", #""\x""#, #""\ud83d""#,
            "[1] 2", "\"\u{01}\"", #"{"a" 1}"#, "1e", String(repeating: "[", count: 40),
        ]
    )
    func malformed(text: String) {
        #expect(throws: InsurerJSONParser.Malformed.self) {
            try InsurerJSONParser.parse(Array(text.utf8))
        }
    }

    @Test("bytes that are no text are refused, and no random input traps")
    func noise() {
        #expect(throws: InsurerJSONParser.Malformed.self) {
            try InsurerJSONParser.parse([0x22, 0xFF, 0x22])
        }
        var random = SandboxRandom(seed: 11)
        let alphabet = Array(#"{}[]",:0123456789.eE+-\untrfals "#.utf8)
        for _ in 0..<2000 {
            let bytes = (0..<Int(random.next() % 24)).map { _ in alphabet.pick(&random) }
            guard let value = InsurerPeer.json(bytes) else { continue }
            #expect(InsurerPeer.json(value.bytes) == value)
        }
    }
}
