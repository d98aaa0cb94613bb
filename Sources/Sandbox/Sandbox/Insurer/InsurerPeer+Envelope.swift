import Cryptography
import FoundationEssentials

/// One call whose envelope passed every check before the transaction itself.
struct InsurerCall: Sendable {
    var transaction: InsurerTransaction
    /// The number as sent (`2207A`).
    var number: String
    var msgid: String
    var operatorNumber: String
    var signNumber: String
    var input: InsurerJSON
    var now: InsurerTime
    var fault: SemanticFault?

    /// The business node `data`.
    var data: InsurerJSON { input["data"] ?? .object([]) }

    /// Whether the books shall hide from queries what this call makes.
    var isHidden: Bool { fault?.kind == .vanish }

    /// A required field of `data`.
    func required(_ key: String) throws(InsurerRefusal) -> String {
        try data.required(key)
    }
}

extension InsurerJSON {
    /// A field that must not be empty.
    func required(_ key: String) throws(InsurerRefusal) -> String {
        let value = string(key)
        guard !value.isEmpty else { throw InsurerRefusal("必填项为空：\(key)") }
        return value
    }
}

extension InsurerPeer {
    static let requiredEnvelopeFields = [
        "infno", "msgid", "mdtrtarea_admvs", "recer_sys_code", "infver", "opter_type", "opter",
        "opter_name", "inf_time", "fixmedins_code", "fixmedins_name", "input",
    ]

    /// The gateway's own refusal, without `infcode`; nil when the headers are in order.
    ///
    /// A nonce may come again inside the window only with the very same body: that message passes
    /// on and the core refuses its msgid. A call that the sandbox itself held back has passed the
    /// gateway already, so its clock is not compared again.
    mutating func gatewayRefusal(of request: SandboxRequest, now: InsurerTime) -> SandboxResponse? {
        guard settings.checksGatewayHeaders else { return nil }
        let refusal = Self.response(
            ["code": 401, "message": "签名不一致!"],
            status: settings.gatewayRefusalStatus
        )
        guard request.header("x-tif-paasid") == credentials.applicationAccount,
            let stamp = request.header("x-tif-timestamp"), let seconds = Int64(stamp),
            let nonce = request.header("x-tif-nonce"), nonce.count >= 6,
            let signature = request.header("x-tif-signature")
        else { return refusal }
        let text = stamp + credentials.token + nonce + stamp
        guard signature.lowercased() == Hex.encode(Hash.sha256(Array(text.utf8))) else {
            return refusal
        }
        let wasHeldBack = request.header(SandboxRequest.fenceHeader) != nil
        let age = now.unixSeconds.subtractingReportingOverflow(seconds)
        guard wasHeldBack || (!age.overflow && age.partialValue.magnitude <= window) else {
            return refusal
        }
        let digest = Hex.encode(Hash.sha256(request.body))
        if let known = nonces[nonce], now.unixSeconds - known.timestamp <= Int64(window) {
            return known.bodyDigest == digest ? nil : refusal
        }
        if nonces.count >= Self.nonceCountMax {
            nonces = nonces.filter { now.unixSeconds - $0.value.timestamp <= Int64(window) }
        }
        nonces[nonce] = GatewayNonce(timestamp: now.unixSeconds, bodyDigest: digest)
        return nil
    }

    /// How many nonces are kept before those outside the window are forgotten.
    private static let nonceCountMax = 512
    private var window: UInt64 { UInt64(max(0, settings.clockWindowSeconds)) }

    /// Checks the envelope in the platform's order and takes note of the msgid.
    mutating func acceptedCall(
        _ envelope: InsurerJSON?,
        request: SandboxRequest,
        context: SandboxContext
    ) throws(InsurerRefusal) -> InsurerCall {
        guard let envelope, envelope.isObject else { throw InsurerRefusal("报文格式错误") }
        for field in Self.requiredEnvelopeFields where envelope[field] == nil {
            throw InsurerRefusal("必填项为空：\(field)")
        }
        let number = envelope.string("infno")
        guard envelope.string("infver") == "V1.0" else { throw InsurerRefusal("接口版本号不正确") }
        guard let input = Self.input(of: envelope) else { throw InsurerRefusal("交易输入格式错误") }
        guard let transaction = InsurerTransaction(number: number) else {
            throw InsurerRefusal("不支持的交易编号：\(number.prefix(8))")
        }
        guard envelope.string("fixmedins_code") == credentials.hospitalCode else {
            throw InsurerRefusal("定点医药机构编号不正确")
        }
        guard envelope.string("mdtrtarea_admvs") == credentials.region else {
            throw InsurerRefusal("就医地医保区划不正确")
        }
        let msgid = envelope.string("msgid")
        try takeNote(of: msgid, executesAfterFence: request.executesAfterFence)
        let now = InsurerTime(context.now)
        let signNumber = envelope.string("sign_no")
        if transaction != .signIn {
            try checkSignIn(signNumber, now: now)
        }
        let call = InsurerCall(
            transaction: transaction,
            number: number,
            msgid: msgid,
            operatorNumber: envelope.string("opter"),
            signNumber: signNumber,
            input: input,
            now: now,
            fault: context.fault
        )
        if call.namesPerson {
            guard envelope.string("insuplc_admdvs") == credentials.region else {
                throw InsurerRefusal("参保地医保区划不正确")
            }
        }
        return call
    }

    private static func input(of envelope: InsurerJSON) -> InsurerJSON? {
        guard let input = envelope["input"] else { return nil }
        if input.isObject { return input }
        guard case .text(let text) = input, let inner = json(Array(text.utf8)), inner.isObject
        else { return nil }
        return inner
    }

    /// A msgid is 30 characters: the hospital's number, 14 digits of time, 4 of sequence; once.
    private mutating func takeNote(
        of msgid: String,
        executesAfterFence: Bool
    ) throws(InsurerRefusal) {
        let tail = msgid.dropFirst(credentials.hospitalCode.count)
        guard msgid.utf8.count == 30, msgid.hasPrefix(credentials.hospitalCode),
            tail.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { throw InsurerRefusal("报文ID格式错误") }
        guard messages.insert(msgid).inserted else { throw InsurerRefusal("报文ID重复") }
        guard executesAfterFence || !fenced.contains(msgid) else {
            throw InsurerRefusal("该报文已被冲正，不予受理")
        }
    }

    private func checkSignIn(_ number: String, now: InsurerTime) throws(InsurerRefusal) {
        guard let signIn = signIns[number],
            !settings.signInEndsAtMidnight || signIn.dayNumber == now.dayNumber
        else { throw InsurerRefusal("签到编号无效，请重新签到") }
    }

    /// The answer of a transaction that was carried out.
    mutating func answer(
        _ output: InsurerJSON,
        now: InsurerTime,
        fault: SemanticFault?
    ) -> SandboxResponse {
        var reply = envelope(code: 0, text: nil, output: output, now: now)
        if fault?.kind == .badSignature {
            // The wire has no signature on answers: the envelope loses what makes it one.
            reply.remove("infcode")
            reply.remove("inf_refmsgid")
        }
        return Self.response(reply)
    }

    /// The answer of a refused transaction.
    mutating func reply(to refusal: InsurerRefusal, now: InsurerTime) -> InsurerJSON {
        envelope(code: refusal.code, text: refusal.text, output: .null, now: now)
    }

    private mutating func envelope(
        code: Int,
        text: String?,
        output: InsurerJSON,
        now: InsurerTime
    ) -> InsurerJSON {
        let stamp = now.compactMilliseconds
        return [
            "infcode": .number(String(code)),
            "inf_refmsgid": .text(
                credentials.region + now.compact + InsurerTime.padded(nextNumber(), to: 10)
            ),
            "refmsg_time": .text(stamp), "respond_time": .text(stamp), "enctype": nil,
            "signtype": nil, "err_msg": text.map(InsurerJSON.text) ?? .null, "output": output,
        ]
    }

    /// A number never given before.
    mutating func nextNumber() -> Int {
        counter += 1
        return counter
    }

    /// A JSON answer.
    static func response(_ body: InsurerJSON, status: Int = 200) -> SandboxResponse {
        SandboxResponse(
            status: status,
            contentType: "application/json;charset=utf-8",
            body: body.bytes
        )
    }
}

extension InsurerCall {
    /// Whether the input names a person of the platform, which makes the insured region required.
    fileprivate var namesPerson: Bool {
        func names(_ node: InsurerJSON) -> Bool {
            switch node {
            case .object(let members):
                members.contains { $0.key == "psn_no" || names($0.value) }
            case .list(let elements): elements.contains(where: names)
            case .null, .bool, .number, .text: false
            }
        }
        return names(input)
    }
}
