import Testing

extension ConsoleEndToEnd {
    @Suite
    struct FaultTableTests {
        /// Faults at the peers, and what must have become of one sale by `cashier settle`.
        struct Course: CustomTestStringConvertible {
            var faults: [String]
            var tender: String
            /// The states that may stand at the end.
            var states: Set<String>
            /// Whether the money moved, at every peer; nil where either is right.
            var isPaid: Bool?

            var testDescription: String { faults.joined(separator: " ") }
        }

        private static func fault(
            _ peer: String,
            _ operation: String,
            _ kind: String,
            _ more: String = ""
        ) -> String {
            #"{"peer":"\#(peer)","operation":"\#(operation)","kind":"\#(kind)"\#(more)}"#
        }

        static let courses = [
            Course(
                faults: [fault("alipay", "alipay.trade.pay", "lose_answer")],
                tender: "alipay",
                states: ["completed"],
                isPaid: true
            ),
            Course(
                faults: [fault("alipay", "alipay.trade.pay", "lose_request")],
                tender: "alipay",
                states: ["aborted"],
                isPaid: false
            ),
            Course(
                faults: [fault("alipay", "alipay.trade.pay", "user_paying", #","count":3"#)],
                tender: "alipay",
                states: ["completed"],
                isPaid: true
            ),
            Course(
                faults: [fault("alipay", "alipay.trade.pay", "user_paying", #","count":10000"#)],
                tender: "alipay",
                states: ["aborted"],
                isPaid: false
            ),
            Course(
                faults: [fault("alipay", "alipay.trade.pay", "garble")],
                tender: "alipay",
                states: ["completed"],
                isPaid: true
            ),
            Course(
                faults: [fault("alipay", "alipay.trade.pay", "bad_signature")],
                tender: "alipay",
                states: ["completed"],
                isPaid: true
            ),
            Course(
                faults: [fault("wechat", "micropay", "lose_request")],
                tender: "wechat",
                states: ["aborted"],
                isPaid: false
            ),
            Course(
                faults: [fault("wechat", "micropay", "user_paying", #","count":10000"#)],
                tender: "wechat",
                states: ["aborted"],
                isPaid: false
            ),
            Course(
                faults: [fault("wechat", "micropay", "garble")],
                tender: "wechat",
                states: ["completed"],
                isPaid: true
            ),
            Course(
                faults: [fault("wechat", "micropay", "http_5xx")],
                tender: "wechat",
                states: ["aborted"],
                isPaid: false
            ),
            Course(
                faults: [fault("wechat", "micropay", "duplicate")],
                tender: "wechat",
                states: ["completed"],
                isPaid: true
            ),
            Course(
                faults: [
                    fault("wechat", "micropay", "refuse", #","code":"NOTENOUGH""#),
                    fault("insurance", "2208", "lose_answer"),
                ],
                tender: "wechat",
                states: ["aborted"],
                isPaid: false
            ),
            Course(
                faults: [
                    fault("wechat", "micropay", "refuse", #","code":"NOTENOUGH""#),
                    fault("insurance", "2208", "lose_request"),
                ],
                tender: "wechat",
                states: ["aborted"],
                isPaid: false
            ),
            Course(
                faults: [
                    fault("wechat", "micropay", "refuse", #","code":"NOTENOUGH""#),
                    fault("insurance", "2208", "http_5xx", #","count":3"#),
                ],
                tender: "wechat",
                states: ["aborted"],
                isPaid: false
            ),
            Course(
                faults: [fault("insurance", "2207A", "lose_request")],
                tender: "wechat",
                states: ["aborted"],
                isPaid: false
            ),
            Course(
                faults: [fault("insurance", "2207A", "http_5xx")],
                tender: "wechat",
                states: ["aborted"],
                isPaid: false
            ),
            Course(
                faults: [fault("insurance", "2207A", "http_5xx_after")],
                tender: "wechat",
                states: ["completed", "aborted"],
                isPaid: nil
            ),
            Course(
                faults: [fault("insurance", "2207A", "garble")],
                tender: "wechat",
                states: ["completed", "aborted"],
                isPaid: nil
            ),
            Course(
                faults: [fault("insurance", "2207A", "other_person")],
                tender: "wechat",
                states: ["completed", "aborted", "suspense", "in_doubt"],
                isPaid: nil
            ),
            Course(
                faults: [fault("insurance", "2207A", "split_differs")],
                tender: "wechat",
                states: ["completed", "aborted"],
                isPaid: nil
            ),
            Course(
                faults: [fault("insurance", "2206A", "lose_answer")],
                tender: "wechat",
                states: ["none", "completed"],
                isPaid: nil
            ),
            Course(
                faults: [fault("insurance", "2204", "lose_answer")],
                tender: "wechat",
                states: ["none", "completed"],
                isPaid: nil
            ),
        ]

        @Test(
            "whatever a peer does to one call, the sale ends whole or not at all",
            .timeLimit(.minutes(1)),
            arguments: courses
        )
        @Bench
        func endsWholeOrNotAtAll(_ course: Course) throws {
            let hospital = try Hospital()
            for fault in course.faults { try hospital.plan(fault) }
            let result = try hospital.run([
                "settle", "--json", "--wait", "30", "--identity",
                try hospital.code("insurance", of: "E1"), "--pay-code",
                try hospital.code(course.tender, of: "E1"),
            ])
            let row = try hospital.settlements().last
            let state = result.output.isEmpty ? "none" : (row?.state ?? "none")
            #expect(course.states.contains(state), "\(state): \(result.output) \(result.error)")
            #expect((result.status == 0) == (state == "completed"), "\(result.error)")
            let books = try hospital.books()
            switch course.isPaid ?? (state == "completed") {
            case true:
                #expect(books.settled.count == 1)
                #expect(books.kept == row?.selfPay)
            case false where state == "aborted" || state == "none":
                #expect(books.settled.isEmpty)
                #expect(books.kept == 0)
            case false: break
            }
            #expect(try hospital.count("2207A") <= 1)
            let pays = try hospital.count("micropay") + hospital.count("alipay.trade.pay")
            #expect(pays <= 1)
            let broken = try hospital.broken()
            #expect(broken == [])
        }
    }
}
