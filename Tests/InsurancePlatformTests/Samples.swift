import Billing
import Settlement
import Testing

@testable import InsurancePlatform

/// The specification's continuous case, its person invented.
///
/// Total 128.50 = class A 60.00, class B 50.00 at 10 %, self-paid 18.50; the insurer's fund pays
/// 73.50, the account 36.50, cash 18.50.
enum Sample {
    static let settleNumber = "H43010000001202601010800000001"
    static let cancelNumber = "H43010000001202601010930000002"
    static let settlementID = "430100S0000000000001"
    static let total = Money(fen: 12_850)
    static let identityNumber = "430100199001010000"
    static let echo = Split.Burden(
        ownPay: Money(fen: 1_850),
        overLimit: .zero,
        firstPay: Money(fen: 500),
        inScope: Money(fen: 10_500)
    )

    static let person = InsuredPerson(
        personNumber: "43010000000000000000000001",
        name: "测试甲",
        identityNumber: identityNumber,
        insuranceType: "310",
        personType: "1101",
        insuredRegion: "430100",
        balanceFen: 52_035,
        credential: InsuranceCredential(kind: .residentID, number: identityNumber)
    )

    static let visit = Visit(
        id: "V1",
        patientID: "P1",
        department: "内科",
        departmentCode: "D01",
        doctor: "测试医师",
        doctorCode: "D430100000001",
        medicalType: "11",
        diagnoses: [.init(code: "J06.900", name: "急性上呼吸道感染")],
        at: "2026-01-01 07:59:59"
    )

    static let input = InsurerVisitInput(
        person: person,
        visit: visit,
        outpatientNumber: "OP202601010001",
        visitID: "430100M0000000000001",
        batch: "B202601010001",
        lineSerials: ["F0001", "F0002", "F0003"]
    )

    static let lines = [
        ChargeLine(
            id: "L1",
            code: "H-1001",
            nationalCode: "SANDBOX-DRUG-A",
            name: "甲药",
            chargeClass: .a,
            unitPrice: Money(fen: 2_000),
            quantity: ScaledDecimal(tenThousandths: 30_000)
        ),
        ChargeLine(
            id: "L2",
            code: "H-2001",
            nationalCode: "SANDBOX-EXAM-B",
            name: "乙检查",
            chargeClass: .b,
            unitPrice: Money(fen: 2_500),
            quantity: ScaledDecimal(tenThousandths: 20_000),
            firstPayShare: ScaledDecimal(tenThousandths: 1_000)
        ),
        ChargeLine(
            id: "L3",
            code: "H-3001",
            nationalCode: "SANDBOX-MATL-C",
            name: "自费材料",
            chargeClass: .c,
            unitPrice: Money(fen: 1_850),
            quantity: .one
        ),
    ]

    static let settle = InsuranceRequest.settle(input, total: total, echo: echo)

    /// Every request once, with the golden body it must have.
    static let requests: [(request: InsuranceRequest, operation: String, body: String)] = [
        (.decode(code: "4240000000000000000000000001"), "1162", GoldenBody.decode),
        (.identify(person.credential), "1101", GoldenBody.identify),
        (.register(input), "2201", GoldenBody.register),
        (.cancelRegistration(input), "2202", GoldenBody.cancelRegistration),
        (.describeVisit(input), "2203A", GoldenBody.describeVisit),
        (.uploadLines(input, lines: lines), "2204", GoldenBody.uploadLines),
        (.cancelLines(input), "2205", GoldenBody.cancelLines),
        (.preSettle(input, total: total), "2206A", GoldenBody.preSettle),
        (settle, "2207A", GoldenBody.settle),
        (.cancelSettlement(input, settlementID: settlementID), "2208", GoldenBody.cancelSettlement),
        (
            .reverse(messageNumber: settleNumber, operation: "2207A", input), "2601",
            GoldenBody.reverse
        ),
        (.queryVisits(input), "5201", GoldenBody.queryVisits),
        (.querySettlement(input, settlementID: settlementID), "5203", GoldenBody.querySettlement),
        (.queryLines(input), "5204", GoldenBody.queryLines),
    ]

    /// An output with one piece of its text replaced; the piece must be there.
    static func changed(
        _ output: String,
        _ old: String,
        _ new: String,
        _ location: SourceLocation = #_sourceLocation
    ) -> String {
        #expect(output.contains(old), "the sample has no \(old)", sourceLocation: location)
        return output.replacing(old, with: new)
    }
}
