// What the platform tells about its books (5201, 5203, 5204); a hidden record is not found.
extension InsurerPeer {
    func queryVisits(_ call: InsurerCall) throws(InsurerRefusal) -> InsurerJSON {
        let person = try registered(try call.required("psn_no"))
        let begin = try call.required("begntime")
        let end = try call.required("endtime")
        let medicalType = try call.required("med_type")
        let wanted = call.data.string("mdtrt_id")
        // A date alone means the whole day, so that the texts can be compared.
        let last = end.utf8.count == 10 ? end + " 23:59:59" : end
        let rows = (visitsOfPerson[person.number] ?? []).compactMap { visits[$0] }.filter { visit in
            !visit.isHidden && !visit.isCancelled && !call.isHidden
                && (visit.medicalType == nil || visit.medicalType == medicalType)
                && (wanted.isEmpty || visit.id == wanted)
                && begin <= visit.begunAt && visit.begunAt <= last
        }
        return ["mdtrtinfo": .list(rows.map { row(of: $0, person: person) })]
    }

    private func row(of visit: InsurerVisit, person: InsuredPerson) -> InsurerJSON {
        [
            "mdtrt_id": .text(visit.id), "psn_no": .text(person.number), "psn_cert_type": "01",
            "certno": .text(person.idNumber), "psn_name": .text(person.name),
            "gend": .text(person.sex), "insutype": .text(visit.insutype),
            "psn_type": .text(person.personType), "insu_optins": .text(credentials.region),
            "begntime": .text(visit.begunAt), "mdtrt_cert_type": .text(visit.certificateType),
            "med_type": .text(visit.medicalType ?? ""),
            "ipt_otp_no": .text(visit.hospitalNumber), "atddr_no": .text(visit.doctorCode),
            "chfpdr_name": .text(visit.doctorName),
            "adm_dept_codg": .text(visit.departmentCode),
            "adm_dept_name": .text(visit.departmentName),
            "dise_codg": .text(visit.diseaseCode), "dise_name": .text(visit.diseaseName),
        ]
    }

    func queryFees(_ call: InsurerCall) throws(InsurerRefusal) -> InsurerJSON {
        let number = try call.required("psn_no")
        let id = try call.required("mdtrt_id")
        let wanted = call.data.string("setl_id")
        guard let visit = visits[id], visit.personNumber == number, !visit.isHidden,
            !call.isHidden
        else { return [] }
        let rows = visit.lines.compactMap { line -> InsurerJSON? in
            guard !line.isHidden else { return nil }
            var line = line
            if let settled = line.settlement, settlements[settled]?.isHidden == true {
                line.settlement = nil
            }
            guard wanted.isEmpty || line.settlement == wanted else { return nil }
            return line.queryRow(of: visit)
        }
        return .list(rows)
    }

    func querySettlement(_ call: InsurerCall) throws(InsurerRefusal) -> InsurerJSON {
        let number = try call.required("psn_no")
        let visit = try call.required("mdtrt_id")
        let id = try call.required("setl_id")
        let missing = InsurerRefusal("结算信息不存在或已撤销")
        guard !call.isHidden else { throw missing }
        let cancellation = cancellations[id]
        guard let settlement = settlements[cancellation?.settlement ?? id],
            settlement.personNumber == number, settlement.visit == visit
        else { throw missing }
        if let cancellation {
            guard !cancellation.isReversed, !cancellation.isHidden else { throw missing }
            return try recordOutput(
                settlement,
                id: cancellation.id,
                message: cancellation.msgid,
                time: cancellation.cancelledAt,
                balance: cancellation.balanceAfter,
                sign: -1,
                isRefund: true
            )
        }
        guard settlement.state != .reversed, !settlement.isHidden else { throw missing }
        return try recordOutput(
            settlement,
            id: settlement.id,
            message: settlement.msgid,
            time: settlement.settledAt,
            balance: settlement.balanceAfter,
            sign: 1,
            isRefund: settlement.state == .cancelled
        )
    }

    /// The output of 5203, whose names differ from those of a settlement's answer.
    private func recordOutput(
        _ settlement: InsurerSettlement,
        id: String,
        message: String,
        time: String,
        balance: InsurerFen,
        sign: Int,
        isRefund: Bool
    ) throws(InsurerRefusal) -> InsurerJSON {
        let person = try registered(settlement.personNumber)
        let split = settlement.split
        var members: [InsurerJSON.Member] = [
            .init(key: "setl_id", value: .text(id)),
            .init(key: "mdtrt_id", value: .text(settlement.visit)),
        ]
        members += person.identityMembers(on: time)
        members += [
            .init(key: "insutype", value: .text(settlement.insutype)),
            .init(key: "psn_type", value: .text(person.personType)),
            .init(key: "cvlserv_flag", value: .text(person.coverage.civilServant ? "1" : "0")),
            .init(key: "pay_loc", value: "1"),
            .init(key: "fixmedins_code", value: .text(credentials.hospitalCode)),
            .init(key: "fixmedins_name", value: .text(credentials.hospitalName)),
            .init(key: "begndate", value: .text(String(time.prefix(10)))),
            .init(key: "enddate", value: .text(String(time.prefix(10)))),
            .init(key: "setl_time", value: .text(time)),
            .init(key: "mdtrt_cert_type", value: .text(settlement.certificateType)),
            .init(key: "med_type", value: .text(settlement.medicalType)),
            .init(key: "clr_type", value: "11"), .init(key: "clr_way", value: "1"),
            .init(key: "clr_optins", value: .text(credentials.region)),
        ]
        members += split.feeMembers(sign: sign)
        members += split.fundMembers(sign: sign)
        members += [
            .init(key: "psn_pay", value: InsurerFen(sign * split.personal.fen).json),
            .init(key: "acct_pay", value: InsurerFen(sign * split.account.fen).json),
            .init(key: "cash_payamt", value: InsurerFen(sign * split.cash.fen).json),
            .init(key: "balc", value: balance.json),
            .init(key: "acct_mulaid_pay", value: InsurerFen(sign * split.aidTotal.fen).json),
            .init(key: "medins_setl_id", value: .text(message)),
            .init(key: "refd_setl_flag", value: isRefund ? "1" : "0"),
            .init(key: "year", value: .text(String(settlement.year))),
            .init(key: "dise_codg", value: .text(settlement.disease ?? "")),
            .init(key: "invono", value: .text(settlement.invoiceNumber)),
        ]
        return [
            "setlinfo": .object(members),
            "setldetail": .list(detail(of: settlement, sign: sign)),
        ]
    }
}
