@testable import Sandbox
import Cryptography
import Testing

@Suite("Forms and signatures of Alipay") struct AlipayFormTests {
    @Test("names and values are unescaped once")
    func decode() {
        let text = "a=1&b=%E9%97%A8+x%2B%26&c=&d=x=y"
        #expect(
            FormParameters.decode(Array(text.utf8))
                == ["a": "1", "b": "门 x+&", "c": "", "d": "x=y"]
        )
    }

    @Test(
        "broken escapes, bad UTF-8 and repeated names are refused",
        arguments: ["a=%4", "a=%zz", "a=%FF", "a=1&a=2"]
    )
    func refuse(text: String) {
        #expect(FormParameters.decode(Array(text.utf8)) == nil)
    }

    @Test("the signed text is sorted, raw, without sign and without empty values")
    func canonical() {
        let parameters = [
            "version": "1.0", "app_id": "2014072300007148", "sign": "x", "notify_url": "",
            "sign_type": "RSA2", "biz_content": #"{"subject":"门诊缴费"}"#,
        ]
        #expect(
            AlipaySignature.canonicalText(of: parameters)
                == #"app_id=2014072300007148&biz_content={"subject":"门诊缴费"}"#
                + "&sign_type=RSA2&version=1.0"
        )
    }

    @Test("the project's own vector verifies, and no changed parameter does")
    func vector() throws {
        let key = try RSAPublicKey(pem: AlipayVector.publicKeyPEM)
        var parameters = AlipayVector.parameters
        parameters["sign"] = AlipayVector.requestSignature
        #expect(AlipaySignature.verifies(parameters, publicKey: key))
        parameters["timestamp"] = "2026-01-01 08:00:01"
        #expect(!AlipaySignature.verifies(parameters, publicKey: key))
    }

    @Test("a node is written in order, with quotes and control characters escaped")
    func node() {
        var node = AlipayNode(code: "10000", message: "Success")
        node["a"] = "\"\\\n\u{1}门"
        node["b"] = nil
        node.append("rows", rows: [[("x", "1"), ("y", "2")]])
        #expect(
            node.json
                == #"{"code":"10000","msg":"Success","a":"\"\\\n\u0001门","#
                + #""rows":[{"x":"1","y":"2"}]}"#
        )
    }
}
