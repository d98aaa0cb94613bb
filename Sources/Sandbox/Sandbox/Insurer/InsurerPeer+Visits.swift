// Visits and their fee lines (2201 to 2205).
extension InsurerPeer {
    /// Most lines of one upload.
    static let uploadLinesMax = 1000

    /// A visit that a transaction names, checked against the person.
    func visit(
        _ id: String,
        person number: String
    ) throws(InsurerRefusal) -> InsurerVisit {
        guard let visit = visits[id], !visit.isCancelled, visit.personNumber == number else {
            throw InsurerRefusal("未找到就诊登记信息")
        }
        return visit
    }

    mutating func register(_ call: InsurerCall) throws(InsurerRefusal) -> InsurerJSON {
        let person = try registered(try call.required("psn_no"))
        let certificate = try call.required("mdtrt_cert_type")
        let bearer = try holder(
            type: certificate,
            number: try call.required("mdtrt_cert_no"),
            now: call.now
        )
        guard bearer.number == person.number else {
            throw InsurerRefusal("就诊凭证与人员编号不符")
        }
        let insutype = try call.required("insutype")
        guard insutype == person.coverage.scheme.rawValue else {
            throw InsurerRefusal("该参保人无此险种的参保信息")
        }
        let hospitalNumber = try call.required("ipt_otp_no")
        let visit = InsurerVisit(
            id: credentials.region + "M" + InsurerTime.padded(nextNumber(), to: 13),
            personNumber: person.number,
            hospitalNumber: hospitalNumber,
            insutype: insutype,
            begunAt: try call.required("begntime"),
            certificateType: certificate,
            doctorCode: try call.required("atddr_no"),
            doctorName: try call.required("dr_name"),
            departmentCode: try call.required("dept_code"),
            departmentName: try call.required("dept_name"),
            isHidden: call.isHidden
        )
        _ = try call.required("caty")
        guard openVisits[hospitalNumber] == nil else {
            throw InsurerRefusal("该门诊号已登记就诊，不能重复登记")
        }
        visits[visit.id] = visit
        openVisits[hospitalNumber] = visit.id
        visitsOfPerson[person.number, default: []].append(visit.id)
        return [
            "data": [
                "mdtrt_id": .text(visit.id), "psn_no": .text(person.number),
                "ipt_otp_no": .text(hospitalNumber), "exp_content": nil,
            ]
        ]
    }

    mutating func cancelRegistration(_ call: InsurerCall) throws(InsurerRefusal) -> InsurerJSON {
        let id = try call.required("mdtrt_id")
        let visit = try visit(id, person: try call.required("psn_no"))
        guard visit.hospitalNumber == (try call.required("ipt_otp_no")) else {
            throw InsurerRefusal("未找到就诊登记信息")
        }
        guard visit.lines.allSatisfy({ $0.settlement == nil }) else {
            throw InsurerRefusal("该就诊已结算")
        }
        visits[id]?.isCancelled = true
        visits[id]?.lines = []
        openVisits[visit.hospitalNumber] = nil
        return .null
    }

    mutating func describeVisit(_ call: InsurerCall) throws(InsurerRefusal) -> InsurerJSON {
        let node = call.input["mdtrtinfo"] ?? .object([])
        let id = try node.required("mdtrt_id")
        _ = try visit(id, person: try node.required("psn_no"))
        let medicalType = try node.required("med_type")
        _ = try node.required("begntime")
        guard let diagnoses = call.input["diseinfo"]?.elements, !diagnoses.isEmpty else {
            throw InsurerRefusal("诊断信息不能为空")
        }
        for diagnosis in diagnoses {
            for field in [
                "diag_type", "diag_srt_no", "diag_code", "diag_name", "diag_dept", "dise_dor_no",
                "dise_dor_name", "diag_time", "vali_flag",
            ] {
                _ = try diagnosis.required(field)
            }
        }
        visits[id]?.medicalType = medicalType
        visits[id]?.diseaseCode = node.string("dise_codg")
        visits[id]?.diseaseName = node.string("dise_name")
        return .null
    }

    mutating func uploadFees(_ call: InsurerCall) throws(InsurerRefusal) -> InsurerJSON {
        guard let rows = call.input["feedetail"]?.elements, let first = rows.first else {
            throw InsurerRefusal("费用明细不能为空")
        }
        guard rows.count <= Self.uploadLinesMax else { throw InsurerRefusal("费用明细条数超限") }
        let id = try first.required("mdtrt_id")
        let number = try first.required("psn_no")
        let visit = try visit(id, person: number)
        var lines: [InsurerFeeLine] = []
        var serials = visit.spentSerials.union(visit.lines.map(\.serial))
        for row in rows {
            guard row.string("mdtrt_id") == id, row.string("psn_no") == number else {
                throw InsurerRefusal("一次只能上传同一就诊的费用明细")
            }
            var line = try Self.line(row)
            guard serials.insert(line.serial).inserted else {
                throw InsurerRefusal("费用明细流水号重复")
            }
            line.isHidden = call.isHidden
            lines.append(line)
        }
        for batch in Set(lines.map(\.batch)) {
            let known = visit.lines.filter { $0.batch == batch }
            guard known.allSatisfy({ $0.settlement == nil }) else {
                throw InsurerRefusal("该就诊已结算")
            }
            let diseases = Set((known + lines.filter { $0.batch == batch }).map(\.disease))
            guard diseases.count == 1 else { throw InsurerRefusal("同一收费批次只能有一个病种编码") }
        }
        visits[id]?.lines += lines
        return ["result": .list(lines.map(\.classification))]
    }

    /// Reads and classifies one uploaded line.
    private static func line(_ row: InsurerJSON) throws(InsurerRefusal) -> InsurerFeeLine {
        for field in [
            "rx_circ_flag", "medins_list_codg", "bilg_dept_codg", "bilg_dept_name",
            "bilg_dr_codg", "bilg_dr_name",
        ] {
            _ = try row.required(field)
        }
        let approval = try row.required("hosp_appr_flag")
        guard ["0", "1", "2"].contains(approval) else { throw InsurerRefusal("医院审批标志不正确") }
        guard let price = FixedPoint.parse(try row.required("pric"), places: 6),
            let quantity = FixedPoint.parse(try row.required("cnt"), places: 4), quantity > 0,
            let total = InsurerFen(yuan: try row.required("det_item_fee_sumamt"))
        else { throw InsurerRefusal("费用明细的单价、数量或金额不正确") }
        let code = try row.required("med_list_codg")
        guard
            let benefit = BenefitLine(
                item: InsurerCatalogue.item(code: code),
                priceMicro: price,
                quantity: quantity,
                chargedInFull: approval == "2"
            )
        else { throw InsurerRefusal("费用明细的单价或数量超限") }
        guard benefit.total == total else { throw InsurerRefusal("明细项目费用总额与单价、数量不符") }
        return InsurerFeeLine(
            serial: try row.required("feedetl_sn"),
            batch: try row.required("chrg_bchno"),
            disease: row.string("dise_codg"),
            occurredAt: try row.required("fee_ocur_time"),
            code: code,
            hospitalCode: row.string("medins_list_codg"),
            priceMicro: price,
            quantity: quantity,
            chargedInFull: approval == "2",
            benefit: benefit
        )
    }

    mutating func cancelFees(_ call: InsurerCall) throws(InsurerRefusal) -> InsurerJSON {
        let id = try call.required("mdtrt_id")
        let visit = try visit(id, person: try call.required("psn_no"))
        let batch = try call.required("chrg_bchno")
        let isWholeVisit = batch == "0000"
        let named = visit.lines.filter { isWholeVisit || $0.batch == batch }
        if !isWholeVisit, named.contains(where: { $0.settlement != nil }) {
            throw InsurerRefusal("该就诊已结算")
        }
        let deleted = Set(named.filter { $0.settlement == nil }.map(\.serial))
        visits[id]?.lines.removeAll { deleted.contains($0.serial) }
        visits[id]?.spentSerials.formUnion(deleted)
        return .null
    }
}

extension InsurerFeeLine {
    /// What uploads and queries say alike about the line.
    private var amounts: [InsurerJSON.Member] {
        let item = item
        let share = chargedInFull ? 10_000 : item.firstShare
        let limit = item.priceLimitMicro.map { FixedPoint.text($0, places: 6) }
        return [
            .init(key: "feedetl_sn", value: .text(serial)),
            .init(key: "det_item_fee_sumamt", value: benefit.total.json),
            .init(key: "cnt", value: .number(FixedPoint.text(quantity, places: 4))),
            .init(key: "pric", value: .number(FixedPoint.text(priceMicro, places: 6))),
            .init(key: "pric_uplmt_amt", value: .number(limit ?? "999999")),
            .init(
                key: "selfpay_prop",
                value: .number(FixedPoint.text(Int64(share), places: 4))
            ),
            .init(key: "fulamt_ownpay_amt", value: benefit.own.json),
            .init(key: "overlmt_amt", value: benefit.overLimit.json),
            .init(key: "preselfpay_amt", value: benefit.firstPay.json),
            .init(key: "inscp_scp_amt", value: benefit.inScope.json),
            .init(key: "chrgitm_lv", value: .text(item.level.rawValue)),
            .init(key: "med_chrgitm_type", value: .text(item.chargeType)),
            .init(key: "bas_medn_flag", value: "0"), .init(key: "hi_nego_drug_flag", value: "0"),
            .init(key: "chld_medc_flag", value: "0"),
            .init(key: "list_sp_item_flag", value: "0"), .init(key: "lmt_used_flag", value: "0"),
            .init(key: "drt_reim_flag", value: nil), .init(key: "memo", value: nil),
        ]
    }

    /// The row of 2204.
    var classification: InsurerJSON { .object(amounts) }

    /// The row of 5204.
    func queryRow(of visit: InsurerVisit) -> InsurerJSON {
        let item = item
        return .object(
            amounts + [
                .init(key: "mdtrt_id", value: .text(visit.id)),
                .init(key: "setl_id", value: settlement.map(InsurerJSON.text) ?? .null),
                .init(key: "med_type", value: .text(visit.medicalType ?? "11")),
                .init(key: "fee_ocur_time", value: .text(occurredAt)),
                .init(key: "hilist_code", value: .text(item.code)),
                .init(key: "hilist_name", value: .text(item.name)),
                .init(key: "list_type", value: .text(item.listType)),
                .init(key: "med_list_codg", value: .text(code)),
                .init(key: "medins_list_codg", value: .text(hospitalCode)),
                .init(key: "medins_list_name", value: .text(item.name)),
                .init(key: "dosform_name", value: ""),
                .init(key: "bilg_dept_codg", value: .text(visit.departmentCode)),
                .init(key: "bilg_dept_name", value: .text(visit.departmentName)),
                .init(key: "bilg_dr_codg", value: .text(visit.doctorCode)),
                .init(key: "bilg_dr_name", value: .text(visit.doctorName)),
                .init(key: "hosp_appr_flag", value: .text(chargedInFull ? "2" : "0")),
            ]
        )
    }
}
