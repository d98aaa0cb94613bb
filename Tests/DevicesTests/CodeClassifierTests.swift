import Devices
import Testing

@Suite("Classifying scanned text")
struct CodeClassifierTests {
    private static let classifier = CodeClassifier(today: day(2026, 11, 22))

    private static func day(_ year: Int, _ month: Int, _ day: Int) -> CalendarDay {
        guard let day = CalendarDay(year: year, month: month, day: day) else {
            preconditionFailure("the tests name real days")
        }
        return day
    }

    private static let insurance = "4240123456789012345678900000"
    private static let weChat = "134567890123456789"
    private static let alipay = "281234567890123456"
    private static let unionPay = "6228480001234567890"
    private static let unionPayLuhn = "6228480001234567897"
    private static let ordinaryID = "310101199211114426"
    private static let northernID = "110105199003071255"
    private static let health = String(repeating: "0123456789ABCDEF", count: 4)

    private struct Row: Sendable, CustomTestStringConvertible {
        let text: String
        let context: ScanContext
        let expected: String

        init(_ text: String, _ context: ScanContext, _ expected: String) {
            self.text = text
            self.context = context
            self.expected = expected
        }

        var testDescription: String { "\(text.prefix(24)) in \(context)" }
    }

    /// The verdict in a word and the families in their order.
    private static func verdict(_ classification: Classification) -> String {
        switch classification {
        case .recognised(let code): "is \(code.family.rawValue)"
        case .misplaced(let code): "misplaced \(code.family.rawValue)"
        case .ambiguous(let codes):
            "either " + codes.map(\.family.rawValue).joined(separator: " ")
        case .unknown: "unknown"
        }
    }

    private static let rows: [Row] = [
        Row(insurance, .identity, "is insuranceCredential"),
        Row(insurance, .any, "is insuranceCredential"),
        Row(insurance, .payment, "misplaced insuranceCredential"),
        Row(String(repeating: "9", count: 28), .identity, "is insuranceCredential"),
        Row(String(repeating: "4", count: 27), .identity, "unknown"),
        Row(String(repeating: "4", count: 29), .identity, "unknown"),
        Row("opc" + insurance.dropFirst(3), .identity, "is insurancePackage"),
        Row(weChat, .payment, "is weChatPayment"),
        Row(weChat, .any, "is weChatPayment"),
        Row(weChat, .identity, "misplaced weChatPayment"),
        Row("104567890123456789", .payment, "is weChatPayment"),
        Row("164567890123456789", .payment, "unknown"),
        Row("1345 6789 0123 456789", .payment, "is weChatPayment"),
        Row("  \(weChat) ", .payment, "is weChatPayment"),
        Row(alipay, .payment, "is alipayPayment"),
        Row(alipay, .identity, "misplaced alipayPayment"),
        Row("2512345678901234", .payment, "is alipayPayment"),
        Row("301234567890123456789012", .payment, "is alipayPayment"),
        Row("251234567890123", .payment, "unknown"),
        Row("3012345678901234567890123", .payment, "unknown"),
        Row("241234567890123456", .payment, "unknown"),
        Row("311234567890123456", .payment, "unknown"),
        Row(unionPay, .payment, "is unionPayPayment"),
        Row(unionPay, .identity, "misplaced unionPayPayment"),
        Row(unionPayLuhn, .payment, "is unionPayPayment"),
        Row(unionPayLuhn, .any, "either unionPayPayment bankCard"),
        Row("622848000123456789", .payment, "unknown"),
        Row("0112345678901234567", .payment, "is otherPayment"),
        Row("5678123456789012345", .payment, "is otherPayment"),
        Row("8121234567890123456", .payment, "is otherPayment"),
        Row(ordinaryID, .identity, "is residentID"),
        Row(ordinaryID, .any, "is residentID"),
        Row(ordinaryID, .payment, "misplaced residentID"),
        Row("11010519491231002x", .identity, "is residentID"),
        Row("810000199001012313", .identity, "is residentID"),
        Row("911310199001011234", .identity, "is residentID"),
        Row(northernID, .identity, "is residentID"),
        Row(northernID, .payment, "either weChatPayment residentID"),
        Row(northernID, .any, "either weChatPayment residentID"),
        Row("310101199211114427", .identity, "unknown"),
        Row("110105203001011231", .identity, "misplaced weChatPayment"),
        Row("110105199902291235", .identity, "misplaced weChatPayment"),
        Row("110105189912311122", .identity, "misplaced weChatPayment"),
        Row("990101199001011230", .identity, "unknown"),
        Row(health + ":1", .identity, "is healthCard"),
        Row(health + ":0:20261122120000", .identity, "is healthCard"),
        Row(health + ":2", .identity, "unknown"),
        Row(health.lowercased() + ":1", .identity, "unknown"),
        Row(health, .identity, "unknown"),
        Row("https://s.example.cn/q?x=1", .identity, "is url"),
        Row("HTTP://s.example.cn", .payment, "is url"),
        Row("01,10,031001900104,12345678,88.00,20261122,1234,", .any, "is invoice"),
        Row("HC1:R7Q2M9ZK4G", .any, "is receipt"),
        Row("HC1:B7Q2M9ZK4G", .identity, "is billToken"),
        Row("HC1:R7Q2M9ZK4H", .any, "unknown"),
        Row("HC1:R7Q2M9ZK5G", .any, "unknown"),
        Row("HC1:", .any, "unknown"),
        Row("HC1:R", .any, "unknown"),
        Row("MZ20261122000001", .identity, "unknown"),
        Row("", .any, "unknown"),
        Row("      ", .any, "unknown"),
        Row("134567890123456789\u{1B}[2J", .payment, "unknown"),
        Row("１３４５６７８９０１２３４５６７８９", .payment, "unknown"),
        Row("134567890123456789\n", .payment, "unknown"),
        Row(String(repeating: "1", count: 600), .payment, "unknown"),
    ]

    @Test("each family is known by its shape, each clash is told", arguments: rows)
    private func table(_ row: Row) {
        let found = Self.classifier.classify(row.text, expecting: row.context)
        #expect(Self.verdict(found) == row.expected)
    }

    @Test("a hospital's own card that could be a payment is asked about in either step")
    func visitCards() {
        var rules = ScanRules.standard
        rules.rules.append(
            ScanRules.Rule(.visitCard, CodeShape(.oneOf(["MZ"]), .digits(14...14)))
        )
        rules.rules.append(
            ScanRules.Rule(.visitCard, CodeShape(.oneOf(["12"]), .digits(16...16)))
        )
        let classifier = CodeClassifier(rules: rules, today: Self.day(2026, 11, 22))
        let clash = "120000000000000007"
        #expect(
            Self.verdict(classifier.classify("MZ20261122000001", expecting: .identity))
                == "is visitCard"
        )
        #expect(
            Self.verdict(classifier.classify("MZ20261122000001", expecting: .payment))
                == "misplaced visitCard"
        )
        #expect(
            Self.verdict(classifier.classify(clash, expecting: .identity))
                == "either visitCard weChatPayment"
        )
        #expect(
            Self.verdict(classifier.classify(clash, expecting: .payment))
                == "either weChatPayment visitCard"
        )
    }

    @Test(
        "a citizen code is a URL of a configured host and of no other",
        arguments: [
            ("https://ssm.example.cn/a", "is citizenCode"),
            ("https://q.ssm.example.cn:443/a", "is citizenCode"),
            ("https://evil-ssm.example.cn/a", "is url"),
            ("https://ssm.example.cn@evil.example/a", "is url"),
            ("https://evil.example/ssm.example.cn", "is url"),
            ("https://evil.example\\ssm.example.cn", "is url"),
            ("https://ssm.example.cn.evil.example/", "is url"),
        ]
    )
    func citizenCodes(text: String, expected: String) {
        var rules = ScanRules.standard
        rules.citizenCodeHosts = ["ssm.example.cn"]
        let classifier = CodeClassifier(rules: rules, today: Self.day(2026, 11, 22))
        #expect(Self.verdict(classifier.classify(text, expecting: .identity)) == expected)
    }

    @Test("a product symbology is no identity and an EAN no payment")
    func symbologies() throws {
        let product = try #require(ScannedText(Self.weChat, symbology: "]C1"))
        let ean = try #require(ScannedText(Self.weChat, symbology: "]E3"))
        let picture = try #require(ScannedText(Self.weChat, symbology: "]Q1"))
        #expect(Self.verdict(Self.classifier.classify(product, expecting: .any)) == "is product")
        #expect(Self.verdict(Self.classifier.classify(ean, expecting: .payment)) == "unknown")
        #expect(
            Self.verdict(Self.classifier.classify(picture, expecting: .payment))
                == "is weChatPayment"
        )
    }

    @Test("the value is normalised")
    func normalised() {
        #expect(
            Self.classifier.classify("11010519491231002x", expecting: .identity)
                == .recognised(.residentID("11010519491231002X"))
        )
        #expect(
            Self.classifier.classify("1345 6789 0123 4567 89", expecting: .payment)
                == .recognised(.weChatPayment(Self.weChat))
        )
    }

    @Test("every family keeps its code and its name", arguments: ScanFamily.allCases)
    func families(family: ScanFamily) {
        let step: ScanContext = family.role == .payment ? .payment : .identity
        for row in Self.rows where row.context == step && row.expected == "is \(family.rawValue)" {
            guard
                case .recognised(let code) = Self.classifier.classify(row.text, expecting: step)
            else {
                Issue.record("not recognised")
                continue
            }
            #expect(code.family == family)
            #expect(code.value.uppercased() == row.text.filter { $0 != " " }.uppercased())
        }
    }

    @Test("printing, debugging and reflection never show a whole code")
    func masked() throws {
        let text = try #require(ScannedText(Self.weChat))
        let event = DeviceEvent(
            source: DeviceID("scanner"),
            instant: .now,
            kind: .scanned(text)
        )
        let code = Self.classifier.classify(Self.weChat, expecting: .payment)
        var dumped = ""
        dump(event, to: &dumped)
        dump(code, to: &dumped)
        let printed = [
            dumped, "\(text)", String(reflecting: text), "\(event)", "\(code)",
            String(reflecting: code), "\(ScanFramer.Output.scanned(text))",
        ]
        for line in printed {
            #expect(!line.contains(Self.weChat))
            #expect(line.contains("…6789(18)"))
        }
        #expect(ScannedText("12345")?.masked == "…(5)")
    }

    @Test("our own codes are read back, and one wrong character is noticed")
    func ownCodes() throws {
        #expect(OwnCode(kind: .receipt, body: "abc") == nil)
        #expect(OwnCode(kind: .receipt, body: "ILOU") == nil)
        let code = try #require(OwnCode(kind: .bill, body: "7Q2M9ZK4"))
        #expect(code.text == "HC1:B7Q2M9ZK4G")
        #expect(OwnCode(parsing: code.text) == code)
        for index in code.body.indices {
            for symbol in "0123456789ABCDEFGHJKMNPQRSTVWXYZ" where symbol != code.body[index] {
                var body = code.body
                body.replaceSubrange(index...index, with: String(symbol))
                #expect(OwnCode(parsing: "HC1:B" + body + "G") == nil)
            }
        }
    }
}
