import Billing

/// Writes what evidence keeps of an answer: structure, ids and amounts stay, everything that is
/// not on the list is starred.
struct EvidenceText {
    /// Longest text, in bytes.
    static let lengthMax = 4_096

    /// Keys whose values are neither personal nor secret.
    private static let open: Set<String> = [
        "infcode", "inf_refmsgid", "refmsg_time", "respond_time", "code", "mdtrt_id", "setl_id",
        "ipt_otp_no", "feedetl_sn", "chrg_bchno", "medins_setl_id", "insutype", "psn_type",
        "psn_insu_stas", "cvlserv_flag", "insuplc_admdvs", "setl_time", "sign_time", "med_type",
        "mdtrt_cert_type", "begntime", "clr_optins", "clr_way", "clr_type", "refd_setl_flag",
        "fund_pay_type", "fund_pay_type_name", "fund_payamt", "crt_payb_lmt_amt",
        "medfee_sumamt", "fulamt_ownpay_amt", "overlmt_selfpay", "overlmt_amt", "preselfpay_amt",
        "inscp_scp_amt", "act_pay_dedc", "hifp_pay", "pool_prop_selfpay", "cvlserv_pay",
        "hifes_pay", "hifmi_pay", "hifob_pay", "hifdm_pay", "maf_pay", "oth_pay", "othfund_pay",
        "fund_pay_sumamt", "psn_part_amt", "psn_pay", "acct_pay", "psn_cash_pay", "pdn_cash_pay",
        "cash_payamt", "hosp_part_amt", "balc", "acct_mulaid_pay", "det_item_fee_sumamt", "cnt",
        "pric", "pric_uplmt_amt", "selfpay_prop", "chrgitm_lv", "med_chrgitm_type",
        "med_list_codg",
    ]
    /// Keys with free text of the peer, in which personal data is looked for.
    private static let spoken: Set<String> = ["err_msg", "warn_msg", "message"]
    /// Keys whose values must not turn up in free text either.
    private static let personal: Set<String> = [
        "psn_name", "certno", "psn_no", "userName", "idNo", "ecToken", "cardno", "card_sn",
        "mdtrt_cert_no", "tel", "mob", "phone", "emp_name",
    ]

    private let secrets: [String]

    /// - Parameter secrets: texts of the request that must not appear.
    init(secrets: [String], document: JSONValue?) {
        var texts = secrets
        if let document { EvidenceText.collect(document, into: &texts) }
        // The longest first, so that no part of one survives the removal of another.
        self.secrets = Set(texts.filter { $0.count > 1 }).sorted {
            ($0.count, $0) > ($1.count, $1)
        }
    }

    /// The text for an answer, notes first.
    func text(document: JSONValue?, byteCount: Int?, notes: [String]) -> String {
        var text = notes.map { "[\(scrubbed($0))] " }.joined()
        if let document {
            text += masked(document, key: "").serialised
        } else if let byteCount {
            text += "not JSON, \(byteCount) bytes"
        }
        return EvidenceText.bounded(text)
    }

    private func masked(_ value: JSONValue, key: String) -> JSONValue {
        switch value {
        case .null, .bool: return value
        case .array(let values): return .array(values.map { masked($0, key: key) })
        case .object(let members):
            var output: [String: JSONValue] = [:]
            for (name, member) in members {
                output[EvidenceText.isPlain(name) ? name : "*"] = masked(member, key: name)
            }
            return .object(output)
        case .number(let text), .string(let text):
            if EvidenceText.open.contains(key) {
                return text.count > 64 ? .string("*") : cleared(value, text)
            }
            if key == "psn_no" { return .string(Masking.code(text)) }
            if EvidenceText.spoken.contains(key) { return .string(scrubbed(text)) }
            return text.isEmpty ? value : .string("*")
        }
    }

    /// An open value, unless a peer put something secret under its key.
    private func cleared(_ value: JSONValue, _ text: String) -> JSONValue {
        secrets.contains { $0.count > 3 && text.contains($0) } ? .string("*") : value
    }

    /// Free text without the known personal texts and without long runs of digits.
    private func scrubbed(_ text: String) -> String {
        var text = text
        for secret in secrets { text = text.replacing(secret, with: "*") }
        var output = ""
        var run = ""
        for character in text {
            if character.isASCII, character.isNumber {
                run.append(character)
                continue
            }
            output += run.count > 7 ? "*" : run
            run = ""
            output.append(character)
        }
        return output + (run.count > 7 ? "*" : run)
    }

    private static func collect(_ value: JSONValue, into texts: inout [String]) {
        switch value {
        case .object(let members):
            for (key, member) in members {
                if personal.contains(key), let text = member.text { texts.append(text) }
                collect(member, into: &texts)
            }
        case .array(let values):
            for value in values { collect(value, into: &texts) }
        case .null, .bool, .number, .string: break
        }
    }

    /// Whether a member's name is a field name and not data.
    private static func isPlain(_ name: String) -> Bool {
        name.count <= 32
            && name.allSatisfy { $0.isASCII && ($0.isLetter || $0 == "_" || $0.isNumber) }
            && name.count(where: \.isNumber) < 5
    }

    private static func bounded(_ text: String) -> String {
        guard text.utf8.count > lengthMax else { return text }
        var count = 0
        let kept = text.prefix { character in
            count += String(character).utf8.count
            return count <= lengthMax - 3
        }
        return kept + "…"
    }
}
