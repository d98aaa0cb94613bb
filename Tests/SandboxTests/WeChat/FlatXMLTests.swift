@testable import Sandbox
import Testing

@Suite("The flat XML of WeChat Pay") struct FlatXMLTests {
    @Test(
        "members are read with and without CDATA, with a prolog, blanks and comments",
        arguments: [
            "<xml><a>1</a><b><![CDATA[x&<y]]></b></xml>",
            "<?xml version=\"1.0\"?>\n<xml>\n <a>1</a>\n<!-- c --><b>x&amp;&lt;y</b></xml>\n",
            "<xml><b>x&#38;&#x3C;y</b><a><![CDATA[1]]></a></xml>",
            "<xml><a>1</a><b><![CDATA[x]]>&amp;<![CDATA[<y]]></b></xml>",
        ]
    )
    func read(text: String) throws {
        #expect(try FlatXML.decode(Array(text.utf8)) == ["a": "1", "b": "x&<y"])
    }

    @Test(
        "declarations, unknown entities, depth and broken text are refused",
        arguments: [
            "<!DOCTYPE xml [<!ENTITY e \"x\">]><xml><a>&e;</a></xml>", "<xml><a>&e;</a></xml>",
            "<xml><a><b>1</b></a></xml>", "<xml><a>1</xml>", "<xml><a>1</a>", "<a>1</a>", "",
            "<xml><a>1</a><a>2</a></xml>", "<xml><a>1</a></xml><xml></xml>",
            "<xml><a x=\"1\">1</a></xml>", "<xml><a><!ENTITY e \"x\"></a></xml>",
        ]
    )
    func refuse(text: String) {
        #expect(throws: FlatXML.Fault.self) { try FlatXML.decode(Array(text.utf8)) }
    }

    @Test("bytes that are not UTF-8 are refused")
    func bytes() {
        #expect(throws: FlatXML.Fault.notUTF8) {
            try FlatXML.decode(Array("<xml><a>".utf8) + [0xB6, 0xB2] + Array("</a></xml>".utf8))
        }
    }

    @Test("what is written is read back, even the end of a CDATA section")
    func roundTrip() throws {
        let members = ["a": "门诊 & <b> ]]> ]]]>>", "b": "", "c": "\n"]
        let written = FlatXML.encode(members.map { ($0.key, $0.value) })
        #expect(try FlatXML.decode(written) == members)
    }
}
