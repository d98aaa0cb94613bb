/// A whole hospital of invented people and bills, computed from a seed and stored nowhere.
///
/// Every person and every bill is a function of seed and index, so that a hundred thousand bills
/// need no memory and a person is found by any of their numbers without a table. The worked
/// examples `E1` to `E5` are always the first five people, beside `patients` seeded ones.
package struct SeededHospital: Sendable, Equatable, Codable {
    package let seed: UInt64
    /// How many seeded patients there are beside the worked examples.
    package let patients: Int
    /// How many bills the seeded patients have together, beside those of the worked examples.
    package let bills: Int

    /// Most patients: the identity numbers of the invented region run out beyond.
    package static let patientsMax = birthDays * 450

    package init(seed: UInt64, patients: Int, bills: Int) {
        self.seed = seed
        self.patients = min(max(0, patients), Self.patientsMax)
        self.bills = self.patients == 0 ? 0 : max(0, bills)
    }

    /// The indices of all people, the worked examples first.
    var people: Range<Int> { 0..<(WorkedExamples.count + patients) }

    // MARK: Numbers of a person

    /// Birth days that seeded patients have, and the first of them (1948-01-01).
    private static let birthDays = 25_000
    private static let firstBirthDay = InsurerTime.dayNumber(year: 1948, month: 1, day: 1)
    /// A step without a common factor with `birthDays`, and its inverse modulo `birthDays`: days
    /// look scattered and yet lead back to the patient.
    private static let step = 7919
    private static let stepInverse = 17_679

    private var dayOffset: Int { Int(seed % UInt64(Self.birthDays)) }

    /// `E1`… for the worked examples, `P000001`… for the others.
    func key(_ index: Int) -> String {
        index < WorkedExamples.count
            ? WorkedExamples.all[index].person.key
            : "P" + InsurerTime.padded(index - WorkedExamples.count + 1, to: 6)
    }

    /// The platform's number of a person: 26 digits.
    func personNumber(_ index: Int) -> String {
        "9999001" + InsurerTime.padded(index + 1, to: 19)
    }

    /// The number of a person's social-security card.
    func cardNumber(_ index: Int) -> String {
        "S" + InsurerTime.padded(index + 1, to: 8)
    }

    func index(key: String) -> Int? {
        index(key, prefix: "E", offset: 0) ?? index(key, prefix: "P", offset: WorkedExamples.count)
    }

    func index(personNumber: String) -> Int? {
        index(personNumber, prefix: "9999001", offset: 0)
    }

    func index(cardNumber: String) -> Int? {
        index(cardNumber, prefix: "S", offset: 0)
    }

    private func index(_ text: String, prefix: String, offset: Int) -> Int? {
        guard text.hasPrefix(prefix), let number = Int(text.dropFirst(prefix.count)),
            (1...people.count).contains(number), people.contains(number - 1 + offset)
        else { return nil }
        let found = number - 1 + offset
        return [key(found), personNumber(found), cardNumber(found)].contains(text) ? found : nil
    }

    func index(idNumber: String) -> Int? {
        if let fixed = WorkedExamples.all.firstIndex(where: { $0.person.idNumber == idNumber }) {
            return fixed
        }
        let born = ResidentNumber.birthDate(of: idNumber).split(separator: "-").compactMap {
            Int($0)
        }
        guard born.count == 3, let sequence = Int(idNumber.dropFirst(14).prefix(3)) else {
            return nil
        }
        let day = InsurerTime.dayNumber(year: born[0], month: born[1], day: born[2])
        let shifted = day - Self.firstBirthDay - dayOffset
        let place = (shifted % Self.birthDays + Self.birthDays) % Self.birthDays
        let patient = place * Self.stepInverse % Self.birthDays + sequence / 2 * Self.birthDays
        guard (0..<patients).contains(patient), self.idNumber(patient: patient) == idNumber else {
            return nil
        }
        return patient + WorkedExamples.count
    }

    private func idNumber(patient: Int) -> String {
        let place = (patient % Self.birthDays * Self.step + dayOffset) % Self.birthDays
        var random = random(.person, patient)
        let isMale = random.next() % 2 == 0
        return ResidentNumber.make(
            birthDay: Self.firstBirthDay + place,
            sequence: patient / Self.birthDays * 2 + (isMale ? 1 : 0)
        )
    }

    // MARK: Randomness

    /// Independent streams, so that a person does not change with the number of bills.
    enum Stream: UInt64 {
        case person = 0x9A3B_51C7_0000_0001
        case coverage = 0x5D2E_88F1_0000_0002
        case visit = 0xC741_0E6B_0000_0003
    }

    /// The generator of one person or bill.
    func random(_ stream: Stream, _ index: Int) -> SandboxRandom {
        var mixer = SandboxRandom(seed: seed ^ stream.rawValue)
        return SandboxRandom(seed: mixer.next() &+ UInt64(index) &* 0xD134_2543_DE82_EF95)
    }

    // MARK: People

    /// The person of an index.
    func person(at index: Int) -> SandboxPerson {
        guard index >= WorkedExamples.count else { return WorkedExamples.all[index].person }
        let patient = index - WorkedExamples.count
        let id = idNumber(patient: patient)
        let sex = ResidentNumber.sex(of: id)
        var random = random(.person, patient)
        _ = random.next()
        let given = sex == .male ? NameBook.maleGiven : NameBook.femaleGiven
        let name = NameBook.family.pick(&random) + given.pick(&random)
        return SandboxPerson(
            key: key(index),
            name: name,
            idNumber: id,
            sex: sex,
            birthDate: ResidentNumber.birthDate(of: id),
            phone: "100" + InsurerTime.padded(patient + 1, to: 8),
            coverage: coverage(patient: patient, birthYear: Int(id.dropFirst(6).prefix(4)) ?? 1980)
        )
    }

    /// Six in ten are insured; the older are retired and some have a registered disease.
    private func coverage(patient: Int, birthYear: Int) -> InsuranceCoverage? {
        var random = random(.coverage, patient)
        guard Int.random(in: 0..<10, using: &random) < 6 else { return nil }
        let isEmployee = birthYear < 2004 && Int.random(in: 0..<10, using: &random) < 7
        var coverage = InsuranceCoverage(scheme: isEmployee ? .employee : .resident)
        if isEmployee {
            coverage.retired = birthYear < 1966
            coverage.civilServant = Int.random(in: 0..<10, using: &random) == 0
            let full = coverage.retired ? 40_000 : 60_000
            coverage.opening.deductibleUsed = InsurerFen(
                min(full, Int.random(in: 0...full * 3 / 2, using: &random))
            )
            coverage.opening.poolUsed = InsurerFen(Int.random(in: 0...900_000, using: &random))
            coverage.account = InsurerFen(Int.random(in: 0...150_000, using: &random))
        } else {
            coverage.usesAccount = false
            coverage.opening.deductibleUsed = InsurerFen(Int.random(in: 0...10_000, using: &random))
            coverage.opening.poolUsed = InsurerFen(Int.random(in: 0...140_000, using: &random))
        }
        if Int.random(in: 0..<8, using: &random) == 0 {
            coverage.givers = [InsurerFen(Int.random(in: 1000...60_000, using: &random))]
        }
        if birthYear < 1976, Int.random(in: 0..<10, using: &random) < 4 {
            let disease = BenefitPolicy.diseases.pick(&random)
            coverage.diseases = [disease.code]
            coverage.opening.diseasePoolUsed = [
                disease.code: InsurerFen(Int.random(in: 1...150_000, using: &random))
            ]
        }
        return coverage
    }

    /// The row of `GET /_sandbox/persons`.
    func row(_ index: Int) -> SandboxPersonRow {
        let person = person(at: index)
        return SandboxPersonRow(
            person: person.key,
            name: person.name,
            id_no: person.idNumber,
            insured: person.isInsured,
            bills: visitIDs(index)
        )
    }
}

extension Array {
    /// One element, drawn with the generator; the array must not be empty.
    func pick(_ random: inout SandboxRandom) -> Element {
        self[Int(random.next() % UInt64(count))]
    }
}
