import FoundationEssentials
import Testing

@testable import Sandbox

/// What the insurer refuses, and that a refusal changes nothing in its books.
@Suite struct InsurerRefusalTests {
    /// E1 with the whole bill uploaded and quoted.
    private func quotedBill() throws -> (TestHospital, TestVisit, TestHospital.Reply) {
        var hospital = try TestHospital()
        var visit = try hospital.visit(of: "E1")
        let reply = hospital.upload(
            try WorkedExampleTests.e1Lines.map { try .item($0.0, $0.1) },
            to: &visit
        )
        #expect(reply.code == 0)
        let quoted = hospital.quote(visit)
        #expect(quoted.code == 0)
        return (hospital, visit, quoted)
    }

    // MARK: Gateway and envelope

    @Test("the published signature example is what the gateway computes")
    func publishedSignature() throws {
        let credentials = InsurerCredentials(
            applicationAccount: "A",
            token: "sandbox-token-0001",
            hospitalCode: "H99990000001"
        )
        var peer = InsurerPeer(seed: 1, credentials: credentials)
        let now = Date(timeIntervalSince1970: 1_767_225_600)
        func status(_ signature: String) -> String {
            let request = SandboxRequest(
                method: "POST",
                path: "/fsi/api/rsfComIfsService/callService",
                headers: [
                    ("x-tif-paasid", "A"), ("x-tif-timestamp", "1767225600"),
                    ("x-tif-nonce", "sandbox-nonce-0001"), ("x-tif-signature", signature),
                ],
                body: []
            )
            var context = SandboxContext(now: now, random: SandboxRandom(seed: 1))
            let response = peer.handle(request, context: &context)
            let json = InsurerPeer.json(response.body) ?? .null
            return json["infcode"] == nil ? json.string("code") : json.string("err_msg")
        }
        let right = "e060138bb9e910008f90c631d815b96735adc62043dc4ead4c4c4579d716e8bf"
        #expect(status("0" + right.dropFirst()) == "401")
        #expect(status(right.uppercased()) == "报文格式错误")
    }

    @Test("a wrong token, an old clock and a nonce used for another message stop at the gateway")
    func gatewayRefuses() throws {
        var hospital = try TestHospital()
        let query: InsurerJSON = ["data": ["mdtrt_cert_type": "02", "mdtrt_cert_no": "1"]]
        let message = hospital.nextMessage()
        let envelope = hospital.envelope("1101", query, message: message)
        let forged = hospital.send(hospital.request(envelope, token: "other"))
        #expect(forged.code == nil && forged.json.string("code") == "401")

        let late = hospital.request(envelope)
        hospital.now += 301
        #expect(hospital.send(late).json.string("code") == "401")
        hospital.now -= 1
        #expect(hospital.send(late).code == -1, "the core answers")
        let other = hospital.envelope("1101", query, message: hospital.nextMessage())
        let replayed = hospital.send(hospital.request(other, nonce: "nonce-\(message)"))
        #expect(replayed.json.string("code") == "401")
    }

    @Test("a call whose number does not fit its path is not found")
    func pathAndNumber() throws {
        var hospital = try TestHospital()
        let envelope = hospital.envelope("2208", ["data": [:]], message: hospital.nextMessage())
        let settle = "/ebus/bus1/fsi/api/outpatientSettleService/saveSettletment"
        #expect(hospital.send(hospital.request(envelope, path: settle)).status == 404)
        let entry = "/fsi/api/rsfComIfsService/callService/2207A"
        #expect(hospital.send(hospital.request(envelope, path: entry)).status == 404)
        let foreign = hospital.request(envelope, path: "/pay/micropay")
        #expect(hospital.peer.operation(of: foreign) == nil)
        #expect(hospital.send(foreign).status == 404)
        let right = "/ebus/bus1/fsi/api/outpatientSettleService/cancleSettletment"
        #expect(hospital.send(hospital.request(envelope, path: right)).code == -1)
        #expect(hospital.peer.operation(of: hospital.request(envelope, path: right)) == "2208")
        #expect(hospital.peer.operation(of: hospital.request(envelope)) == "2208")
    }

    @Test(
        "an envelope that breaks a rule is refused by name",
        arguments: [
            ("infver", "V2.0", "接口版本号"), ("opter", "", "opter"),
            ("fixmedins_code", "H00000000000", "医药机构"), ("mdtrtarea_admvs", "110100", "就医地"),
            ("msgid", "H99990000001", "报文ID格式"),
            ("msgid", "X99990000001202602250000000001", "报文ID格式"),
            ("sign_no", "SIGN9", "签到编号无效"), ("insuplc_admdvs", "", "参保地"),
            ("infno", "9999", "不支持"), ("infno", "2208A", "不支持"), ("input", "[]", "交易输入"),
        ]
    )
    func envelopeRule(field: String, value: String, text: String) throws {
        var hospital = try TestHospital()
        var envelope = hospital.envelope(
            "5204",
            ["data": ["psn_no": "1", "mdtrt_id": "2"]],
            message: hospital.nextMessage()
        )
        envelope.set(field, to: value.isEmpty && field == "opter" ? .null : .text(value))
        let reply = hospital.send(hospital.request(envelope, nonce: "nonce-of-this"))
        #expect(reply.status == 200 && reply.code == -1)
        #expect(reply.message.contains(text), "\(reply.message)")
    }

    @Test("the input may come as text that holds the object")
    func inputAsText() throws {
        var hospital = try TestHospital()
        let input: InsurerJSON = ["data": ["mdtrt_cert_type": "03", "mdtrt_cert_no": "S00000001"]]
        let reply = hospital.call("1101", .text(String(decoding: input.bytes, as: UTF8.self)))
        #expect(reply.code == 0, "\(reply.message)")
        #expect(reply.output["baseinfo"]?.string("psn_name") == "陈志远")
    }

    @Test("a repeated msgid is refused and has no second effect")
    func repeatedMessage() throws {
        var (hospital, visit, quoted) = try quotedBill()
        let message = hospital.nextMessage()
        let request = hospital.request(
            hospital.envelope("2207A", hospital.settlement(visit, quoted: quoted), message: message)
        )
        #expect(hospital.send(request).code == 0)
        let books = hospital.peer.books
        let people = hospital.peer.people
        let again = hospital.send(request)
        #expect(again.code == -1 && again.message == "报文ID重复")
        #expect(hospital.peer.books == books && hospital.peer.people == people)
        _ = visit
    }

    // MARK: Credentials

    @Test("a code past its life is refused, and so is a token past its own")
    func expiry() throws {
        var hospital = try TestHospital()
        let minted = try #require(
            hospital.peer.mintCredential(
                person: "E1",
                now: hospital.now,
                random: &hospital.random
            )
        )
        #expect(minted.code.count == 28 && minted.code.hasPrefix("424"))
        #expect(minted.expiresAt == hospital.now + 300)
        hospital.now = minted.expiresAt
        let late = hospital.call("1162", TestHospital.decoding(minted.code))
        #expect(late.code == -1 && late.message.contains("刷新二维码"))
        hospital.now -= 1
        let decoded = hospital.call("1162", TestHospital.decoding(minted.code))
        #expect(decoded.code == 0)
        let query: InsurerJSON = [
            "data": [
                "mdtrt_cert_type": "01", "mdtrt_cert_no": .text(decoded.output.string("ecToken")),
            ]
        ]
        hospital.now += 1799
        #expect(hospital.call("1101", query).code == 0)
        hospital.now += 1
        let expired = hospital.call("1101", query)
        #expect(expired.code == -1 && expired.message.contains("刷新二维码"))
    }

    @Test("a code serves until a settlement was made with it; its token serves the next bill")
    func usedCode() throws {
        var hospital = try TestHospital()
        let minted = try #require(
            hospital.peer.mintCredential(
                person: "E1",
                now: hospital.now,
                random: &hospital.random
            )
        )
        let first = hospital.call("1162", TestHospital.decoding(minted.code))
        let second = hospital.call("1162", TestHospital.decoding(minted.code))
        #expect(first.output.string("ecToken") == second.output.string("ecToken"))
        var visit = try hospital.visit(of: "E1")
        visit.token = first.output.string("ecToken")
        #expect(hospital.upload([try .item("血常规")], to: &visit).code == 0)
        #expect(hospital.settle(visit, quoted: hospital.quote(visit)).code == 0)
        let used = hospital.call("1162", TestHospital.decoding(minted.code))
        #expect(used.code == -1 && used.message.contains("已使用"))
        #expect(used.message.contains("刷新二维码"))

        visit.batch = "B2"
        visit.totalFen = 0
        #expect(hospital.upload([try .item("尿常规")], to: &visit).code == 0)
        #expect(hospital.settle(visit, quoted: hospital.quote(visit)).code == 0)
    }

    @Test("unknown people, codes and uninsured people are refused")
    func unknownPeople() throws {
        let seeded = SeededHospital(seed: 5, patients: 60, bills: 0)
        var hospital = try TestHospital(hospital: seeded)
        let uninsured = try #require(
            seeded.people.map(seeded.person).first { !$0.isInsured }
        )
        for (type, number) in [
            ("02", "999900198001010008"), ("02", uninsured.idNumber), ("03", "S99999999"),
        ] {
            let reply = hospital.call(
                "1101",
                ["data": ["mdtrt_cert_type": .text(type), "mdtrt_cert_no": .text(number)]]
            )
            #expect(reply.code == -1 && reply.message == "该参保人的基本信息为空")
        }
        let code = "424" + String(repeating: "0", count: 25)
        #expect(hospital.call("1162", TestHospital.decoding(code)).message.contains("刷新二维码"))
        let mintedForNobody = hospital.peer.mintCredential(
            person: uninsured.key,
            now: hospital.now,
            random: &hospital.random
        )
        #expect(mintedForNobody == nil)
    }

    // MARK: Visits and fees

    @Test("fees need a visit, and a visit is registered once for a hospital number")
    func visitRules() throws {
        var hospital = try TestHospital()
        var visit = try hospital.visit(of: "E1")
        let twice = hospital.call("2201", hospital.registration(visit))
        #expect(twice.code == -1 && twice.message.contains("已登记"))
        var stranger = visit
        stranger.id = "999900M9999999999999"
        let lost = hospital.upload([try .item("血常规")], to: &stranger)
        #expect(lost.code == -1 && lost.message == "未找到就诊登记信息")
        var other = try hospital.visit(of: "E2")
        other.id = visit.id
        #expect(hospital.upload([try .item("血常规")], to: &other).message == "未找到就诊登记信息")

        let undiagnosed = hospital.call(
            "2203A",
            [
                "mdtrtinfo": hospital.description(visit, disease: "")["mdtrtinfo"] ?? .null,
                "diseinfo": [],
            ]
        )
        #expect(undiagnosed.code == -1)
        let cancel: InsurerJSON = [
            "data": [
                "psn_no": .text(visit.person), "mdtrt_id": .text(visit.id),
                "ipt_otp_no": .text(visit.hospitalNumber),
            ]
        ]
        #expect(hospital.call("2202", cancel).code == 0)
        #expect(hospital.upload([try .item("血常规")], to: &visit).message == "未找到就诊登记信息")
        #expect(hospital.call("2202", cancel).message == "未找到就诊登记信息")
        #expect(hospital.call("2201", hospital.registration(visit)).code == 0)
    }

    @Test("a fee line is taken once, whole, and with its own arithmetic")
    func feeRules() throws {
        var hospital = try TestHospital()
        var visit = try hospital.visit(of: "E1")
        let lines = [try TestHospital.Line.item("血常规"), try .item("尿常规")]
        let input = hospital.fees(lines, visit: visit, serial: "A")
        #expect(hospital.call("2204", input).code == 0)
        let again = hospital.call("2204", input)
        #expect(again.code == -1 && again.message == "费用明细流水号重复")

        var rows = try #require(
            hospital.fees(lines, visit: visit, serial: "B")["feedetail"]?.elements
        )
        rows[1].set("det_item_fee_sumamt", to: .number("13.01"))
        let wrong = hospital.call("2204", ["feedetail": .list(rows)])
        #expect(wrong.code == -1 && wrong.message.contains("不符"))
        #expect(hospital.feeRows(of: visit).count == 2, "nothing of a refused upload is kept")
        rows[1].set("det_item_fee_sumamt", to: .number("13.00"))
        rows[1].set("dise_codg", to: "M01600")
        #expect(hospital.call("2204", ["feedetail": .list(rows)]).message.contains("病种"))
        rows[1].set("dise_codg", to: "")
        rows[1].set("pric", to: .number("1.3e1"))
        #expect(hospital.call("2204", ["feedetail": .list(rows)]).code == -1)

        #expect(hospital.deleteFees(of: visit, batch: "0000").code == 0)
        #expect(hospital.feeRows(of: visit).isEmpty)
        #expect(hospital.call("2204", input).message == "费用明细流水号重复", "deleted serials too")
        visit.batch = "B2"
        #expect(hospital.upload(lines, to: &visit).code == 0)
    }

    @Test("a code outside the catalogue is charged in full to the patient")
    func unknownCode() throws {
        var hospital = try TestHospital()
        var visit = try hospital.visit(of: "E1")
        let line = TestHospital.Line(code: "NO-SUCH-CODE", priceFen: 1234, quantity: 2)
        let reply = hospital.upload([line], to: &visit)
        let row = try #require(reply.output["result"]?.elements?.first)
        #expect(row.string("chrgitm_lv") == "03")
        #expect(row.string("fulamt_ownpay_amt") == "24.68")
        #expect(row.string("inscp_scp_amt") == "0.00")
    }

    // MARK: Settlement

    @Test(
        "a settlement whose amounts differ from the insurer's own is refused",
        arguments: [
            "medfee_sumamt", "fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt",
            "inscp_scp_amt",
        ]
    )
    func echoedAmounts(key: String) throws {
        var (hospital, visit, quoted) = try quotedBill()
        var data = try #require(hospital.settlement(visit, quoted: quoted)["data"])
        let right = try #require(InsurerFen(yuan: data.string(key)))
        data.set(key, to: (right + InsurerFen(1)).json)
        let before = hospital.peer.people
        let reply = hospital.call("2207A", ["data": data])
        #expect(reply.code == -1 && reply.message.contains("不一致"))
        #expect(hospital.peer.books.isEmpty && hospital.peer.people == before)
        _ = visit
    }

    @Test("a settled batch is neither settled, extended nor deleted again")
    func settledBatch() throws {
        var (hospital, visit, quoted) = try quotedBill()
        let settled = hospital.settle(visit, quoted: quoted)
        #expect(settled.code == 0)
        #expect(hospital.settle(visit, quoted: quoted).message == "该就诊已结算")
        #expect(hospital.quote(visit).message == "该就诊已结算")
        #expect(hospital.deleteFees(of: visit, batch: "B1").message == "该就诊已结算")
        #expect(hospital.upload([try .item("尿常规")], to: &visit).message == "该就诊已结算")
        #expect(hospital.deleteFees(of: visit, batch: "0000").code == 0)
        #expect(hospital.feeRows(of: visit).count == 5, "0000 spares settled lines")
        let cancel: InsurerJSON = [
            "data": [
                "psn_no": .text(visit.person), "mdtrt_id": .text(visit.id),
                "ipt_otp_no": .text(visit.hospitalNumber),
            ]
        ]
        #expect(hospital.call("2202", cancel).message == "该就诊已结算")
        #expect(hospital.cancel(visit, settled: settled).code == 0)
        #expect(hospital.cancel(visit, settled: settled).message == "结算信息不存在或已撤销")
        #expect(hospital.peer.books.map(\.state) == [.cancelled])
    }

    @Test("an empty batch, another person's credential and an unregistered disease are refused")
    func settlementRules() throws {
        var (hospital, visit, quoted) = try quotedBill()
        var empty = visit
        empty.batch = "B9"
        #expect(hospital.quote(empty).message.contains("未找到"))
        var foreign = visit
        foreign.token = try hospital.visit(of: "E2").token
        #expect(hospital.quote(foreign).message.contains("不符"))
        #expect(hospital.settle(foreign, quoted: quoted).code == -1)

        for disease in ["M01600", "糖尿病", "M99999", ""] {
            var chronic = try hospital.visit(of: "E1", medicalType: "14", disease: disease)
            let line = [try TestHospital.Line.item("糖化血红蛋白")]
            #expect(hospital.upload(line, to: &chronic, disease: disease).code == 0)
            let reply = hospital.quote(chronic)
            #expect(reply.code == -1 && reply.message.contains("病种"), "\(disease)")
        }
        #expect(hospital.peer.books.isEmpty)
    }
}
