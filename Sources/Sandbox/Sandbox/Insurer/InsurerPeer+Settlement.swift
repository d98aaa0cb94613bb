// Quote and settlement (2206, 2207).
extension InsurerPeer {
    /// Everything that a quote and a settlement compute alike.
    private struct Trial {
        var person: InsuredPerson
        var visit: InsurerVisit
        var batch: String
        var medicalType: String
        var certificateType: String
        var disease: String?
        var split: BenefitSplit
        var poolCapLeft: InsurerFen
    }

    mutating func quote(_ call: InsurerCall) throws(InsurerRefusal) -> InsurerJSON {
        let trial = try trial(call)
        let settlement = record(of: trial, id: "", call: call)
        return settlementOutput(settlement, person: trial.person, clears: false)
    }

    mutating func settle(_ call: InsurerCall) throws(InsurerRefusal) -> InsurerJSON {
        var trial = try trial(call)
        for (key, amount) in [
            ("fulamt_ownpay_amt", trial.split.own), ("overlmt_selfpay", trial.split.overLimit),
            ("preselfpay_amt", trial.split.firstPay), ("inscp_scp_amt", trial.split.inScope),
        ] {
            guard InsurerFen(yuan: try call.required(key)) == amount else {
                throw InsurerRefusal("上传的\(key)与中心计算结果不一致")
            }
        }
        if let fault = call.fault, fault.kind == .splitDiffers {
            let raisingCash = fault.code != "lower"
            trial.split = trial.split.differing(raisingCash: raisingCash) ?? trial.split
        }
        let number = nextNumber()
        let id = credentials.region + "S" + InsurerTime.padded(number, to: 13)
        let settlement = record(of: trial, id: id, call: call, sequence: number)
        settlements[id] = settlement
        settlementsByMessage[call.msgid] = id
        book(settlement, sign: 1)
        useUpCode(of: call)
        let person = people[trial.person.number] ?? trial.person
        return settlementOutput(settlement, person: person, clears: true)
    }

    /// Checks a 2206 or 2207 and computes its split from the uploaded lines.
    private func trial(_ call: InsurerCall) throws(InsurerRefusal) -> Trial {
        let person = try registered(try call.required("psn_no"))
        let visit = try visit(try call.required("mdtrt_id"), person: person.number)
        let certificate = try call.required("mdtrt_cert_type")
        let bearer = try holder(
            type: certificate,
            number: try call.required("mdtrt_cert_no"),
            now: call.now
        )
        guard bearer.number == person.number else { throw InsurerRefusal("就诊凭证与人员编号不符") }
        guard try call.required("insutype") == visit.insutype else {
            throw InsurerRefusal("险种类型与就诊登记不符")
        }
        guard try call.required("psn_setlway") == "01" else {
            throw InsurerRefusal("个人结算方式不支持")
        }
        let flag = try call.required("acct_used_flag")
        guard flag == "0" || flag == "1" else { throw InsurerRefusal("个人账户使用标志不正确") }
        let batch = try call.required("chrg_bchno")
        let lines = visit.lines.filter { $0.batch == batch }
        guard !lines.isEmpty else { throw InsurerRefusal("未找到该收费批次的费用明细") }
        guard lines.allSatisfy({ $0.settlement == nil }) else {
            throw InsurerRefusal("该就诊已结算")
        }
        let medicalType = try medicalType(call, visit: visit)
        let disease = try disease(
            medicalType: medicalType,
            batch: lines[0].disease,
            visit: visit,
            person: person
        )

        let level = person.coverage.hospitalLevel ?? credentials.hospitalLevel
        let coverage = person.coverage
        let policy = BenefitPolicy(
            scheme: coverage.scheme,
            retired: coverage.retired,
            civilServant: coverage.civilServant,
            level: level,
            disease: disease
        )
        let usesAccount = flag == "1" && policy.hasAccount && coverage.usesAccount
        let used = person.accumulators(year: call.now.year)
        let split = BenefitSplit(
            lines: lines.map(\.benefit),
            policy: policy,
            used: used,
            disease: disease?.code,
            balance: usesAccount ? coverage.account : .zero,
            givers: coverage.givers
        )
        guard InsurerFen(yuan: try call.required("medfee_sumamt")) == split.total else {
            throw InsurerRefusal("医疗费总额与费用明细合计不一致")
        }
        return Trial(
            person: person,
            visit: visit,
            batch: batch,
            medicalType: medicalType,
            certificateType: certificate,
            disease: disease?.code,
            split: split,
            poolCapLeft: max(.zero, policy.poolCap - used.pool(disease: disease?.code))
        )
    }

    private func medicalType(
        _ call: InsurerCall,
        visit: InsurerVisit
    ) throws(InsurerRefusal) -> String {
        let sent = try call.required("med_type")
        guard visit.medicalType == nil || visit.medicalType == sent else {
            throw InsurerRefusal("医疗类别与就诊信息不符")
        }
        guard ["11", "12", "13"].contains(sent) || sent.hasPrefix("14") else {
            throw InsurerRefusal("医疗类别不支持门诊结算")
        }
        return sent
    }

    /// The registered disease that a chronic bill is charged under; nil for other care.
    private func disease(
        medicalType: String,
        batch: String,
        visit: InsurerVisit,
        person: InsuredPerson
    ) throws(InsurerRefusal) -> BenefitPolicy.Disease? {
        guard medicalType.hasPrefix("14") else { return nil }
        let named = [batch, visit.diseaseCode, visit.diseaseName].first { !$0.isEmpty }
        guard let named else { throw InsurerRefusal("门诊慢特病须填写病种编码") }
        guard let disease = BenefitPolicy.disease(named) else {
            throw InsurerRefusal("病种编码不在本统筹区门诊慢特病目录内")
        }
        guard person.coverage.diseases.contains(disease.code) else {
            throw InsurerRefusal("该病种未办理门诊慢特病备案")
        }
        return disease
    }

    private func record(
        of trial: Trial,
        id: String,
        call: InsurerCall,
        sequence: Int = 0
    ) -> InsurerSettlement {
        InsurerSettlement(
            id: id,
            sequence: sequence,
            msgid: call.msgid,
            personNumber: trial.person.number,
            visit: trial.visit.id,
            batch: trial.batch,
            insutype: trial.visit.insutype,
            medicalType: trial.medicalType,
            certificateType: trial.certificateType,
            disease: trial.disease,
            invoiceNumber: call.data.string("invono"),
            year: call.now.year,
            settledAt: call.now.text,
            split: trial.split,
            poolCapLeft: trial.poolCapLeft,
            balanceAfter: trial.person.coverage.account - trial.split.account,
            isHidden: call.isHidden
        )
    }

    /// A code is spent by the first settlement made with it; its token serves further bills.
    private mutating func useUpCode(of call: InsurerCall) {
        guard let code = tokens[call.data.string("mdtrt_cert_no")] else { return }
        codes[code]?.isUsed = true
    }

    /// Moves accumulators, accounts and lines for a settlement, or takes all of it back.
    mutating func book(_ settlement: InsurerSettlement, sign: Int) {
        guard var person = person(number: settlement.personNumber) else { return }
        let split = settlement.split
        var used = person.accumulators(year: settlement.year)
        used.move(split, disease: settlement.disease, sign: sign)
        person.years[String(settlement.year)] = used
        person.coverage.account.fen -= sign * split.account.fen
        for (index, paid) in split.aid.enumerated() where index < person.coverage.givers.count {
            person.coverage.givers[index].fen -= sign * paid.fen
        }
        people[person.number] = person
        guard let lines = visits[settlement.visit]?.lines else { return }
        for index in lines.indices where lines[index].batch == settlement.batch {
            visits[settlement.visit]?.lines[index].settlement = sign > 0 ? settlement.id : nil
        }
    }
}

extension InsurerPeer {
    /// The output of 2206 and 2207.
    ///
    /// - Parameter clears: whether the clearing fields are set, as only a settlement has them.
    private func settlementOutput(
        _ settlement: InsurerSettlement,
        person: InsuredPerson,
        clears: Bool
    ) -> InsurerJSON {
        var members: [InsurerJSON.Member] = [
            .init(key: "mdtrt_id", value: .text(settlement.visit))
        ]
        if clears { members.append(.init(key: "setl_id", value: .text(settlement.id))) }
        members += person.identityMembers(on: settlement.settledAt)
        members += [
            .init(key: "insutype", value: .text(settlement.insutype)),
            .init(key: "psn_type", value: .text(person.personType)),
            .init(key: "cvlserv_flag", value: .text(person.coverage.civilServant ? "1" : "0")),
            .init(key: "setl_time", value: .text(settlement.settledAt)),
            .init(key: "mdtrt_cert_type", value: .text(settlement.certificateType)),
            .init(key: "med_type", value: .text(settlement.medicalType)),
        ]
        members += settlement.split.feeMembers(sign: 1)
        members += settlement.split.fundMembers(sign: 1)
        members += settlement.split.personalMembers(sign: 1)
        members += [
            .init(key: "hosp_part_amt", value: InsurerFen.zero.json),
            .init(key: "balc", value: settlement.balanceAfter.json),
            .init(key: "acct_mulaid_pay", value: settlement.split.aidTotal.json),
            .init(key: "medins_setl_id", value: .text(settlement.msgid)),
            .init(key: "clr_optins", value: clears ? .text(credentials.region) : .null),
            .init(key: "clr_way", value: clears ? "1" : .null),
            .init(key: "clr_type", value: "11"),
        ]
        return [
            "setlinfo": .object(members), "setldetail": .list(detail(of: settlement, sign: 1)),
        ]
    }

    /// `setldetail`: one row a fund, and the personal account; zero rows are left out.
    func detail(of settlement: InsurerSettlement, sign: Int) -> [InsurerJSON] {
        let split = settlement.split
        let isEmployee = settlement.insutype == BenefitPolicy.Scheme.employee.rawValue
        let rows: [(String, String, InsurerFen, InsurerFen, InsurerFen)] = [
            (
                isEmployee ? "310101" : "390101", "基本医疗统筹基金", split.pool, split.inScope,
                settlement.poolCapLeft
            ),
            ("320100", "公务员医疗补助", split.civil, .zero, .zero),
            ("999997", "其他基金", split.otherFund, .zero, .zero),
            ("310201", "个人账户", split.account, .zero, .zero),
        ]
        return rows.filter { $0.2 != .zero }.map { type, name, paid, scope, limit in
            [
                "fund_pay_type": .text(type), "inscp_scp_amt": InsurerFen(sign * scope.fen).json,
                "crt_payb_lmt_amt": limit.json, "fund_payamt": InsurerFen(sign * paid.fen).json,
                "fund_pay_type_name": .text(name), "setl_proc_info": "",
            ]
        }
    }
}

extension InsuredPerson {
    /// The person's part of a settlement's answer.
    func identityMembers(on time: String) -> [InsurerJSON.Member] {
        [
            .init(key: "psn_no", value: .text(number)),
            .init(key: "psn_name", value: .text(name)), .init(key: "psn_cert_type", value: "01"),
            .init(key: "certno", value: .text(idNumber)), .init(key: "gend", value: .text(sex)),
            .init(key: "naty", value: "01"),
            .init(key: "brdy", value: birthDate.isEmpty ? .null : .text(birthDate)),
            .init(key: "age", value: ageJSON(on: String(time.prefix(10)))),
        ]
    }
}

extension BenefitSplit {
    private func member(_ key: String, _ amount: InsurerFen, _ sign: Int) -> InsurerJSON.Member {
        .init(key: key, value: InsurerFen(sign * amount.fen).json)
    }

    /// The bill's total and its four classes, and the deductible.
    func feeMembers(sign: Int) -> [InsurerJSON.Member] {
        [
            member("medfee_sumamt", total, sign), member("fulamt_ownpay_amt", own, sign),
            member("overlmt_selfpay", overLimit, sign), member("preselfpay_amt", firstPay, sign),
            member("inscp_scp_amt", inScope, sign), member("act_pay_dedc", deductible, sign),
        ]
    }

    /// What the funds pay.
    func fundMembers(sign: Int) -> [InsurerJSON.Member] {
        [
            member("hifp_pay", pool, sign),
            .init(
                key: "pool_prop_selfpay",
                value: .number(FixedPoint.text(Int64(poolShare), places: 4))
            ),
            member("cvlserv_pay", civil, sign), member("hifes_pay", .zero, sign),
            member("hifmi_pay", .zero, sign), member("hifob_pay", .zero, sign),
            member("maf_pay", .zero, sign), member("oth_pay", otherFund, sign),
            member("fund_pay_sumamt", fund, sign),
        ]
    }

    /// What the person pays; the account's amount does not contain the mutual aid.
    func personalMembers(sign: Int) -> [InsurerJSON.Member] {
        [
            member("psn_part_amt", personal, sign), member("acct_pay", account, sign),
            member("psn_cash_pay", cash, sign),
        ]
    }
}
