import Billing
import Settlement

/// Builds the business part (`input`) of every transaction, node by node (specification 2, 3, 4).
///
/// Pure: the same request gives the same body, because the body is stored before it is sent.
struct RequestBody {
    let configuration: InsurancePlatformConfiguration

    /// The `input` object of a request.
    func input(of request: InsuranceRequest) -> JSONValue {
        switch request {
        case .decode(let code): node(decode(code))
        case .identify(let credential): node(identify(credential))
        case .register(let visit): node(register(visit))
        case .cancelRegistration(let visit):
            node(named(visit).merging(["ipt_otp_no": .string(visit.outpatientNumber)]) { $1 })
        case .describeVisit(let visit): describe(visit)
        case .uploadLines(let visit, let lines): upload(visit, lines: lines)
        case .cancelLines(let visit):
            node(named(visit).merging(["chrg_bchno": .string(visit.batch)]) { $1 })
        case .preSettle(let visit, let total): node(preSettle(visit, total: total))
        case .settle(let visit, let total, let echo):
            node(settle(visit, total: total, echo: echo))
        case .cancelSettlement(let visit, let settlementID),
            .querySettlement(let visit, let settlementID):
            node(named(visit).merging(["setl_id": .string(settlementID)]) { $1 })
        case .reverse(let messageNumber, let operation, let visit):
            node([
                "psn_no": .string(visit.person.personNumber), "omsgid": .string(messageNumber),
                "oinfno": .string(operation),
            ])
        case .queryVisits(let visit): node(queryVisits(visit))
        case .queryLines(let visit):
            node(named(visit).merging(["setl_id": .string("")]) { $1 })
        }
    }

    /// The `input` object of 9001.
    var signIn: JSONValue {
        .object([
            "signIn": .object([
                "opter_no": .string(configuration.cashier.code),
                "mac": .string(configuration.cashier.macAddress),
                "ip": .string(configuration.cashier.ipAddress),
            ])
        ])
    }

    private func node(_ data: [String: JSONValue]) -> JSONValue {
        .object(["data": .object(data)])
    }

    /// Person and visit, as most transactions name them.
    private func named(_ visit: InsurerVisitInput) -> [String: JSONValue] {
        [
            "psn_no": .string(visit.person.personNumber),
            "mdtrt_id": .string(visit.visitID),
        ]
    }

    private func decode(_ code: String) -> [String: JSONValue] {
        let decoding = configuration.decoding
        let organisation =
            decoding.organisation.isEmpty
            ? configuration.institution.code : decoding.organisation
        return [
            "orgId": .string(organisation),
            "businessType": .string(decoding.businessType),
            "operatorId": .string(configuration.cashier.code),
            "operatorName": .string(configuration.cashier.name),
            "officeId": .string(decoding.officeID),
            "officeName": .string(decoding.officeName),
            "deviceType": .string(""),
            "ecQrCode": .string(code),
            "termId": .string(decoding.terminal),
            "termIp": .string(configuration.cashier.ipAddress),
        ]
    }

    private func identify(_ credential: InsuranceCredential) -> [String: JSONValue] {
        let isResident = credential.kind == .residentID
        return [
            "mdtrt_cert_type": .string(credential.kind.rawValue),
            "mdtrt_cert_no": .string(credential.number),
            "card_sn": .string(""),
            "begntime": .string(""),
            "psn_cert_type": .string(isResident ? "01" : ""),
            "certno": .string(isResident ? credential.number : ""),
            "psn_name": .string(""),
        ]
    }

    private func register(_ input: InsurerVisitInput) -> [String: JSONValue] {
        let visit = input.visit
        let specialty =
            configuration.specialties[visit.departmentCode] ?? configuration.defaultSpecialty
        return [
            "psn_no": .string(input.person.personNumber),
            "insutype": .string(input.person.insuranceType),
            "begntime": .string(visit.at),
            "mdtrt_cert_type": .string(input.person.credential.kind.rawValue),
            "mdtrt_cert_no": .string(input.person.credential.number),
            "ipt_otp_no": .string(input.outpatientNumber),
            "atddr_no": .string(doctorCode(visit)),
            "dr_name": .string(doctorName(visit)),
            "dept_code": .string(departmentCode(visit)),
            "dept_name": .string(departmentName(visit)),
            "caty": .string(specialty),
        ]
    }

    private func describe(_ input: InsurerVisitInput) -> JSONValue {
        let visit = input.visit
        var diagnoses = visit.diagnoses
        if diagnoses.isEmpty {
            diagnoses = [visit.disease ?? configuration.fallbacks.diagnosis]
        }
        let rows = diagnoses.enumerated().map { index, diagnosis in
            JSONValue.object([
                "diag_type": .string("1"),
                "diag_srt_no": .string("\(index + 1)"),
                "diag_code": .string(diagnosis.code),
                "diag_name": .string(diagnosis.name),
                "diag_dept": .string(departmentName(visit)),
                "dise_dor_no": .string(doctorCode(visit)),
                "dise_dor_name": .string(doctorName(visit)),
                "diag_time": .string(visit.at),
                "vali_flag": .string("1"),
            ])
        }
        let about = named(input).merging([
            "med_type": .string(visit.medicalType),
            "begntime": .string(visit.at),
            "main_cond_dscr": .string(""),
            "dise_codg": .string(visit.disease?.code ?? ""),
            "dise_name": .string(visit.disease?.name ?? ""),
        ]) { $1 }
        return .object(["mdtrtinfo": .object(about), "diseinfo": .array(rows)])
    }

    private func upload(_ input: InsurerVisitInput, lines: [ChargeLine]) -> JSONValue {
        precondition(lines.count == input.lineSerials.count, "a line without a serial")
        let visit = input.visit
        let rows = zip(lines, input.lineSerials).map { line, serial in
            JSONValue.object(
                named(input).merging([
                    "feedetl_sn": .string(serial),
                    "chrg_bchno": .string(input.batch),
                    "dise_codg": .string(visit.disease?.code ?? ""),
                    "rx_circ_flag": .string("0"),
                    "fee_ocur_time": .string(visit.at),
                    "med_list_codg": .string(line.nationalCode),
                    "medins_list_codg": .string(line.code),
                    "det_item_fee_sumamt": WireAmount.amount(line.total),
                    "cnt": WireAmount.quantity(line.quantity),
                    "pric": WireAmount.price(line.unitPrice),
                    "bilg_dept_codg": .string(departmentCode(visit)),
                    "bilg_dept_name": .string(departmentName(visit)),
                    "bilg_dr_codg": .string(doctorCode(visit)),
                    "bilg_dr_name": .string(doctorName(visit)),
                    "hosp_appr_flag": .string("0"),
                ]) { $1 }
            )
        }
        return .object(["feedetail": .array(rows)])
    }

    private func preSettle(_ input: InsurerVisitInput, total: Money) -> [String: JSONValue] {
        let person = input.person
        let hasAccount =
            !configuration.accountRules.typesWithoutAccount.contains(person.insuranceType)
        return named(input).merging([
            "mdtrt_cert_type": .string(person.credential.kind.rawValue),
            "mdtrt_cert_no": .string(person.credential.number),
            "med_type": .string(input.visit.medicalType),
            "medfee_sumamt": WireAmount.amount(total),
            "psn_setlway": .string("01"),
            "chrg_bchno": .string(input.batch),
            "acct_used_flag": .string(input.usesAccount && hasAccount ? "1" : "0"),
            "insutype": .string(person.insuranceType),
        ]) { $1 }
    }

    private func settle(
        _ input: InsurerVisitInput,
        total: Money,
        echo: Split.Burden
    ) -> [String: JSONValue] {
        preSettle(input, total: total).merging([
            "invono": .string(""),
            "fulamt_ownpay_amt": WireAmount.amount(echo.ownPay),
            "overlmt_selfpay": WireAmount.amount(echo.overLimit),
            "preselfpay_amt": WireAmount.amount(echo.firstPay),
            "inscp_scp_amt": WireAmount.amount(echo.inScope),
        ]) { $1 }
    }

    private func queryVisits(_ input: InsurerVisitInput) -> [String: JSONValue] {
        let day = input.visit.at.prefix(10)
        return [
            "psn_no": .string(input.person.personNumber),
            "begntime": .string("\(day) 00:00:00"),
            "endtime": .string("\(day) 23:59:59"),
            "med_type": .string(input.visit.medicalType),
            "mdtrt_id": .string(input.visitID),
        ]
    }

    private func departmentCode(_ visit: Visit) -> String {
        visit.departmentCode.isEmpty
            ? configuration.fallbacks.departmentCode : visit.departmentCode
    }

    private func departmentName(_ visit: Visit) -> String {
        visit.department.isEmpty ? configuration.fallbacks.departmentName : visit.department
    }

    private func doctorCode(_ visit: Visit) -> String {
        visit.doctorCode.isEmpty ? configuration.fallbacks.doctorCode : visit.doctorCode
    }

    private func doctorName(_ visit: Visit) -> String {
        visit.doctor.isEmpty ? configuration.fallbacks.doctorName : visit.doctor
    }
}
