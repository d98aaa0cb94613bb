import FoundationEssentials
import Sandbox
import Testing

@Suite("Fault plans") struct FaultScheduleTests {
    private func kinds(_ plans: [FaultPlan], calls: Int, operation: String = "micropay") -> [String]
    {
        var schedule = FaultSchedule()
        for plan in plans { schedule.add(plan) }
        return (0..<calls).map { _ in
            schedule.next(peer: "wechat", operation: operation)?.kind.rawValue ?? "-"
        }
    }

    @Test("a plan without a number plays on the first call alone")
    func first() {
        #expect(kinds([FaultPlan(kind: .loseAnswer)], calls: 3) == ["lose_answer", "-", "-"])
    }

    @Test("nth and count choose a run of calls")
    func run() {
        let plan = FaultPlan(kind: .delay, nth: 2, count: 2)
        #expect(kinds([plan], calls: 5) == ["-", "delay", "delay", "-", "-"])
    }

    @Test("two plans for the first call play one after the other")
    func two() {
        let plans = [FaultPlan(kind: .truncate), FaultPlan(kind: .garble)]
        #expect(kinds(plans, calls: 3) == ["truncate", "garble", "-"])
    }

    @Test(
        "a plan for another peer or operation does not play",
        arguments: [
            FaultPlan(peer: "alipay", kind: .delay), FaultPlan(operation: "refund", kind: .delay),
        ]
    )
    func other(plan: FaultPlan) {
        #expect(kinds([plan], calls: 2) == ["-", "-"])
    }

    @Test("a probability plays the same calls for the same seed, and neither all nor none")
    func probability() {
        let plan = FaultPlan(kind: .delay, probability: 0.5, seed: 3)
        let played = kinds([plan], calls: 100)
        #expect(played == kinds([plan], calls: 100))
        #expect((25...75).contains(played.count { $0 == "delay" }))
        let never = FaultPlan(kind: .delay, probability: 0)
        let always = FaultPlan(kind: .delay, probability: 1, count: 4)
        #expect(kinds([never], calls: 50).allSatisfy { $0 == "-" })
        #expect(kinds([always], calls: 9).count { $0 == "delay" } == 4)
    }

    @Test("on a call that pays, the count of user_paying counts polls, not calls")
    func polls() {
        let plan = FaultPlan(kind: .userPaying, count: 3)
        #expect(kinds([plan], calls: 3) == ["user_paying", "-", "-"])
        #expect(
            kinds([plan], calls: 4, operation: "orderquery")
                == ["user_paying", "user_paying", "user_paying", "-"]
        )
    }

    @Test("the admin interface's JSON is read with all its keys")
    func json() throws {
        let text = """
            {"peer":"wechat","operation":"micropay","kind":"late","nth":2,"count":1,\
            "milliseconds":500,"code":"X","seed":9,"after_fence":"execute"}
            """
        let plan = try JSONDecoder().decode(FaultPlan.self, from: Data(text.utf8))
        let expected = FaultPlan(
            peer: "wechat",
            operation: "micropay",
            kind: .late,
            nth: 2,
            count: 1,
            milliseconds: 500,
            code: "X",
            seed: 9,
            afterFence: .execute
        )
        #expect(plan == expected)
        #expect(plan.objection == nil)
    }

    @Test(
        "a plan that cannot be played is objected to",
        arguments: [
            FaultPlan(kind: .delay, nth: 0), FaultPlan(kind: .delay, nth: 1, probability: 0.5),
            FaultPlan(kind: .delay, probability: 1.5), FaultPlan(kind: .delay, count: 0),
            FaultPlan(kind: .delay, milliseconds: 600_001),
        ]
    )
    func objection(plan: FaultPlan) {
        #expect(plan.objection != nil)
    }
}
