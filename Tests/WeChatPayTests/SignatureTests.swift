import Testing

@testable import WeChatPay

/// The documentation's sample: its key is printed there and secures nothing.
private let sampleMembers = [
    "appid": "wxd930ea5d5a258f4f", "body": "test", "device_info": "1000", "mch_id": "10000100",
    "nonce_str": "ibuaiVcKdpRxkhJA",
]
private let sampleKey = "192006250b4c09247ec02edce69f6a2d"

@Suite("WeChat Pay signature")
struct SignatureTests {
    @Test(
        "the published samples are reproduced",
        arguments: [
            (WeChatPayConfiguration.SignatureKind.md5, "9A0A8659F005D6984697E2CA0A9CF3B7"),
            (.hmacSHA256, "6A9AE1657590FD6257D693A078E1C3E4BB6BA4DC30B23E0EE2496E54170DACD6"),
        ]
    )
    func samples(kind: WeChatPayConfiguration.SignatureKind, expected: String) {
        let signature = WeChatSignature(kind: kind, apiKey: sampleKey)
        #expect(
            signature.content(of: sampleMembers) == """
                appid=wxd930ea5d5a258f4f&body=test&device_info=1000&mch_id=10000100\
                &nonce_str=ibuaiVcKdpRxkhJA&key=192006250b4c09247ec02edce69f6a2d
                """
        )
        #expect(signature.sign(sampleMembers) == expected)
        var signed = sampleMembers
        signed["sign"] = expected
        #expect(signature.verifies(signed))
    }

    @Test("empty members and the signature itself are left out")
    func leavesOut() {
        let signature = WeChatSignature(kind: .md5, apiKey: sampleKey)
        var members = sampleMembers
        members["attach"] = ""
        members["sign"] = "anything"
        #expect(signature.sign(members) == "9A0A8659F005D6984697E2CA0A9CF3B7")
    }

    @Test("a missing, changed or weaker signature does not verify")
    func refuses() {
        let signature = WeChatSignature(kind: .hmacSHA256, apiKey: sampleKey)
        #expect(!signature.verifies(sampleMembers))
        var changed = sampleMembers
        changed["sign"] = signature.sign(sampleMembers)
        changed["body"] = "tesT"
        #expect(!signature.verifies(changed))
        var weaker = sampleMembers
        weaker["sign_type"] = "MD5"
        weaker["sign"] = WeChatSignature(kind: .md5, apiKey: sampleKey).sign(weaker)
        #expect(!signature.verifies(weaker))
        weaker["sign"] = signature.sign(weaker)
        #expect(!signature.verifies(weaker))
    }
}
