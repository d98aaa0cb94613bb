import Testing

@testable import Sandbox
import TestEffort

/// Hostile messages: whatever comes in, the insurer answers and its books stay as they were.
@Suite struct InsurerFuzzTests {
    @Test("no mangled message traps the insurer or reaches its books", arguments: 1...4)
    func mangledMessages(seed: UInt64) throws {
        var hospital = try TestHospital()
        var visit = try hospital.visit(of: "E1")
        #expect(hospital.upload([try .item("血常规")], to: &visit).code == 0)
        let quoted = hospital.quote(visit)
        var random = SandboxRandom(seed: seed)
        let junk: [InsurerJSON] = [
            .null, .bool(true), .number("99999999999.99"), .number("-1"), .number("1e999"),
            .text(""), .text("-99999999999999999999"), .text("\u{0}"), [], [:], [[[]]],
            .text("424" + String(repeating: "9", count: 25)),
        ]
        for _ in 0..<TestEffort.count(400, deep: 4_000) {
            let inputs: [(String, InsurerJSON)] = [
                ("2207A", hospital.settlement(visit, quoted: quoted)),
                ("2204", hospital.fees([try .item("尿常规")], visit: visit, serial: "Z")),
                ("2201", hospital.registration(visit)),
                ("1162", TestHospital.decoding("424")),
                ("2601", ["data": ["psn_no": "1", "omsgid": "2", "oinfno": "2207"]]),
            ]
            let (number, input) = inputs.pick(&random)
            let mangled = Self.mangle(input, with: junk, &random)
            let books = hospital.peer.books
            let people = hospital.peer.people
            let reply = hospital.call(number, mangled)
            #expect(reply.status == 200)
            guard number == "2207A", reply.code == 0 else {
                #expect(reply.code == -1 || number == "2201" || number == "2204")
                #expect(hospital.peer.books == books && hospital.peer.people == people)
                continue
            }
            // Only what does not matter was mangled, such as the invoice number.
            #expect(hospital.peer.books.count == books.count + 1)
            #expect(hospital.peer.books.last?.medfee == visit.totalFen)
            #expect(hospital.cancel(visit, settled: reply).code == 0)
        }
    }

    /// Replaces one random member, at any depth.
    private static func mangle(
        _ node: InsurerJSON,
        with junk: [InsurerJSON],
        _ random: inout SandboxRandom
    ) -> InsurerJSON {
        switch node {
        case .object(var members) where !members.isEmpty:
            let index = Int(random.next() % UInt64(members.count))
            members[index].value = mangle(members[index].value, with: junk, &random)
            return .object(members)
        case .list(var elements) where !elements.isEmpty:
            let index = Int(random.next() % UInt64(elements.count))
            elements[index] = mangle(elements[index], with: junk, &random)
            return .list(elements)
        case .null, .bool, .number, .text, .list, .object: return junk.pick(&random)
        }
    }
}
