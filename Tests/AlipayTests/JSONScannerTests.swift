import Testing

@testable import Alipay

@Suite("JSON scanner")
struct JSONScannerTests {
    @Test("values are found byte for byte, whatever surrounds them")
    func ranges() throws {
        let text = " { \"a\" : {\"x\" : \"}{\\\"\" , \"y\":[1, {\"z\":null}]}\n,\"b\":\"s\" } "
        let bytes = Array(text.utf8)
        let members = try JSONScanner.members(ofObject: bytes)
        let node = try #require(members["a"])
        #expect(node.value == .object)
        #expect(
            String(decoding: bytes[node.range], as: UTF8.self)
                == "{\"x\" : \"}{\\\"\" , \"y\":[1, {\"z\":null}]}"
        )
        #expect(members["b"]?.value == .string("s"))
    }

    @Test("escapes are decoded, surrogate pairs included")
    func escapes() throws {
        let text = #"{"\u0061\/":"\"\\\/\b\f\n\r\t中\u4E2d\ud83d\uDE00"}"#
        let members = try JSONScanner.members(ofObject: Array(text.utf8))
        #expect(members["a/"]?.value == .string("\"\\/\u{8}\u{C}\n\r\t中中😀"))
    }

    @Test("numbers stay as they are written", arguments: ["0", "-0.5", "88.88", "1e2", "12E-3"])
    func numbers(number: String) throws {
        let members = try JSONScanner.members(ofObject: Array("{\"n\":\(number)}".utf8))
        #expect(members["n"]?.value == .number(number))
    }

    @Test(
        "what is not one object of the grammar is refused",
        arguments: [
            "", " ", "[]", "\"a\"", "{", "{}x", "{}{}", "{\"a\":1,}", "{\"a\" 1}", "{a:1}",
            "{\"a\":01}", "{\"a\":1.}", "{\"a\":.5}", "{\"a\":+1}", "{\"a\":1e}", "{\"a\":-}",
            "{\"a\":nul}", "{\"a\":True}", "{\"a\":\"\\x\"}", "{\"a\":\"\\u12\"}",
            "{\"a\":\"\\ud800\"}", "{\"a\":\"\\udc00\"}", "{\"a\":\"\\ud800\\u0041\"}",
            "{\"a\":\"\n\"}", "{\"a\":[1,]}", "{\"a\":[1 2]}", "{'a':1}", "{\"a\":1;\"b\":2}",
            "<html></html>",
        ]
    )
    func refuses(text: String) {
        #expect(throws: JSONScanner.Fault.malformed) {
            try JSONScanner.members(ofObject: Array(text.utf8))
        }
    }

    @Test(
        "a name that occurs twice is refused at any depth and in any spelling",
        arguments: [
            "{\"a\":1,\"a\":1}", "{\"a\":1,\"\\u0061\":1}", "{\"x\":{\"a\":1,\"a\":2}}",
            "{\"x\":[{\"a\":1,\"a\":2}]}",
        ]
    )
    func duplicates(text: String) {
        #expect(throws: JSONScanner.Fault.duplicateName) {
            try JSONScanner.members(ofObject: Array(text.utf8))
        }
    }

    @Test("depth, length and encoding are bounded")
    func bounds() {
        let deep = String(repeating: "[", count: 20_000)
        #expect(throws: JSONScanner.Fault.tooDeep) {
            try JSONScanner.members(ofObject: Array("{\"a\":\(deep)".utf8))
        }
        let long = String(repeating: "x", count: JSONScanner.lengthMax)
        #expect(throws: JSONScanner.Fault.tooLarge) {
            try JSONScanner.members(ofObject: Array("{\"a\":\"\(long)\"}".utf8))
        }
        #expect(throws: JSONScanner.Fault.notUTF8) {
            try JSONScanner.members(ofObject: Array("{\"a\":\"".utf8) + [0xC4, 0x22, 0x7D])
        }
    }

    @Test("a text cut at any byte is refused")
    func truncated() {
        let whole = Array(#"{"a":{"b":"c\"}","d":[1,2.5e3,true]},"sign":"x"}"#.utf8)
        for length in 0..<whole.count {
            #expect(throws: JSONScanner.Fault.malformed) {
                try JSONScanner.members(ofObject: Array(whole.prefix(length)))
            }
        }
    }
}
