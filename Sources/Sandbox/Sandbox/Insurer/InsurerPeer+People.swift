package import FoundationEssentials

// Sign-in, identification and the register of insured people (9001, 9002, 1101, 1162, 5301).
extension InsurerPeer {
    // MARK: Register

    /// A person by platform number.
    func person(number: String) -> InsuredPerson? {
        people[number] ?? hospital.index(personNumber: number).flatMap(seeded)
    }

    /// A person by resident identity number.
    func person(idNumber: String) -> InsuredPerson? {
        if let number = addedIDs[idNumber] { return people[number] }
        return hospital.index(idNumber: idNumber).flatMap(seeded)
    }

    /// A person by card number.
    func person(cardNumber: String) -> InsuredPerson? {
        if let added = people.values.first(where: { $0.cardNumber == cardNumber }) { return added }
        return hospital.index(cardNumber: cardNumber).flatMap(seeded)
    }

    /// A person by the sandbox's own short name.
    func person(key: String) -> InsuredPerson? {
        if let number = addedKeys[key] { return people[number] }
        return hospital.index(key: key).flatMap(seeded)
    }

    /// The seeded person of an index in their present state; nil for one without insurance.
    private func seeded(_ index: Int) -> InsuredPerson? {
        let number = hospital.personNumber(index)
        if let changed = people[number] { return changed }
        let person = hospital.person(at: index)
        return person.coverage.map { coverage in
            InsuredPerson(
                number: number,
                key: person.key,
                name: person.name,
                idNumber: person.idNumber,
                sex: person.sex.wireCode,
                birthDate: person.birthDate,
                cardNumber: hospital.cardNumber(index),
                coverage: coverage
            )
        }
    }

    /// A person that a transaction names.
    func registered(_ number: String) throws(InsurerRefusal) -> InsuredPerson {
        guard let person = person(number: number) else {
            throw InsurerRefusal("该参保人的基本信息为空")
        }
        return person
    }

    // MARK: Credentials

    /// Mints an e-credential code for a person: 28 digits from 424, for one decode and its visits.
    ///
    /// - Returns: nil when no insured person has that name.
    package mutating func mintCredential(
        person key: String,
        now: Date,
        random: inout SandboxRandom
    ) -> (code: String, expiresAt: Date)? {
        guard let person = person(key: key) else { return nil }
        let seconds = InsurerTime(now).unixSeconds
        codes = codes.filter { $0.value.isWorthKeeping(at: seconds) }
        let kept = codes
        tokens = tokens.filter { kept[$0.value] != nil }
        var code: String
        repeat {
            let digits = (0..<19).map { _ in String(Int.random(in: 0...9, using: &random)) }
            code = "424" + digits.joined() + credentials.region.prefix(2) + "0000"
        } while codes[code] != nil
        let lifetime = Int64(settings.codeLifetimeSeconds)
        codes[code] = InsurerCredential(
            personNumber: person.number,
            expiresAt: seconds + lifetime
        )
        return (code, now.addingTimeInterval(TimeInterval(lifetime)))
    }

    /// The person whom a visit credential names: 01 token, 02 identity number, 03 card.
    func holder(type: String, number: String, now: InsurerTime) throws(InsurerRefusal)
        -> InsuredPerson
    {
        var found: InsuredPerson?
        switch type {
        case "01":
            guard let code = tokens[number], let credential = codes[code] else {
                throw InsurerRefusal("电子凭证令牌无效，请刷新二维码后重新扫码")
            }
            guard now.unixSeconds < credential.tokenExpiresAt else {
                throw InsurerRefusal("电子凭证令牌已过期，请刷新二维码后重新扫码")
            }
            found = person(number: credential.personNumber)
        case "02": found = person(idNumber: number.uppercased())
        case "03": found = person(cardNumber: number)
        default: throw InsurerRefusal("就诊凭证类型不支持")
        }
        guard let found else { throw InsurerRefusal("该参保人的基本信息为空") }
        return found
    }

    // MARK: Transactions

    mutating func signIn(_ call: InsurerCall) throws(InsurerRefusal) -> InsurerJSON {
        let node = call.input["signIn"] ?? .object([])
        let operatorNumber = try node.required("opter_no")
        _ = try node.required("mac")
        _ = try node.required("ip")
        let number = "SIGN" + InsurerTime.padded(nextNumber(), to: 10)
        signIns[number] = InsurerSignIn(
            operatorNumber: operatorNumber,
            dayNumber: call.now.dayNumber
        )
        return ["signinoutb": ["sign_time": .text(call.now.text), "sign_no": .text(number)]]
    }

    mutating func signOut(_ call: InsurerCall) throws(InsurerRefusal) -> InsurerJSON {
        let node = call.input["signOut"] ?? .object([])
        let number = try node.required("sign_no")
        guard signIns[number]?.operatorNumber == (try node.required("opter_no")) else {
            throw InsurerRefusal("签到编号无效，请重新签到")
        }
        signIns[number] = nil
        return ["signoutoutb": ["sign_time": .text(call.now.text)]]
    }

    func queryPerson(_ call: InsurerCall) throws(InsurerRefusal) -> InsurerJSON {
        let person = try holder(
            type: try call.required("mdtrt_cert_type"),
            number: try call.required("mdtrt_cert_no"),
            now: call.now
        )
        let claimed = call.data.string("certno")
        guard claimed.isEmpty || claimed.uppercased() == person.idNumber else {
            throw InsurerRefusal("证件号码与就诊凭证不符")
        }
        return .object(describe(person, now: call.now))
    }

    mutating func decode(_ call: InsurerCall) throws(InsurerRefusal) -> InsurerJSON {
        for field in ["orgId", "businessType", "operatorId", "operatorName"] {
            _ = try call.required(field)
        }
        let code = try call.required("ecQrCode")
        guard var credential = codes[code], let person = person(number: credential.personNumber)
        else { throw InsurerRefusal("电子凭证二维码无法识别，请刷新二维码") }
        guard !credential.isUsed else { throw InsurerRefusal("电子凭证二维码已使用，请刷新二维码") }
        guard call.now.unixSeconds < credential.expiresAt else {
            throw InsurerRefusal("电子凭证二维码已过期，请刷新二维码")
        }
        // The same code shown twice within its life gives the same token: an answer that was lost
        // on the way must not cost the patient a fresh code.
        let token = credential.token ?? newToken()
        credential.token = token
        credential.tokenExpiresAt = call.now.unixSeconds + Int64(settings.tokenLifetimeSeconds)
        codes[code] = credential
        tokens[token] = code
        var members = describe(person, now: call.now)
        members.append(.init(key: "ecToken", value: .text(token)))
        return .object(members)
    }

    private mutating func newToken() -> String {
        let words = (0..<2).map { _ in random.next() }
        return "EC" + words.map { InsurerPeer.padded(hexadecimal: $0) }.joined()
    }

    private static func padded(hexadecimal word: UInt64) -> String {
        let digits = String(word, radix: 16, uppercase: true)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    func queryDiseases(_ call: InsurerCall) throws(InsurerRefusal) -> InsurerJSON {
        let person = try registered(try call.required("psn_no"))
        let rows = person.coverage.diseases.compactMap(BenefitPolicy.disease).map { disease in
            [
                "opsp_dise_code": .text(disease.code), "opsp_dise_name": .text(disease.name),
                "begndate": "2025-01-01", "enddate": "2099-12-31",
            ] as InsurerJSON
        }
        return ["feedetail": .list(rows)]
    }

    /// The three nodes of 1101.
    private func describe(_ person: InsuredPerson, now: InsurerTime) -> [InsurerJSON.Member] {
        let base: InsurerJSON = [
            "psn_no": .text(person.number), "psn_cert_type": "01",
            "certno": .text(person.idNumber), "psn_name": .text(person.name),
            "gend": .text(person.sex), "naty": "01",
            "brdy": person.birthDate.isEmpty ? .null : .text(person.birthDate),
            "age": person.ageJSON(on: now.date), "exp_content": nil,
        ]
        let insurance: InsurerJSON = [
            "balc": person.coverage.account.json,
            "insutype": .text(person.coverage.scheme.rawValue),
            "psn_type": .text(person.personType), "psn_insu_stas": "1",
            "psn_insu_date": "2015-07-01", "paus_insu_date": nil,
            "cvlserv_flag": .text(person.coverage.civilServant ? "1" : "0"),
            "insuplc_admdvs": .text(credentials.region), "emp_name": "示范单位",
        ]
        return [
            .init(key: "baseinfo", value: base), .init(key: "insuinfo", value: [insurance]),
            .init(key: "idetinfo", value: []),
        ]
    }
}

extension InsuredPerson {
    /// The age on a day with one decimal, as the platform writes it.
    func ageJSON(on day: String) -> InsurerJSON {
        .number("\(InsurerTime.age(born: birthDate, on: day)).0")
    }
}

extension InsurerCredential {
    /// Credentials are forgotten an hour after nothing can be done with them any more.
    fileprivate func isWorthKeeping(at seconds: Int64) -> Bool {
        seconds < max(expiresAt, tokenExpiresAt) + 3600
    }
}
