// People whom the admin interface adds.
extension InsurerPeer {
    /// Insures a person as `POST /_sandbox/persons` describes them.
    ///
    /// Takes `person`, `name`, `id_no` and the objects `scheme`, `visit`, `accumulators_before` and
    /// `balances_before` with the keys of the worked examples; amounts are whole fen. The same
    /// person again replaces what was there, accumulators and balances with it.
    ///
    /// - Throws: `InsurerRefusal` naming the member that is missing or wrong; nothing has changed.
    package mutating func addPerson(json body: [UInt8]) throws(InsurerRefusal) {
        guard let json = Self.json(body), json.isObject else {
            throw InsurerRefusal("the body is not a JSON object")
        }
        let key = try json.needed("person")
        let idNumber = try json.needed("id_no").uppercased()
        let coverage = try InsuranceCoverage(json: json)
        let number = person(key: key)?.number ?? "9999002" + InsurerTime.padded(counter + 1, to: 19)
        if let other = person(idNumber: idNumber), other.number != number {
            throw InsurerRefusal("id_no belongs to another person")
        }
        if hospital.index(idNumber: idNumber).map(hospital.personNumber) ?? number != number {
            throw InsurerRefusal("id_no belongs to another person")
        }
        if let former = people[number] { addedIDs[former.idNumber] = nil }
        people[number] = InsuredPerson(
            number: number,
            key: key,
            name: try json.needed("name"),
            idNumber: idNumber,
            sex: ResidentNumber.sex(of: idNumber).wireCode,
            birthDate: ResidentNumber.birthDate(of: idNumber),
            cardNumber: "K" + number.suffix(8),
            coverage: coverage
        )
        addedKeys[key] = number
        addedIDs[idNumber] = number
        _ = nextNumber()
    }

    /// The people of the sandbox as `GET /_sandbox/persons` answers them: the worked examples,
    /// the people added, then the seeded patients, `limit` rows at most.
    package func personRows(limit: Int = .max) -> [SandboxPersonRow] {
        let added = addedKeys.values.compactMap { people[$0] }.sorted { $0.number < $1.number }
        let known = Set(added.map(\.key))
        let addedRows = added.map { person in
            SandboxPersonRow(
                person: person.key,
                name: person.name,
                id_no: person.idNumber,
                insured: true,
                bills: hospital.index(key: person.key).map(hospital.visitIDs) ?? []
            )
        }
        let seeded = hospital.people.lazy.filter { !known.contains(hospital.key($0)) }
        let fixed = seeded.prefix { $0 < WorkedExamples.count }.map(hospital.row)
        let patients = seeded.drop { $0 < WorkedExamples.count }
            .prefix(max(0, limit - fixed.count - addedRows.count)).map(hospital.row)
        return Array((Array(fixed) + addedRows + Array(patients)).prefix(limit))
    }
}

extension InsurerJSON {
    /// A member of an admin body that must be there.
    fileprivate func needed(_ key: String) throws(InsurerRefusal) -> String {
        let value = string(key)
        guard !value.isEmpty else { throw InsurerRefusal("\(key) is missing") }
        return value
    }

    /// Whole fen under a key, 0 when absent.
    fileprivate func fen(_ key: String) throws(InsurerRefusal) -> InsurerFen {
        guard let text = self[key]?.scalar else { return .zero }
        guard let value = Int(text), (0...1_000_000_000_000).contains(value) else {
            throw InsurerRefusal("\(key) is not an amount in fen")
        }
        return InsurerFen(value)
    }

    /// A flag under a key.
    fileprivate func flag(_ key: String, default absent: Bool = false) throws(InsurerRefusal)
        -> Bool
    {
        switch self[key] {
        case nil: return absent
        case .bool(let value): return value
        case .null, .number, .text, .list, .object: throw InsurerRefusal("\(key) is not a boolean")
        }
    }
}

extension InsuranceCoverage {
    /// Reads scheme, visit, accumulators and balances with the keys of the worked examples.
    init(json: InsurerJSON) throws(InsurerRefusal) {
        let plan = json["scheme"] ?? .object([])
        guard let scheme = BenefitPolicy.Scheme(rawValue: plan.string("insutype")) else {
            throw InsurerRefusal("scheme.insutype is not 310 or 390")
        }
        self.init(scheme: scheme)
        retired = try plan.flag("retired")
        civilServant = try plan.flag("civil_servant")

        let visit = json["visit"] ?? .object([])
        if let level = visit["hospital_level"]?.scalar {
            guard let level = Int(level), (1...3).contains(level) else {
                throw InsurerRefusal("visit.hospital_level is not 1, 2 or 3")
            }
            hospitalLevel = level
        }
        let chronic = try Self.disease(of: visit)
        if let chronic, try visit.flag("disease_registered") { diseases = [chronic] }

        let used = json["accumulators_before"] ?? .object([])
        opening.deductibleUsed = try used.fen("deductible_used_fen")
        opening.civilUsed = try used.fen("civil_subsidy_used_fen")
        let pool = try used.fen("pool_used_fen")
        if let chronic, visit.string("med_type").hasPrefix("14") {
            opening.diseasePoolUsed = pool == .zero ? [:] : [chronic: pool]
        } else {
            opening.poolUsed = pool
        }

        let balances = json["balances_before"] ?? .object([])
        account = try balances.fen("account_fen")
        usesAccount = try balances.flag("use_account", default: true)
        let aid = try balances.fen("mutual_aid_fen")
        givers = aid == .zero ? [] : [aid]
    }

    /// The code of the visit's disease, given by name, by code or as an object with either.
    private static func disease(of visit: InsurerJSON) throws(InsurerRefusal) -> String? {
        guard let node = visit["disease"] else { return nil }
        let text = node.scalar ?? (node["code"] ?? node["name"])?.scalar ?? ""
        guard let disease = BenefitPolicy.disease(text) else {
            throw InsurerRefusal("visit.disease is not a disease of this region")
        }
        return disease.code
    }
}
