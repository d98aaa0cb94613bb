/// Says what a scanned text is: the step's context first, the shapes second, the cashier last.
///
/// Between identity and payment nothing is ever guessed.
package struct CodeClassifier: Sendable {
    /// Symbologies that mark a GS1 code of a product.
    private static let productSymbologies: Set<String> = ["]C1", "]d2", "]Q3", "]e0"]

    private let rules: ScanRules
    private let today: CalendarDay

    /// Makes a classifier; no identity number of a person born after today is accepted.
    package init(rules: ScanRules = .standard, today: CalendarDay) {
        self.rules = rules
        self.today = today
    }

    /// Classifies a text that did not come through a framer, such as an argument.
    package func classify(_ text: String, expecting context: ScanContext) -> Classification {
        guard let text = ScannedText(text) else { return .unknown(nil) }
        return classify(text, expecting: context)
    }

    /// Classifies a scanned text for a step.
    package func classify(
        _ text: ScannedText,
        expecting context: ScanContext
    ) -> Classification {
        let codes = candidates(of: text)
        guard let first = codes.first else { return .unknown(text) }
        let identities = codes.filter { $0.family.role == .identity }
        let payments = codes.filter { $0.family.role == .payment }
        switch context {
        case .identity:
            return inIdentityStep(identities, payments) ?? .recognised(first)
        case .payment:
            return inPaymentStep(identities, payments) ?? .recognised(first)
        case .any:
            return codes.count == 1 ? .recognised(first) : .ambiguous(codes)
        }
    }

    /// Every family that fits, whatever the step; more than one is a clash worth a log line.
    package func candidates(of text: ScannedText) -> [ScannedCode] {
        if let symbology = text.symbology {
            if Self.productSymbologies.contains(symbology) {
                return [.product(text.value)]
            }
            // EAN with an add-on can have 18 digits, but is never a payment or an identity.
            if symbology.hasPrefix("]E") { return [] }
        }
        if let own = OwnCode(parsing: text.value.trimmingBlanks) {
            return [own.kind == .receipt ? .receipt(own.text) : .billToken(own.text)]
        }
        if let address = webAddress(text.value.trimmingBlanks) { return [address] }
        return shaped(text.value.trimmingBlanks)
    }

    /// A payment code here is out of place unless the text is an identity beyond doubt.
    private func inIdentityStep(
        _ identities: [ScannedCode],
        _ payments: [ScannedCode]
    ) -> Classification? {
        guard let identity = identities.first else {
            return payments.count > 1
                ? .ambiguous(payments) : payments.first.map { .misplaced($0) }
        }
        if identities.count > 1 {
            return .ambiguous(identities)
        }
        // The check digit is what tells an identity number of the north from a WeChat code; a
        // shape of the hospital's own has no such proof.
        if payments.isEmpty || identity.family == .residentID {
            return .recognised(identity)
        }
        return .ambiguous([identity] + payments)
    }

    private func inPaymentStep(
        _ identities: [ScannedCode],
        _ payments: [ScannedCode]
    ) -> Classification? {
        guard let payment = payments.first else {
            return identities.count > 1
                ? .ambiguous(identities) : identities.first.map { .misplaced($0) }
        }
        return payments.count == 1 && identities.isEmpty
            ? .recognised(payment) : .ambiguous(payments + identities)
    }

    private func shaped(_ text: String) -> [ScannedCode] {
        // A code typed from a phone's screen comes in groups; one with commas is kept as it is.
        let compact = String(text.filter { $0 != " " })
        var codes: [ScannedCode] = []
        for family in rules.families(of: compact) {
            codes.append(ScannedCode(family, family == .invoice ? text : compact))
        }
        if ResidentIDCheck.accepts(compact, today: today) {
            codes.append(.residentID(compact.uppercased()))
        }
        if codes.contains(where: { $0.family == .unionPayPayment }), hasLuhnDigit(compact) {
            codes.append(.bankCard(compact))
        }
        return codes
    }

    private func webAddress(_ text: String) -> ScannedCode? {
        let lowered = text.lowercased()
        guard let scheme = ["https://", "http://"].first(where: lowered.hasPrefix) else {
            return nil
        }
        let authority = lowered.dropFirst(scheme.count).prefix {
            $0 != "/" && $0 != "?" && $0 != "#" && $0 != "\\"
        }
        // A user part before @ only hides where the address leads.
        guard !authority.contains("@") else { return .url(text) }
        let host = authority.prefix { $0 != ":" }
        let isCitizenCode = rules.citizenCodeHosts.contains {
            host == $0 || host.hasSuffix("." + $0)
        }
        return isCitizenCode ? .citizenCode(text) : .url(text)
    }

    private func hasLuhnDigit(_ digits: String) -> Bool {
        var sum = 0
        for (index, byte) in digits.utf8.reversed().enumerated() {
            let digit = Int(byte) - 0x30
            let doubled = digit * 2
            sum += index % 2 == 0 ? digit : doubled > 9 ? doubled - 9 : doubled
        }
        return sum % 10 == 0
    }
}

extension String {
    /// The text without blanks at its ends.
    fileprivate var trimmingBlanks: String {
        var rest = self[...]
        while rest.last == " " { rest.removeLast() }
        return String(rest.drop { $0 == " " })
    }
}
