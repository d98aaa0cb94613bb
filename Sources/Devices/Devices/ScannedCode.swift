/// A scanned text together with the family it was found to belong to.
///
/// The payload is the normalised text: blanks inside taken out, the identity number's `x` in upper
/// case. Printing shows the family and the masked text.
package enum ScannedCode: Hashable, Sendable {
    /// Medical-insurance e-credential, 28 digits.
    case insuranceCredential(String)
    /// Insurance credential of a mini-program package, `opc` and 25 digits.
    case insurancePackage(String)
    /// WeChat payment code, 18 digits.
    case weChatPayment(String)
    /// Alipay payment code, 16 to 24 digits.
    case alipayPayment(String)
    /// UnionPay payment code, 19 digits.
    case unionPayPayment(String)
    /// Payment code of e-CNY, a bank or an aggregator.
    case otherPayment(String)
    /// Resident identity number, verified.
    case residentID(String)
    /// Electronic social-security card.
    case socialSecurityCard(String)
    /// Electronic health card.
    case healthCard(String)
    /// The hospital's own card.
    case visitCard(String)
    /// A city's citizen code, the whole URL.
    case citizenCode(String)
    /// Bank card number, Luhn digit verified.
    case bankCard(String)
    /// Invoice QR code.
    case invoice(String)
    /// GS1 code.
    case product(String)
    /// Our own receipt code, check character verified.
    case receipt(String)
    /// Our own bill code, check character verified.
    case billToken(String)
    /// Any other web address.
    case url(String)

    init(_ family: ScanFamily, _ text: String) {
        switch family {
        case .insuranceCredential: self = .insuranceCredential(text)
        case .insurancePackage: self = .insurancePackage(text)
        case .weChatPayment: self = .weChatPayment(text)
        case .alipayPayment: self = .alipayPayment(text)
        case .unionPayPayment: self = .unionPayPayment(text)
        case .otherPayment: self = .otherPayment(text)
        case .residentID: self = .residentID(text)
        case .socialSecurityCard: self = .socialSecurityCard(text)
        case .healthCard: self = .healthCard(text)
        case .visitCard: self = .visitCard(text)
        case .citizenCode: self = .citizenCode(text)
        case .bankCard: self = .bankCard(text)
        case .invoice: self = .invoice(text)
        case .product: self = .product(text)
        case .receipt: self = .receipt(text)
        case .billToken: self = .billToken(text)
        case .url: self = .url(text)
        }
    }

    private var parts: (family: ScanFamily, value: String) {
        switch self {
        case .insuranceCredential(let text): (.insuranceCredential, text)
        case .insurancePackage(let text): (.insurancePackage, text)
        case .weChatPayment(let text): (.weChatPayment, text)
        case .alipayPayment(let text): (.alipayPayment, text)
        case .unionPayPayment(let text): (.unionPayPayment, text)
        case .otherPayment(let text): (.otherPayment, text)
        case .residentID(let text): (.residentID, text)
        case .socialSecurityCard(let text): (.socialSecurityCard, text)
        case .healthCard(let text): (.healthCard, text)
        case .visitCard(let text): (.visitCard, text)
        case .citizenCode(let text): (.citizenCode, text)
        case .bankCard(let text): (.bankCard, text)
        case .invoice(let text): (.invoice, text)
        case .product(let text): (.product, text)
        case .receipt(let text): (.receipt, text)
        case .billToken(let text): (.billToken, text)
        case .url(let text): (.url, text)
        }
    }

    /// The family.
    package var family: ScanFamily { parts.family }

    /// The whole code, to be sent to a peer and never to a log.
    package var value: String { parts.value }

    /// The length and the last four characters.
    package var masked: String { ScannedText.mask(value) }
}

extension ScannedCode: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The family and the masked code.
    package var description: String { "\(family.rawValue) \(masked)" }
    /// The family and the masked code.
    package var debugDescription: String { description }
    /// A mirror without the code.
    package var customMirror: Mirror {
        Mirror(self, children: ["family": family.rawValue, "masked": masked])
    }
}
