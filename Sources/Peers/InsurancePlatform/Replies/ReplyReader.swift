import Billing
import Settlement

/// Turns the output of a successful answer into the reply that the engine knows, and refuses one
/// that is not about what was asked (rule 3).
struct ReplyReader {
    let configuration: InsurancePlatformConfiguration
    let request: InsuranceRequest
    let messageNumber: String

    /// The outcome with what the evidence shall say beside the answer.
    func outcome(
        _ output: JSONValue,
        memory: inout SettlementMemory
    ) -> (outcome: InsuranceOutcome, notes: [String]) {
        var notes: [String] = []
        do throws(ReplyFault) {
            return (.answered(try reply(output, memory: &memory, notes: &notes)), notes)
        } catch {
            switch error {
            case .unreadable(let detail):
                return (.unknown(Doubt(kind: .unparsable, detail: detail)), notes)
            case .mismatch(let detail):
                return (.unknown(Doubt(kind: .mismatch, detail: detail)), notes)
            case .negative(let text):
                return (.refused(Refusal(code: "0", text: text)), notes)
            }
        }
    }

    private func reply(
        _ output: JSONValue,
        memory: inout SettlementMemory,
        notes: inout [String]
    ) throws(ReplyFault) -> InsuranceReply {
        switch request {
        case .decode: try decoded(output)
        case .identify(let credential): .person(try person(output, credential: credential))
        case .register(let input): try registered(output, input: input)
        case .cancelRegistration, .describeVisit, .cancelLines, .reverse: .accepted
        case .uploadLines(let input, let lines):
            try uploaded(output, input: input, lines: lines, memory: &memory)
        case .preSettle(let input, _), .settle(let input, _, _), .cancelSettlement(let input, _),
            .querySettlement(let input, _):
            .settlement(try settlement(output, input: input, memory: &memory, notes: &notes))
        case .queryVisits(let input): try visits(output, input: input)
        case .queryLines(let input): try lines(output, input: input)
        }
    }

    private func decoded(_ output: JSONValue) throws(ReplyFault) -> InsuranceReply {
        let flat = output["ecToken"] == nil ? output["data"] ?? .null : output
        let person = output["baseinfo"] ?? flat
        guard let token = flat["ecToken"]?.text else { throw .unreadable("no ecToken") }
        return .decoded(
            InsuranceCredential(kind: .electronic, number: token),
            identityNumber: (person["certno"] ?? person["idNo"])?.text,
            name: (person["psn_name"] ?? person["userName"])?.text
        )
    }

    private func person(
        _ output: JSONValue,
        credential: InsuranceCredential
    ) throws(ReplyFault) -> InsuredPerson {
        guard let base = output["baseinfo"], let number = base["psn_no"]?.text,
            let name = base["psn_name"]?.text, let identity = base["certno"]?.text
        else { throw .unreadable("baseinfo is not complete") }
        // Regions that star the number in answers cannot be compared.
        if credential.kind == .residentID, !identity.contains("*"),
            identity.uppercased() != credential.number.uppercased()
        {
            throw .mismatch("certno is another person's")
        }
        let valid = (output["insuinfo"]?.elements ?? []).filter { row in
            let status = row["psn_insu_stas"]?.text
            return status == nil || status == "1"
        }
        let preferred = configuration.preferredInsuranceTypes.lazy.compactMap { type in
            valid.first { $0["insutype"]?.text == type }
        }
        guard let row = preferred.first ?? valid.first else {
            throw .negative("该参保人无正常参保信息")
        }
        guard let type = row["insutype"]?.text, let region = row["insuplc_admdvs"]?.text else {
            throw .unreadable("insuinfo is not complete")
        }
        return InsuredPerson(
            personNumber: number,
            name: name,
            identityNumber: identity.uppercased(),
            insuranceType: type,
            personType: row["psn_type"]?.text ?? "",
            insuredRegion: region,
            balanceFen: try AmountReader(node: row).amount("balc")?.fen ?? 0,
            credential: credential
        )
    }

    private func registered(
        _ output: JSONValue,
        input: InsurerVisitInput
    ) throws(ReplyFault) -> InsuranceReply {
        guard let data = output["data"], let visit = data["mdtrt_id"]?.text else {
            throw .unreadable("no mdtrt_id")
        }
        try fits(data, "psn_no", input.person.personNumber)
        try fits(data, "ipt_otp_no", input.outpatientNumber)
        return .registered(visitID: visit)
    }

    private func uploaded(
        _ output: JSONValue,
        input: InsurerVisitInput,
        lines: [ChargeLine],
        memory: inout SettlementMemory
    ) throws(ReplyFault) -> InsuranceReply {
        guard let rows = output["result"]?.elements else { throw .unreadable("no result") }
        let asked = Dictionary(
            zip(input.lineSerials, lines.map(\.total)),
            uniquingKeysWith: { first, _ in first }
        )
        var seen: Set<String> = []
        var classes: [String: Split.Burden] = [:]
        for row in rows {
            guard let serial = row["feedetl_sn"]?.text else { throw .unreadable("no feedetl_sn") }
            guard let total = asked[serial], seen.insert(serial).inserted else {
                throw .mismatch("a line that was not sent")
            }
            let reader = AmountReader(node: row)
            if let taken = try reader.amount("det_item_fee_sumamt"), taken != total {
                throw .mismatch("line of \(taken), sent \(total)")
            }
            if let own = try reader.amount("fulamt_ownpay_amt"),
                let over = try reader.amount("overlmt_amt"),
                let first = try reader.amount("preselfpay_amt"),
                let scope = try reader.amount("inscp_scp_amt")
            {
                classes[serial] = Split.Burden(
                    ownPay: own,
                    overLimit: over,
                    firstPay: first,
                    inScope: scope
                )
            }
        }
        guard seen.count == asked.count else {
            throw .mismatch("\(seen.count) of \(asked.count) lines answered")
        }
        if classes.count == seen.count {
            memory.keep(classes, visit: input.visitID, batch: input.batch)
        }
        return .linesUploaded(count: seen.count)
    }

    private func visits(
        _ output: JSONValue,
        input: InsurerVisitInput
    ) throws(ReplyFault) -> InsuranceReply {
        guard case .object(let members) = output, let node = members["mdtrtinfo"] else {
            throw .unreadable("no mdtrtinfo")
        }
        var visits: [InsuranceReply.QueriedVisit] = []
        for row in node.elements ?? (node == .null ? [] : [node]) {
            guard let visit = row["mdtrt_id"]?.text else { throw .unreadable("no mdtrt_id") }
            if row["psn_no"] != nil { try fits(row, "psn_no", input.person.personNumber) }
            visits.append(
                .init(visitID: visit, outpatientNumber: row["ipt_otp_no"]?.text)
            )
        }
        return .visits(visits)
    }

    private func lines(
        _ output: JSONValue,
        input: InsurerVisitInput
    ) throws(ReplyFault) -> InsuranceReply {
        guard let rows = rows(output) else { throw .unreadable("no rows") }
        var lines: [InsuranceReply.QueriedLine] = []
        for row in rows {
            guard let serial = row["feedetl_sn"]?.text else { throw .unreadable("no feedetl_sn") }
            if row["mdtrt_id"] != nil { try fits(row, "mdtrt_id", input.visitID) }
            lines.append(.init(serial: serial, settlementID: row["setl_id"]?.text))
        }
        return .lines(lines)
    }

    /// The rows of 5204: the output itself, or the one array inside an object.
    private func rows(_ output: JSONValue) -> [JSONValue]? {
        switch output {
        case .array(let rows): return rows
        case .object(let members):
            let arrays = members.values.compactMap(\.elements)
            return arrays.count == 1 ? arrays[0] : nil
        case .null, .bool, .number, .string: return nil
        }
    }

    /// Requires that a field names what was asked about.
    func fits(_ node: JSONValue, _ key: String, _ expected: String) throws(ReplyFault) {
        guard node[key]?.text == expected else { throw .mismatch("\(key) is another one") }
    }
}
