import FoundationEssentials
import Testing

@testable import Sandbox

/// Giving back, late messages and what queries show.
@Suite struct InsurerReversalTests {
    private func bill(
        of key: String = "E1",
        _ names: [String] = ["诊察费", "胸部CT平扫"]
    ) throws -> (TestHospital, TestVisit) {
        var hospital = try TestHospital()
        var visit = try hospital.visit(of: key)
        #expect(hospital.upload(try names.map { try .item($0) }, to: &visit).code == 0)
        return (hospital, visit)
    }

    private func state(_ hospital: TestHospital, _ visit: TestVisit) throws
        -> (used: BenefitAccumulators, coverage: InsuranceCoverage)
    {
        let person = try #require(hospital.peer.person(number: visit.person))
        return (person.accumulators(year: 2026), person.coverage)
    }

    @Test(
        "settle and give back leaves accumulators and accounts as they were",
        arguments: ["E1", "E2", "E3"],
        ["2208", "2601"]
    )
    func givingBack(key: String, way: String) throws {
        var (hospital, visit) = try bill(of: key)
        let before = try state(hospital, visit)
        let message = hospital.nextMessage()
        let settled = hospital.settle(visit, quoted: hospital.quote(visit), message: message)
        #expect(settled.code == 0)
        let between = try state(hospital, visit)
        #expect(between != before)
        #expect(hospital.feeRows(of: visit).allSatisfy { $0["setl_id"] != nil })
        if way == "2208" {
            let cancelled = hospital.cancel(visit, settled: settled)
            #expect(cancelled.code == 0)
            try expectCancellation(
                cancelled,
                of: settled,
                balanceBefore: between.coverage.account.fen
            )
        } else {
            #expect(hospital.reverse(message, "2207A", of: visit).code == 0)
        }
        let after = try state(hospital, visit)
        #expect(after == before)
        #expect(hospital.feeRows(of: visit).allSatisfy { $0["setl_id"] == nil })
        #expect(hospital.peer.books.map(\.state) == [way == "2208" ? .cancelled : .reversed])
    }

    @Test("a lost answer is found again by the lines' number and the record's message")
    func lostAnswer() throws {
        var (hospital, visit) = try bill()
        let message = hospital.nextMessage()
        let settled = hospital.settle(visit, quoted: hospital.quote(visit), message: message)
        let rows = hospital.feeRows(of: visit)
        let id = try #require(rows.first).string("setl_id")
        #expect(id == settled.settlement.string("setl_id"))
        let record = hospital.record(id, of: visit)
        #expect(record.settlement.string("medins_setl_id") == message)
        #expect(record.settlement.string("refd_setl_flag") == "0")
        #expect(try record.fen("cash_payamt") == settled.fen("psn_cash_pay"))
        #expect(try record.fen("psn_pay") == settled.fen("psn_part_amt"))

        let cancelled = hospital.cancel(visit, settled: settled)
        #expect(hospital.record(id, of: visit).settlement.string("refd_setl_flag") == "1")
        let counter = hospital.record(cancelled.settlement.string("setl_id"), of: visit)
        #expect(try counter.fen("cash_payamt") == -(try settled.fen("psn_cash_pay")))
    }

    @Test("visits are found by person, time and kind")
    func visitQuery() throws {
        var hospital = try TestHospital()
        let visit = try hospital.visit(of: "E1", medicalType: "13")
        func found(_ medicalType: String, _ day: String) -> [InsurerJSON] {
            let reply = hospital.call(
                "5201",
                [
                    "data": [
                        "psn_no": .text(visit.person), "begntime": .text(day),
                        "endtime": .text(day), "med_type": .text(medicalType),
                    ]
                ]
            )
            return reply.output["mdtrtinfo"]?.elements ?? []
        }
        let today = InsurerTime(hospital.now).date
        #expect(found("13", today).map { $0.string("ipt_otp_no") } == [visit.hospitalNumber])
        #expect(found("11", today).isEmpty)
        #expect(found("13", "2020-01-01").isEmpty)
    }

    @Test("a reversal that finds nothing bars the message, unless the late call is let through")
    func fence() throws {
        var (hospital, visit) = try bill()
        let quoted = hospital.quote(visit)
        for executes in [false, true] {
            let message = hospital.nextMessage()
            let missing = hospital.reverse(message, "2207", of: visit)
            #expect(missing.code == -1 && missing.message == "被冲正交易不存在")
            var late = hospital.request(
                hospital.envelope(
                    "2207A",
                    hospital.settlement(visit, quoted: quoted),
                    message: message
                )
            )
            let policy: FaultPlan.AfterFence = executes ? .execute : .refuse
            late.headers.append((SandboxRequest.fenceHeader, policy.rawValue))
            hospital.now += 600
            let arrived = hospital.send(late)
            #expect(arrived.code == (executes ? 0 : -1), "\(arrived.message)")
            #expect(hospital.peer.books.count == (executes ? 1 : 0))
        }
    }

    @Test("a late settlement finds no lines once its batch was deleted")
    func lateAfterDeletion() throws {
        var (hospital, visit) = try bill()
        let quoted = hospital.quote(visit)
        #expect(hospital.deleteFees(of: visit, batch: "B1").code == 0)
        #expect(hospital.settle(visit, quoted: quoted).code == -1)
        #expect(hospital.peer.books.isEmpty)
    }

    @Test("a reversal is for settlements and cancellations, once, and for their person alone")
    func reversalRules() throws {
        var (hospital, visit) = try bill()
        let message = hospital.nextMessage()
        let settled = hospital.settle(visit, quoted: hospital.quote(visit), message: message)
        var stranger = visit
        stranger.person = try hospital.visit(of: "E2").person
        #expect(hospital.reverse(message, "2207A", of: stranger).message == "被冲正交易不存在")
        #expect(hospital.reverse(message, "2204", of: visit).message.contains("不支持"))
        let undo = hospital.nextMessage()
        #expect(hospital.cancel(visit, settled: settled, message: undo).code == 0)
        #expect(hospital.reverse(message, "2207A", of: visit).message == "被冲正交易不存在")

        #expect(hospital.reverse(undo, "2208", of: visit).code == 0)
        #expect(hospital.peer.books.map(\.state) == [.settled])
        #expect(try state(hospital, visit).coverage.account == .zero)
        #expect(hospital.reverse(undo, "2208", of: visit).message == "被冲正交易不存在")
        #expect(hospital.reverse(message, "2207A", of: visit).code == 0)
        #expect(hospital.peer.books.map(\.state) == [.reversed])
        let id = settled.settlement.string("setl_id")
        #expect(hospital.record(id, of: visit).message == "结算信息不存在或已撤销")
    }

    @Test("a cancellation cannot be undone when the lines were settled anew")
    func cancellationStands() throws {
        var (hospital, visit) = try bill()
        let settled = hospital.settle(visit, quoted: hospital.quote(visit))
        let undo = hospital.nextMessage()
        #expect(hospital.cancel(visit, settled: settled, message: undo).code == 0)
        #expect(hospital.settle(visit, quoted: hospital.quote(visit)).code == 0)
        #expect(hospital.reverse(undo, "2208", of: visit).message.contains("已变更"))
        #expect(hospital.peer.books.map(\.state) == [.cancelled, .settled])
    }

    // MARK: Faults

    @Test("a differing settlement keeps every identity and is what the books hold")
    func splitDiffers() throws {
        for (key, code) in [("E1", nil), ("E3", nil), ("E1", "lower"), ("E3", "lower")] {
            var (hospital, visit) = try bill(of: key)
            let quoted = hospital.quote(visit)
            let settled = hospital.settle(
                visit,
                quoted: quoted,
                fault: SemanticFault(kind: .splitDiffers, code: code)
            )
            try expectIdentities(settled)
            let difference = try settled.fen("psn_cash_pay") - quoted.fen("psn_cash_pay")
            #expect(code == nil ? difference > 0 : difference < 0)
            #expect(hospital.peer.books.first?.cash == (try settled.fen("psn_cash_pay")))
            let cancelled = hospital.cancel(visit, settled: settled)
            #expect(try cancelled.fen("psn_cash_pay") == -(try settled.fen("psn_cash_pay")))
        }
    }

    @Test("a wrong amount or another person is in the answer and not in the books")
    func lies() throws {
        var (hospital, visit) = try bill()
        let quoted = hospital.quote(visit)
        let wrong = hospital.settle(
            visit,
            quoted: quoted,
            fault: SemanticFault(kind: .wrongAmount)
        )
        #expect(try wrong.fen("medfee_sumamt") == visit.totalFen + 100)
        try expectIdentities(wrong)
        #expect(hospital.peer.books.first?.medfee == visit.totalFen)
        let id = wrong.settlement.string("setl_id")
        #expect(hospital.cancel(visit, settled: wrong).code == 0)
        let other = hospital.settle(
            visit,
            quoted: hospital.quote(visit),
            fault: SemanticFault(kind: .otherPerson)
        )
        #expect(other.settlement.string("psn_no") != visit.person)
        #expect(other.settlement.string("setl_id") != id)
        #expect(hospital.peer.books.map(\.psn_no) == [visit.person, visit.person])
    }

    @Test("a planned refusal changes nothing, or hides that everything happened")
    func refusals() throws {
        var (hospital, visit) = try bill()
        let quoted = hospital.quote(visit)
        let refused = hospital.settle(
            visit,
            quoted: quoted,
            fault: SemanticFault(kind: .refuse, code: "1403")
        )
        #expect(refused.code == 1403 && hospital.peer.books.isEmpty)
        let named = hospital.settle(
            visit,
            quoted: quoted,
            fault: SemanticFault(kind: .refuse, code: "系统忙")
        )
        #expect(named.code == -1 && named.message == "系统忙" && hospital.peer.books.isEmpty)
        let lied = hospital.settle(
            visit,
            quoted: quoted,
            fault: SemanticFault(kind: .refuse, code: "-1+")
        )
        #expect(lied.code == -1 && hospital.peer.books.count == 1)
    }

    @Test("a vanished settlement is in the books and in no query")
    func vanished() throws {
        var (hospital, visit) = try bill()
        let settled = hospital.settle(
            visit,
            quoted: hospital.quote(visit),
            fault: SemanticFault(kind: .vanish)
        )
        #expect(settled.code == 0 && hospital.peer.books.count == 1)
        #expect(hospital.feeRows(of: visit).allSatisfy { $0["setl_id"] == nil })
        let id = settled.settlement.string("setl_id")
        #expect(hospital.record(id, of: visit).message == "结算信息不存在或已撤销")
    }

    @Test("a garbled envelope has no result code although the effect took place")
    func garbled() throws {
        var (hospital, visit) = try bill()
        let settled = hospital.settle(
            visit,
            quoted: hospital.quote(visit),
            fault: SemanticFault(kind: .badSignature)
        )
        #expect(settled.code == nil && hospital.peer.books.count == 1)
    }

    // MARK: State

    @Test("the books survive being written and read as JSON")
    func persistence() throws {
        var (hospital, visit) = try bill()
        let settled = hospital.settle(visit, quoted: hospital.quote(visit))
        let written = try JSONEncoder().encode(hospital.peer)
        let read = try JSONDecoder().decode(InsurerPeer.self, from: written)
        #expect(read.books == hospital.peer.books)
        hospital.peer = read
        #expect(hospital.cancel(visit, settled: settled).code == 0)
        #expect(hospital.peer.books.map(\.state) == [.cancelled])
    }

    @Test("the accumulators of a new year start at zero")
    func newYear() throws {
        var (hospital, visit) = try bill()
        #expect(hospital.settle(visit, quoted: hospital.quote(visit)).code == 0)
        hospital.now = Date(timeIntervalSince1970: 1_798_732_800)
        #expect(InsurerTime(hospital.now).text == "2027-01-01 00:00:00")
        var next = try hospital.visit(of: "E1")
        #expect(hospital.upload([try .item("血脂四项")], to: &next).code == 0)
        let settled = hospital.settle(next, quoted: hospital.quote(next))
        #expect(try settled.fen("act_pay_dedc") == 4400)
        #expect(hospital.cancel(next, settled: settled).code == 0)
    }
}
