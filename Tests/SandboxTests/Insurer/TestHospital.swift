import Cryptography
import FoundationEssentials
import Testing

@testable import Sandbox

/// A hospital that speaks to an insurer peer by wire messages alone.
struct TestHospital {
    /// One answer of the insurer.
    struct Reply {
        var status: Int
        var json: InsurerJSON
        var code: Int? { json["infcode"]?.scalar.flatMap { Int($0) } }
        var message: String { json.string("err_msg") }
        var output: InsurerJSON { json["output"] ?? .null }
        /// `setlinfo` of a settlement's answer.
        var settlement: InsurerJSON { output["setlinfo"] ?? .null }

        /// An amount of `setlinfo` in fen.
        func fen(_ key: String) throws -> Int {
            try #require(InsurerFen(yuan: settlement.string(key)), "\(key)").fen
        }
    }

    /// A bill as the hospital sends it: quantity and price as they stand on the wire.
    struct Line {
        var code: String
        var priceFen: Int
        var quantity: Int
        var totalFen: Int { priceFen * quantity }
    }

    static let credentials = InsurerCredentials(
        applicationAccount: "TESTACCOUNT",
        token: "test-token",
        hospitalCode: "H99990000001"
    )
    static let start = Date(timeIntervalSince1970: 1_772_000_000)

    var peer: InsurerPeer
    var now = TestHospital.start
    var random = SandboxRandom(seed: 7)
    var signNumber = ""
    private(set) var sequence = 0

    /// A hospital that has signed in.
    init(hospital: SeededHospital? = nil, settings: InsurerSettings = .init()) throws {
        peer = InsurerPeer(
            seed: 1,
            credentials: Self.credentials,
            hospital: hospital,
            settings: settings
        )
        let reply = call(
            "9001",
            ["signIn": ["opter_no": "C01", "mac": "00-00-5E-00-53-01", "ip": "192.0.2.10"]]
        )
        signNumber = try #require(reply.output["signinoutb"]).string("sign_no")
        #expect(!signNumber.isEmpty)
    }

    /// A msgid never used before.
    mutating func nextMessage() -> String {
        sequence += 1
        return Self.credentials.hospitalCode + InsurerTime(now).compact
            + InsurerTime.padded(sequence, to: 4)
    }

    /// The envelope of a call.
    func envelope(_ number: String, _ input: InsurerJSON, message: String) -> InsurerJSON {
        [
            "infno": .text(number), "msgid": .text(message), "mdtrtarea_admvs": "999900",
            "insuplc_admdvs": "999900", "recer_sys_code": "MBS", "dev_no": "",
            "dev_safe_info": "", "cainfo": "", "signtype": "", "infver": "V1.0",
            "opter_type": "1", "opter": "C01", "opter_name": "收费员甲",
            "inf_time": .text(InsurerTime(now).text), "fixmedins_code": "H99990000001",
            "fixmedins_name": "示范市第一人民医院", "sign_no": .text(signNumber), "input": input,
        ]
    }

    /// A signed request.
    func request(
        _ envelope: InsurerJSON,
        path: String = "/fsi/api/rsfComIfsService/callService",
        nonce: String? = nil,
        token: String = "test-token"
    ) -> SandboxRequest {
        let stamp = String(InsurerTime(now).unixSeconds)
        let nonce = nonce ?? "nonce-\(envelope.string("msgid"))"
        let signature = Hex.encode(Hash.sha256(Array((stamp + token + nonce + stamp).utf8)))
        return SandboxRequest(
            method: "POST",
            path: path,
            headers: [
                ("x-tif-paasid", Self.credentials.applicationAccount),
                ("x-tif-timestamp", stamp), ("x-tif-nonce", nonce),
                ("x-tif-signature", signature),
            ],
            body: envelope.bytes
        )
    }

    /// Sends a request as it is.
    mutating func send(_ request: SandboxRequest, fault: SemanticFault? = nil) -> Reply {
        var context = SandboxContext(now: now, random: random, fault: fault)
        let response = peer.handle(request, context: &context)
        random = context.random
        return Reply(status: response.status, json: InsurerPeer.json(response.body) ?? .null)
    }

    /// Sends one transaction under a fresh msgid, or under the one given.
    mutating func call(
        _ number: String,
        _ input: InsurerJSON,
        message: String? = nil,
        fault: SemanticFault? = nil
    ) -> Reply {
        let message = message ?? nextMessage()
        return send(request(envelope(number, input, message: message)), fault: fault)
    }
}

/// A visit under way: what the hospital knows of it.
struct TestVisit {
    var person: String
    var insutype: String
    var token: String
    var id: String
    var hospitalNumber: String
    var medicalType: String
    var batch: String
    var totalFen = 0
}

extension TestHospital {
    /// Scans a fresh code of a person, registers the visit and describes it.
    mutating func visit(
        of key: String,
        medicalType: String = "11",
        disease: String = "",
        batch: String = "B1"
    ) throws -> TestVisit {
        let minted = try #require(peer.mintCredential(person: key, now: now, random: &random))
        let decoded = call("1162", Self.decoding(minted.code))
        #expect(decoded.code == 0, "\(decoded.message)")
        let token = decoded.output.string("ecToken")
        let identified = call(
            "1101",
            ["data": ["mdtrt_cert_type": "01", "mdtrt_cert_no": .text(token)]]
        )
        let person = try #require(identified.output["baseinfo"]).string("psn_no")
        let insurance = try #require(identified.output["insuinfo"]?.elements?.first)
        var visit = TestVisit(
            person: person,
            insutype: insurance.string("insutype"),
            token: token,
            id: "",
            hospitalNumber: "OP\(sequence)",
            medicalType: medicalType,
            batch: batch
        )
        let registered = call("2201", registration(visit))
        #expect(registered.code == 0, "\(registered.message)")
        visit.id = try #require(registered.output["data"]).string("mdtrt_id")
        let described = call("2203A", description(visit, disease: disease))
        #expect(described.code == 0, "\(described.message)")
        return visit
    }

    /// Uploads a bill under the visit's batch.
    mutating func upload(
        _ lines: [Line],
        to visit: inout TestVisit,
        disease: String = ""
    ) -> Reply {
        let reply = call(
            "2204",
            fees(lines, visit: visit, disease: disease, serial: "L\(sequence)")
        )
        if reply.code == 0 { visit.totalFen += lines.map(\.totalFen).reduce(0, +) }
        return reply
    }

    /// Settles the visit's batch with the classes that a quote gave.
    mutating func settle(
        _ visit: TestVisit,
        quoted: Reply,
        message: String? = nil,
        fault: SemanticFault? = nil
    ) -> Reply {
        call("2207A", settlement(visit, quoted: quoted), message: message, fault: fault)
    }

    mutating func quote(_ visit: TestVisit, usesAccount: Bool = true) -> Reply {
        call("2206A", ["data": paymentData(visit, usesAccount: usesAccount)])
    }

    mutating func cancel(_ visit: TestVisit, settled: Reply, message: String? = nil) -> Reply {
        call(
            "2208",
            [
                "data": [
                    "setl_id": .text(settled.settlement.string("setl_id")),
                    "mdtrt_id": .text(visit.id), "psn_no": .text(visit.person),
                ]
            ],
            message: message
        )
    }

    mutating func reverse(_ message: String, _ number: String, of visit: TestVisit) -> Reply {
        call(
            "2601",
            [
                "data": [
                    "psn_no": .text(visit.person), "omsgid": .text(message),
                    "oinfno": .text(number),
                ]
            ]
        )
    }

    mutating func deleteFees(of visit: TestVisit, batch: String) -> Reply {
        call(
            "2205",
            [
                "data": [
                    "mdtrt_id": .text(visit.id), "chrg_bchno": .text(batch),
                    "psn_no": .text(visit.person),
                ]
            ]
        )
    }

    /// The rows of 5204.
    mutating func feeRows(of visit: TestVisit) -> [InsurerJSON] {
        let reply = call(
            "5204",
            ["data": ["psn_no": .text(visit.person), "setl_id": "", "mdtrt_id": .text(visit.id)]]
        )
        return reply.output.elements ?? []
    }

    mutating func record(_ id: String, of visit: TestVisit) -> Reply {
        call(
            "5203",
            [
                "data": [
                    "psn_no": .text(visit.person), "setl_id": .text(id),
                    "mdtrt_id": .text(visit.id),
                ]
            ]
        )
    }

    // MARK: Inputs

    static func decoding(_ code: String) -> InsurerJSON {
        [
            "data": [
                "orgId": "H99990000001", "businessType": "01301", "operatorId": "C01",
                "operatorName": "收费员甲", "officeId": "01", "officeName": "收费处",
                "ecQrCode": .text(code),
            ]
        ]
    }

    func registration(_ visit: TestVisit) -> InsurerJSON {
        [
            "data": [
                "psn_no": .text(visit.person), "insutype": .text(visit.insutype),
                "begntime": .text(InsurerTime(now).text), "mdtrt_cert_type": "01",
                "mdtrt_cert_no": .text(visit.token), "ipt_otp_no": .text(visit.hospitalNumber),
                "atddr_no": "D999900000101", "dr_name": "示例医师一", "dept_code": "A03.04",
                "dept_name": "心血管内科", "caty": "A03",
            ]
        ]
    }

    func description(_ visit: TestVisit, disease: String) -> InsurerJSON {
        [
            "mdtrtinfo": [
                "mdtrt_id": .text(visit.id), "psn_no": .text(visit.person),
                "med_type": .text(visit.medicalType), "begntime": .text(InsurerTime(now).text),
                "dise_codg": .text(disease), "dise_name": "",
            ],
            "diseinfo": [
                [
                    "diag_type": "1", "diag_srt_no": "1", "diag_code": "I10.x00",
                    "diag_name": "特发性高血压", "diag_dept": "心血管内科",
                    "dise_dor_no": "D999900000101", "dise_dor_name": "示例医师一",
                    "diag_time": .text(InsurerTime(now).text), "vali_flag": "1",
                ]
            ],
        ]
    }

    func fees(
        _ lines: [Line],
        visit: TestVisit,
        disease: String = "",
        serial: String
    ) -> InsurerJSON {
        let rows = lines.enumerated().map { index, line -> InsurerJSON in
            [
                "feedetl_sn": .text("\(serial)-\(index)"), "mdtrt_id": .text(visit.id),
                "psn_no": .text(visit.person), "chrg_bchno": .text(visit.batch),
                "dise_codg": .text(disease), "rxno": "RX1", "rx_circ_flag": "0",
                "fee_ocur_time": .text(InsurerTime(now).text),
                "med_list_codg": .text(line.code), "medins_list_codg": "H-1",
                "det_item_fee_sumamt": InsurerFen(line.totalFen).json,
                "cnt": .number("\(line.quantity).0000"),
                "pric": .number(InsurerFen(line.priceFen).yuan + "0000"),
                "bilg_dept_codg": "A03.04", "bilg_dept_name": "心血管内科",
                "bilg_dr_codg": "D999900000101", "bilg_dr_name": "示例医师一",
                "hosp_appr_flag": "0",
            ]
        }
        return ["feedetail": .list(rows)]
    }

    func paymentData(_ visit: TestVisit, usesAccount: Bool = true) -> InsurerJSON {
        [
            "psn_no": .text(visit.person), "mdtrt_cert_type": "01",
            "mdtrt_cert_no": .text(visit.token), "med_type": .text(visit.medicalType),
            "medfee_sumamt": InsurerFen(visit.totalFen).json, "psn_setlway": "01",
            "mdtrt_id": .text(visit.id), "chrg_bchno": .text(visit.batch),
            "acct_used_flag": .text(usesAccount ? "1" : "0"),
            "insutype": .text(visit.insutype),
        ]
    }

    func settlement(_ visit: TestVisit, quoted: Reply, usesAccount: Bool = true) -> InsurerJSON {
        var data = paymentData(visit, usesAccount: usesAccount)
        for key in ["fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt", "inscp_scp_amt"] {
            data.set(key, to: .number(quoted.settlement.string(key)))
        }
        data.set("invono", to: "")
        return ["data": data]
    }
}

extension TestHospital.Line {
    /// A catalogue item at its usual price.
    static func item(_ name: String, _ quantity: Int = 1) throws -> Self {
        let row = try #require(InsurerCatalogue.row(named: name))
        return Self(code: row.item.code, priceFen: row.priceFen, quantity: quantity)
    }
}
