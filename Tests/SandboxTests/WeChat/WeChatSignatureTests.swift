@testable import Sandbox
import Testing

@Suite("The signature of WeChat Pay V2") struct WeChatSignatureTests {
    // The documentation's sample, with its sample key.
    private let key = "192006250b4c09247ec02edce69f6a2d"
    private let members = [
        "appid": "wxd930ea5d5a258f4f", "body": "test", "device_info": "1000",
        "mch_id": "10000100", "nonce_str": "ibuaiVcKdpRxkhJA",
    ]

    @Test("the documentation's sample is reproduced with MD5")
    func md5() {
        #expect(
            WeChatSignature.sign(members, key: key, kind: .md5)
                == "9A0A8659F005D6984697E2CA0A9CF3B7"
        )
    }

    @Test("the documentation's sample is reproduced with HMAC-SHA256")
    func hmac() {
        #expect(
            WeChatSignature.sign(members, key: key, kind: .hmacSHA256)
                == "6A9AE1657590FD6257D693A078E1C3E4BB6BA4DC30B23E0EE2496E54170DACD6"
        )
    }

    @Test("empty members and the signature itself are not signed")
    func left() {
        var more = members
        more["attach"] = ""
        more["sign"] = "9A0A8659F005D6984697E2CA0A9CF3B7"
        #expect(WeChatSignature.verifies(more, key: key))
        more["attach"] = "x"
        #expect(!WeChatSignature.verifies(more, key: key))
    }

    @Test("an unknown sign_type verifies nothing")
    func kind() {
        var more = members
        more["sign_type"] = "SHA1"
        more["sign"] = WeChatSignature.sign(more, key: key, kind: .md5)
        #expect(!WeChatSignature.verifies(more, key: key))
    }
}
