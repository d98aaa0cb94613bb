import FoundationEssentials
import Testing

@testable import Sandbox

/// The invented people and their bills.
@Suite struct SeededHospitalTests {
    private static let hospital = SeededHospital(seed: 42, patients: 26_000, bills: 60_000)
    private static let now = Date(timeIntervalSince1970: 1_772_000_000)

    @Test("every person is found by each of their numbers")
    func numbersLeadBack() {
        let hospital = Self.hospital
        for index in stride(from: 0, to: hospital.people.count, by: 37) {
            let person = hospital.person(at: index)
            #expect(hospital.index(key: person.key) == index)
            #expect(hospital.index(idNumber: person.idNumber) == index)
            #expect(hospital.index(personNumber: hospital.personNumber(index)) == index)
            #expect(hospital.index(cardNumber: hospital.cardNumber(index)) == index)
        }
        for key in ["E0", "E6", "P000000", "P026001", "P1", "", "E01", "X1"] {
            #expect(hospital.index(key: key) == nil, "\(key)")
        }
        for id in [
            "999900199913990019", "99990019800101-120", "9999001980010１0120", "", "999900",
            "99990000000000+120", String(repeating: "9", count: 18),
        ] {
            #expect(hospital.index(idNumber: id) == nil, "\(id)")
        }
        for key in ["P\(Int.max)", "E\(Int.max)", "P-1", "E+1", "P99999999999999999999"] {
            #expect(hospital.index(key: key) == nil, "\(key)")
        }
    }

    @Test("identity numbers are distinct, checked, and of the invented region")
    func identityNumbers() {
        var seen: Set<String> = []
        for index in Self.hospital.people {
            let id = Self.hospital.person(at: index).idNumber
            #expect(seen.insert(id).inserted)
            #expect(id.count == 18 && id.hasPrefix("999900"))
            #expect(id.last == ResidentNumber.check(of: String(id.dropLast())))
        }
    }

    @Test("the check digit is the published one")
    func checkDigit() {
        #expect(ResidentNumber.check(of: "11010519491231002") == "X")
    }

    @Test("six in ten patients are insured, and the insurer knows exactly those")
    func insuredShare() throws {
        let peer = InsurerPeer(
            seed: 42,
            credentials: TestHospital.credentials,
            hospital: Self.hospital
        )
        let people = Self.hospital.people.map(Self.hospital.person)
        let insured = people.filter(\.isInsured).count
        #expect((people.count * 58 / 100...people.count * 62 / 100).contains(insured))
        for person in people.prefix(400) {
            #expect((peer.person(idNumber: person.idNumber) != nil) == person.isInsured)
        }
    }

    @Test("the same seed gives the same people and bills, another seed others")
    func determinism() {
        let one = SeededHospital(seed: 7, patients: 50, bills: 120)
        let lines = Array(one.importLines(now: Self.now))
        let again = SeededHospital(seed: 7, patients: 50, bills: 120)
        #expect(lines == Array(again.importLines(now: Self.now)))
        #expect(lines.count == 125)
        let more = SeededHospital(seed: 7, patients: 50, bills: 10)
        #expect(one.people.map(one.person) == more.people.map(more.person))
        let other = SeededHospital(seed: 8, patients: 50, bills: 120)
        #expect(one.person(at: 9) != other.person(at: 9))
        #expect(one.person(at: 2) == other.person(at: 2), "worked examples are the same")
    }

    @Test("a hand-over line has the keys of the import format and the insurer's own figures")
    func importFormat() throws {
        let hospital = SeededHospital(seed: 3, patients: 40, bills: 200)
        var visits: [String: [String]] = [:]
        for bytes in hospital.importLines(now: Self.now) {
            let json = try InsurerJSONParser.parse(bytes)
            #expect(!bytes.contains(UInt8(ascii: "\n")))
            let patient = try #require(json["patient"])
            let visit = try #require(json["visit"])
            visits[patient.string("id"), default: []].append(visit.string("id"))
            #expect(visit.string("at") < InsurerTime(Self.now).text)
            #expect(["11", "13", "14"].contains(visit.string("med_type")))
            #expect((visit.string("med_type") == "14") == (visit["disease"] != nil))
            let lines = try #require(json["lines"]?.elements)
            #expect(!lines.isEmpty)
            for line in lines {
                let item = InsurerCatalogue.item(code: line.string("code"))
                #expect(item.name == line.string("name"))
                #expect(item.level.letter == line.string("class"))
                let share = FixedPoint.parse(line.string("first_pay_share"), places: 4)
                #expect(share.map(Int.init) == item.firstShare)
                let limit = Int64(line.string("price_limit_fen")).map { $0 * 10_000 }
                #expect(limit == item.priceLimitMicro)
                #expect(Int(line.string("unit_price_fen")) ?? 0 > 0)
            }
        }
        let peer = InsurerPeer(seed: 3, credentials: TestHospital.credentials, hospital: hospital)
        let rows = peer.personRows()
        #expect(rows.count == 45)
        for row in rows { #expect(row.bills == visits[row.person] ?? []) }
        #expect(rows.prefix(5).map(\.person) == ["E1", "E2", "E3", "E4", "E5"])
        #expect(peer.personRows(limit: 7) == Array(rows.prefix(7)))
        #expect(Set(visits.values.joined()).count == 205)
    }

    @Test("a seeded patient's bill settles with every identity")
    func seededBillsSettle() throws {
        let seeded = SeededHospital(seed: 9, patients: 30, bills: 60)
        var hospital = try TestHospital(hospital: seeded)
        var settledCount = 0
        for bytes in seeded.importLines(now: hospital.now) {
            let json = try InsurerJSONParser.parse(bytes)
            let key = try #require(json["patient"]).string("id")
            guard hospital.peer.person(key: key) != nil else { continue }
            let described = try #require(json["visit"])
            let disease = described["disease"]?.string("code") ?? ""
            var visit = try hospital.visit(
                of: key,
                medicalType: described.string("med_type"),
                disease: disease
            )
            let lines = try #require(json["lines"]?.elements).map { line in
                TestHospital.Line(
                    code: line.string("code"),
                    priceFen: try #require(Int(line.string("unit_price_fen"))),
                    quantity: try #require(Int(line.string("quantity")))
                )
            }
            let uploaded = hospital.upload(lines, to: &visit, disease: disease)
            let settled = hospital.settle(visit, quoted: hospital.quote(visit))
            #expect(settled.code == 0, "\(settled.message)")
            try expectIdentities(settled, rows: uploaded.output["result"]?.elements ?? [])
            settledCount += 1
        }
        #expect(settledCount == hospital.peer.books.count && settledCount > 20)
    }
}

/// People whom the admin interface adds.
@Suite struct AddedPeopleTests {
    private let body = """
        {"person":"X1","name":"测试乙","id_no":"999900195208010019",
         "scheme":{"insutype":"310","retired":true,"civil_servant":true},
         "visit":{"med_type":"14","disease":"高血压","disease_registered":true,
                  "hospital_level":2},
         "accumulators_before":{"deductible_used_fen":100,"pool_used_fen":299900,
                                "civil_subsidy_used_fen":5},
         "balances_before":{"account_fen":700,"use_account":true,"mutual_aid_fen":300}}
        """

    @Test("an added person is insured with exactly the state given")
    func added() throws {
        var hospital = try TestHospital()
        try hospital.peer.addPerson(json: Array(body.utf8))
        let person = try #require(hospital.peer.person(key: "X1"))
        #expect(person.coverage.diseases == ["M03900"])
        #expect(hospital.peer.person(idNumber: "999900195208010019") == person)
        var visit = try hospital.visit(of: "X1", medicalType: "14", disease: "高血压")
        let line = TestHospital.Line(code: "SBX-A-N-N-1", priceFen: 10_000, quantity: 1)
        #expect(hospital.upload([line], to: &visit).code == 0)
        let settled = hospital.settle(visit, quoted: hospital.quote(visit))
        // 85 % is 85.00, the disease's cap leaves 1.00; half of the co-pay of 99.00 is subsidy.
        #expect(try settled.fen("hifp_pay") == 100)
        #expect(try settled.fen("cvlserv_pay") == 4950)
        #expect(try settled.fen("acct_pay") == 700)
        #expect(try settled.fen("acct_mulaid_pay") == 300)
        #expect(try settled.fen("psn_cash_pay") == 3950)
        let row = try #require(hospital.peer.personRows().last)
        #expect(
            row
                == SandboxPersonRow(
                    person: "X1",
                    name: "测试乙",
                    id_no: "999900195208010019",
                    insured: true,
                    bills: []
                )
        )

        try hospital.peer.addPerson(json: Array(body.utf8))
        #expect(hospital.peer.person(key: "X1") == person, "adding again restores the state")
    }

    @Test("a seeded person can be given another state and keeps their bills")
    func replaced() throws {
        var hospital = try TestHospital()
        let id = try #require(hospital.peer.person(key: "E1")).idNumber
        let json = body.replacing("\"X1\"", with: "\"E1\"")
            .replacing("999900195208010019", with: id)
        try hospital.peer.addPerson(json: Array(json.utf8))
        #expect(hospital.peer.person(key: "E1")?.name == "测试乙")
        let rows = hospital.peer.personRows()
        #expect(rows.count == 5)
        let row = try #require(rows.first { $0.person == "E1" })
        #expect(row.bills.count == 1)
    }

    @Test(
        "a body that lacks something is refused and changes nothing",
        arguments: [
            ("\"person\":\"X1\",", "", "person"), ("\"310\"", "\"320\"", "insutype"),
            ("高血压", "感冒", "disease"), ("\"hospital_level\":2", "\"hospital_level\":4", "level"),
            ("\"account_fen\":700", "\"account_fen\":7.5", "account_fen"),
            ("\"retired\":true", "\"retired\":1", "retired"), ("}}", "}", "JSON"),
        ]
    )
    func refused(what: String, with other: String, text: String) throws {
        var peer = InsurerPeer(seed: 1, credentials: TestHospital.credentials)
        let error = try #require(throws: InsurerRefusal.self) {
            try peer.addPerson(json: Array(body.replacing(what, with: other).utf8))
        }
        #expect(error.text.contains(text), "\(error.text)")
        #expect(peer.person(key: "X1") == nil)
    }

    @Test("an identity number belongs to one person")
    func identityTaken() throws {
        var peer = InsurerPeer(seed: 1, credentials: TestHospital.credentials)
        let id = try #require(peer.person(key: "E2")).idNumber
        let json = body.replacing("999900195208010019", with: id)
        #expect(throws: InsurerRefusal.self) {
            try peer.addPerson(json: Array(json.utf8))
        }
    }
}
