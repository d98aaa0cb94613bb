import Billing
import Testing

@Suite("China time")
struct ChinaTimeTests {
    @Test(
        "an instant falls on its day in China",
        arguments: [
            (0, "1970-01-01 08:00:00"), (1_795_276_799_000, "2026-11-21 23:59:59"),
            (1_795_276_800_000, "2026-11-22 00:00:00"), (1_709_222_400_000, "2024-03-01 00:00:00"),
            (1_709_136_000_000, "2024-02-29 00:00:00"), (-28_800_001, "1969-12-31 23:59:59"),
        ] as [(Int64, String)]
    )
    func civil(milliseconds: Int64, text: String) {
        #expect(ChinaTime(utcMilliseconds: milliseconds).dateTime == text)
    }

    @Test("reads back every hour of four years, leap day included")
    func roundTrip() {
        for hour in 0..<(4 * 366 * 24) {
            let milliseconds = 1_700_000_000_000 + Int64(hour) * 3_600_000
            let seconds = milliseconds / 1_000 * 1_000
            let text = ChinaTime(utcMilliseconds: seconds).dateTime
            #expect(ChinaTime.utcMilliseconds(of: text) == seconds)
        }
    }

    @Test(
        "refuses days that no calendar has",
        arguments: [
            "2026-02-29", "2026-13-01", "2026-00-10", "2026-1-01", "20260101", "", "2026-04-31",
        ]
    )
    func refusesDays(text: String) {
        #expect(BusinessDate(text) == nil)
    }
}

@Suite("Bill")
struct BillTests {
    private let visit = Visit(
        id: "V1",
        patientID: "P1",
        medicalType: "11",
        at: "2026-11-21 09:55:00"
    )

    private func line(_ id: String, fen: Int64 = 1549, quantity: String = "5") throws -> ChargeLine
    {
        ChargeLine(
            id: id,
            code: "D1",
            nationalCode: "X1",
            name: "阿托伐他汀钙片",
            chargeClass: .b,
            unitPrice: Money(fen: fen),
            quantity: try ScaledDecimal(quantity),
            firstPayShare: try ScaledDecimal("0.10")
        )
    }

    @Test("the total is the plain sum of the lines")
    func total() throws {
        let bill = Bill(id: "B", visit: visit, lines: [try line("1"), try line("2", fen: 100)])
        #expect(bill.total.fen == 7745 + 500)
    }

    @Test("the digest ignores the order of lines and nothing else that decides money")
    func digest() throws {
        let first = Bill(id: "B", visit: visit, lines: [try line("1"), try line("2")])
        let turned = Bill(id: "B", visit: visit, lines: [try line("2"), try line("1")])
        #expect(first.digest == turned.digest)
        let dearer = Bill(id: "B", visit: visit, lines: [try line("1"), try line("2", fen: 1550)])
        let more = Bill(
            id: "B",
            visit: visit,
            lines: [try line("1"), try line("2", quantity: "6")]
        )
        var chronic = visit
        chronic.disease = Visit.Diagnosis(code: "M03900", name: "糖尿病")
        let other = Bill(id: "B", visit: chronic, lines: [try line("1"), try line("2")])
        #expect(Set([first.digest, dearer.digest, more.digest, other.digest]).count == 4)
    }
}

@Suite("Split")
struct SplitTests {
    @Test("parts must make the total and none may be negative")
    func identity() {
        func split(_ total: Int64, _ fund: Int64, _ account: Int64, _ own: Int64) -> Split? {
            Split(
                total: Money(fen: total),
                fund: Money(fen: fund),
                account: Money(fen: account),
                selfPay: Money(fen: own)
            )
        }
        #expect(split(41_395, 13_482, 3_560, 24_353) != nil)
        #expect(split(41_395, 13_482, 3_560, 24_352) == nil)
        #expect(split(100, -1, 0, 101) == nil)
    }
}

@Suite("Masking")
struct MaskingTests {
    @Test("names, numbers and codes keep only what a screen may show")
    func masks() {
        #expect(Masking.name("张建国") == "张*国")
        #expect(Masking.name("吴敏") == "吴*")
        #expect(Masking.identity("99990019800101002X") == "999***********002X")
        #expect("\(PaymentCode("134567890123456789"))" == "****6789")
        #expect(Masking.code("1234") == "****")
    }

    @Test("age turns on the birthday")
    func age() throws {
        let patient = Patient(
            id: "P",
            name: "张建国",
            identityNumber: "",
            birthDate: BusinessDate("1980-11-21")
        )
        #expect(patient.age(on: try #require(BusinessDate("2026-11-20"))) == 45)
        #expect(patient.age(on: try #require(BusinessDate("2026-11-21"))) == 46)
    }
}
