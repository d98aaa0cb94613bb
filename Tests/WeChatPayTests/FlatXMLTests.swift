import Testing

@testable import WeChatPay

@Suite("Flat XML")
struct FlatXMLTests {
    private func decode(_ text: String) throws(FlatXML.Fault) -> [String: String] {
        try FlatXML.decode(Array(text.utf8))
    }

    @Test("text, CDATA, references and empty members are read")
    func reads() throws {
        let text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <xml>
              <a><![CDATA[<门诊>&amp;]]></a><b>12</b>
              <c>&lt;&gt;&amp;&quot;&apos;&#65;&#x4E2D;</c><d/><e></e>
            </xml>

            """
        #expect(
            try decode(text) == ["a": "<门诊>&amp;", "b": "12", "c": "<>&\"'A中", "d": "", "e": ""]
        )
    }

    @Test("what was written is read back, CDATA ends and markup included")
    func roundTrip() throws {
        let members = ["z": "]]>", "a": "a]]>b]]>", "m": "<x>&y;</x>", "B": "中文", "n": ""]
        let bytes = FlatXML.encode(members)
        #expect(try FlatXML.decode(bytes) == members)
        #expect(String(decoding: bytes, as: UTF8.self).hasPrefix("<xml><B>"))
    }

    @Test(
        "hostile or foreign constructs are refused",
        arguments: [
            (
                "<!DOCTYPE xml [<!ENTITY a SYSTEM 'file:///etc/hosts'>]><xml><a>&a;</a></xml>",
                FlatXML.Fault.refusedConstruct
            ),
            ("<xml><!DOCTYPE a><a>1</a></xml>", .refusedConstruct),
            ("<xml><a>&b;</a></xml>", .refusedConstruct),
            ("<xml><!-- c --><a>1</a></xml>", .refusedConstruct),
            ("<xml><a>1<!-- c --></a></xml>", .refusedConstruct),
            ("<xml><?p ?><a>1</a></xml>", .refusedConstruct),
            ("<xml><a><b>1</b></a></xml>", .refusedConstruct),
            ("<xml><a k='v'>1</a></xml>", .refusedConstruct),
            ("<xml><a>1</a><a>2</a></xml>", .duplicateMember),
            ("<xml><a>1</a><a/></xml>", .duplicateMember),
            ("<xml><a>1</b></xml>", .malformed),
            ("<xml><a>1</a>", .malformed),
            ("<xml><a><![CDATA[1]]</a></xml>", .malformed),
            ("<xml><a>1", .malformed),
            ("<xml><a>]]></a></xml>", .malformed),
            ("<xml><a>&#0;</a></xml>", .malformed),
            ("<xml><a>&#xD800;</a></xml>", .malformed),
            ("<xml><a>&#+65;</a></xml>", .malformed),
            ("<xml><a>&amp</a></xml>", .malformed),
            ("<xml>stray<a>1</a></xml>", .malformed),
            ("<xml><a>1</a></xml><xml></xml>", .malformed),
            ("<xml><a>\u{1}</a></xml>", .malformed),
            ("<html><body>502</body></html>", .malformed),
            ("", .malformed),
            ("<xml", .malformed),
        ]
    )
    func refuses(text: String, fault: FlatXML.Fault) {
        #expect(throws: fault) { try decode(text) }
    }

    @Test("bytes that are not UTF-8 and bodies over the limit are refused")
    func refusesBytes() {
        #expect(throws: FlatXML.Fault.notUTF8) {
            try FlatXML.decode(Array("<xml><a>".utf8) + [0xC4, 0xE3] + Array("</a></xml>".utf8))
        }
        let long = String(repeating: "x", count: FlatXML.lengthMax)
        #expect(throws: FlatXML.Fault.tooLarge) { try decode("<xml><a>\(long)</a></xml>") }
        let many = (0...FlatXML.membersMax).map { "<a\($0)/>" }.joined()
        #expect(throws: FlatXML.Fault.tooLarge) { try decode("<xml>\(many)</xml>") }
    }

    @Test("a body cut at any byte is refused, never half read")
    func truncated() {
        let whole = Sample.answer(Sample.paid)
        for length in 0..<whole.count {
            #expect(throws: FlatXML.Fault.self) {
                try FlatXML.decode(Array(whole.prefix(length)))
            }
        }
    }
}
