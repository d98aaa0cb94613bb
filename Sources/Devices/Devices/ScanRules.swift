/// The shapes by which families are told apart: data, because makers and cities change them.
package struct ScanRules: Hashable, Sendable {
    /// One shape of one family.
    package struct Rule: Hashable, Sendable {
        /// The family.
        package let family: ScanFamily
        /// Its shape.
        package let shape: CodeShape

        /// Makes a rule.
        package init(_ family: ScanFamily, _ shape: CodeShape) {
            self.family = family
            self.shape = shape
        }
    }

    /// The version of this table, for logs and support.
    package var version: String
    /// The shapes; a family may have several.
    package var rules: [Rule]
    /// Hosts whose URLs are citizen codes, in lower case; a subdomain counts.
    package var citizenCodeHosts: [String]

    /// Makes a table.
    package init(version: String, rules: [Rule], citizenCodeHosts: [String] = []) {
        self.version = version
        self.rules = rules
        self.citizenCodeHosts = citizenCodeHosts
    }

    /// The families whose shape a text has, each once, in the order of the table.
    package func families(of text: String) -> [ScanFamily] {
        var found: [ScanFamily] = []
        for rule in rules where !found.contains(rule.family) && rule.shape.matches(text) {
            found.append(rule.family)
        }
        return found
    }

    /// The table for a hospital that has configured nothing.
    ///
    /// Sources: the channels' own texts for WeChat (18 digits from 10 to 15), Alipay (16 to 24
    /// digits from 25 to 30) and UnionPay (19 digits from 62); vendors' public code for the rest.
    /// A visit card has no shape until the hospital gives one.
    package static let standard = ScanRules(
        version: "2026-11",
        rules: [
            Rule(.insuranceCredential, CodeShape(.oneOf(["424"]), .digits(25...25))),
            Rule(.insuranceCredential, CodeShape(.digits(28...28))),
            Rule(.insurancePackage, CodeShape(.oneOf(["opc"]), .digits(25...25))),
            Rule(
                .weChatPayment,
                CodeShape(.oneOf(["10", "11", "12", "13", "14", "15"]), .digits(16...16))
            ),
            Rule(
                .alipayPayment,
                CodeShape(.oneOf(["25", "26", "27", "28", "29", "30"]), .digits(14...22))
            ),
            Rule(.unionPayPayment, CodeShape(.oneOf(["62"]), .digits(17...17))),
            // e-CNY, WeBank, Lakala.
            Rule(.otherPayment, CodeShape(.oneOf(["01"]), .digits(17...17))),
            Rule(.otherPayment, CodeShape(.oneOf(["5678"]), .digits(15...15))),
            Rule(
                .otherPayment,
                CodeShape(.oneOf(["810", "812", "820", "822"]), .digits(16...16))
            ),
            Rule(
                .healthCard,
                CodeShape(.upperHex(64...64), .oneOf([":0", ":1"]))
            ),
            Rule(
                .healthCard,
                CodeShape(.upperHex(64...64), .oneOf([":0:", ":1:"]), .digits(1...20))
            ),
            Rule(
                .invoice,
                CodeShape(
                    .oneOf(["01,"]),
                    .digits(2...2),
                    .oneOf([","]),
                    .visible(8...400)
                )
            ),
        ]
    )
}
