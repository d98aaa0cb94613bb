import Cryptography
import FoundationEssentials
import Sandbox
import Synchronization
import Testing

/// A world in memory on a clock that stands still, with clients of both payment channels.
struct PaymentTestBench {
    /// 2026-01-01 08:00:00 in China.
    static let start = Date(timeIntervalSince1970: 1_767_225_600)

    /// Made once: key generation is slow.
    private static let keys = Result { try SandboxKeys(making: 7, now: start) }

    let world: SandboxWorld
    let keys: SandboxKeys

    init(
        stateFolder: String? = nil,
        reverseIntervalMin: TimeInterval = 0,
        keys: SandboxKeys? = nil
    ) throws {
        self.keys = try keys ?? Self.keys.get()
        world = try SandboxWorld(
            SandboxConfiguration(
                seed: 7,
                stateFolder: stateFolder,
                wechatRules: WeChatPeer.Rules(reverseIntervalMin: reverseIntervalMin),
                keys: self.keys
            ),
            clock: { Self.start }
        )
    }

    func code(_ kind: SandboxCodeKind, person: String = "E1", funds: Int64? = nil) throws -> String
    {
        try #require(world.mintCode(person: person, kind: kind, funds: funds)).code
    }

    // MARK: WeChat

    /// A signed request, members as given.
    func wechatRequest(
        _ path: String,
        _ members: [String: String],
        hmac: Bool = false,
        certificate: Bool = true
    ) -> SandboxRequest {
        var all = members
        all["appid"] = keys.wechat.appID
        all["mch_id"] = keys.wechat.merchantID
        all["nonce_str"] = "nonce0001"
        if hmac { all["sign_type"] = "HMAC-SHA256" }
        all["sign"] = wechatSign(all, hmac: hmac)
        let body = all.map { "<\($0)><![CDATA[\($1)]]></\($0)>" }.joined()
        return SandboxRequest(
            method: "POST",
            path: path,
            body: Array("<xml>\(body)</xml>".utf8),
            hasClientCertificate: certificate
        )
    }

    /// The signature as a client computes it, apart from the sandbox's own code.
    func wechatSign(_ members: [String: String], hmac: Bool) -> String {
        let text =
            members.filter { $0.key != "sign" && !$0.value.isEmpty }
            .sorted { $0.key < $1.key }.map { "\($0)=\($1)" }.joined(separator: "&")
            + "&key=" + keys.wechat.apiKey
        let key = Array(keys.wechat.apiKey.utf8)
        return Hex.encodeUpper(
            hmac ? HMAC.sha256(key: key, Array(text.utf8)) : Hash.md5(Array(text.utf8))
        )
    }

    /// Sends a signed request and returns the answer's members, its signature checked.
    func wechat(
        _ path: String,
        _ members: [String: String],
        hmac: Bool = false
    ) async throws -> [String: String] {
        let outcome = await world.handle(wechatRequest(path, members, hmac: hmac))
        guard case .answer(let response, _) = outcome else {
            Issue.record("no answer: \(outcome)")
            return [:]
        }
        let answer = Self.members(of: response.body)
        #expect(answer["sign"] == wechatSign(answer, hmac: hmac), "the answer's signature")
        return answer
    }

    /// Reads an answer with a reader as simple as the sandbox writes.
    static func members(of body: [UInt8]) -> [String: String] {
        var members: [String: String] = [:]
        for part in String(decoding: body, as: UTF8.self).split(separator: "]]></") {
            guard let open = part.firstRange(of: "><![CDATA[") else { continue }
            let name = part[..<open.lowerBound].split(separator: "<").last.map(String.init)
            if let name { members[name] = String(part[open.upperBound...]) }
        }
        return members
    }

    func micropay(
        _ number: String,
        code: String,
        fen: Int64 = 8_888,
        body: String = "门诊缴费"
    ) -> [String: String] {
        [
            "out_trade_no": number, "auth_code": code, "total_fee": String(fen), "body": body,
            "spbill_create_ip": "127.0.0.1",
        ]
    }

    // MARK: Alipay

    /// A signed request with common parameters in the query and the business in the form.
    func alipayRequest(
        _ method: String,
        _ business: [String: String],
        tamper: Bool = false
    ) throws -> SandboxRequest {
        let content = try JSONEncoder().encode(business)
        var parameters = [
            "app_id": keys.alipayAppID, "method": method, "format": "JSON", "charset": "utf-8",
            "sign_type": "RSA2", "timestamp": "2026-01-01 08:00:00", "version": "1.0",
            "biz_content": String(decoding: content, as: UTF8.self),
        ]
        let text = parameters.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }
            .joined(separator: "&")
        let key = try RSAPrivateKey(pem: keys.alipayAppPrivateKeyPEM)
        parameters["sign"] = Base64.encode(
            try key.sign(sha256: Array((tamper ? text + " " : text).utf8))
        )
        let business = parameters.removeValue(forKey: "biz_content") ?? ""
        return SandboxRequest(
            method: "POST",
            path: "/gateway.do",
            query: parameters.map { "\($0)=\(Self.escaped($1))" }.joined(separator: "&"),
            body: Array("biz_content=\(Self.escaped(business))".utf8)
        )
    }

    static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                String(UnicodeScalar(byte))
            case UInt8(ascii: " "): "+"
            default: "%" + Hex.encodeUpper([byte])
            }
        }.joined()
    }

    /// Sends a signed request and returns the node's text members, its signature checked.
    func alipay(
        _ method: String,
        _ business: [String: String]
    ) async throws -> [String: String] {
        let outcome = await world.handle(try alipayRequest(method, business))
        guard case .answer(let response, _) = outcome else {
            Issue.record("no answer: \(outcome)")
            return [:]
        }
        let (node, verified) = try alipayNode(response.body, method: method)
        #expect(verified, "the answer's signature")
        return node
    }

    /// The text members of a node and whether its signature fits its bytes.
    func alipayNode(
        _ body: [UInt8],
        method: String
    ) throws -> (members: [String: String], verified: Bool) {
        let text = String(decoding: body, as: UTF8.self)
        let name = method.split(separator: ".").joined(separator: "_") + "_response"
        let start = try #require(text.firstRange(of: "{\"\(name)\":"))
        let end = try #require(text.firstRange(of: ",\"sign\":\""))
        let node = String(text[start.upperBound..<end.lowerBound])
        let sign = String(text[end.upperBound...].dropLast(2))
        let key = try RSAPublicKey(pem: keys.alipayPublicKeyPEM)
        let verified = key.verify(
            try #require(Base64.decode(sign)),
            sha256: Array(node.utf8)
        )
        return (try Self.texts(of: node), verified)
    }

    private enum Member: Decodable {
        case text(String), other
        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            self = (try? value.decode(String.self)).map(Member.text) ?? .other
        }
    }

    private static func texts(of json: String) throws -> [String: String] {
        try JSONDecoder().decode([String: Member].self, from: Data(json.utf8))
            .compactMapValues { if case .text(let text) = $0 { text } else { nil } }
    }

    func pay(_ number: String, code: String, yuan: String = "88.88") -> [String: String] {
        [
            "out_trade_no": number, "scene": "bar_code", "auth_code": code, "subject": "门诊缴费",
            "total_amount": yuan,
        ]
    }

    // MARK: Insurance

    /// A signed sign-in (9001) under a msgid.
    func signIn(_ msgid: String) -> SandboxRequest {
        let insurance = keys.insurance
        let stamp = "1767225600"
        let nonce = "nonce-\(msgid)"
        let text = stamp + insurance.token + nonce + stamp
        let body = """
            {"infno":"9001","msgid":"\(msgid)","mdtrtarea_admvs":"999900","insuplc_admdvs":"",\
            "recer_sys_code":"MBS","infver":"V1.0","opter_type":"1","opter":"C01",\
            "opter_name":"收费员甲","inf_time":"2026-01-01 08:00:00",\
            "fixmedins_code":"\(insurance.hospitalCode)",\
            "fixmedins_name":"\(insurance.hospitalName)",\
            "input":{"signIn":{"opter_no":"C01","mac":"00-00-5E-00-53-01","ip":"192.0.2.10"}}}
            """
        return SandboxRequest(
            method: "POST",
            path: "/fsi/api/signInSignOutService/signIn",
            headers: [
                ("x-tif-paasid", insurance.applicationAccount), ("x-tif-timestamp", stamp),
                ("x-tif-nonce", nonce),
                ("x-tif-signature", Hex.encode(Hash.sha256(Array(text.utf8)))),
            ],
            body: Array(body.utf8)
        )
    }

    /// The row of the books under one of our numbers.
    func row(_ number: String) -> PaymentBookRow? {
        world.books.payments.first { $0.outTradeNo == number }
    }
}
