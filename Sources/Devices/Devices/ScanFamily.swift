/// The families of codes that are scanned at a window.
package enum ScanFamily: String, Hashable, Sendable, CaseIterable {
    /// Medical-insurance e-credential (医保电子凭证).
    case insuranceCredential
    /// The same, from the open platform's mini-programs (`opc…`).
    case insurancePackage
    /// WeChat payment code (微信付款码).
    case weChatPayment
    /// Alipay payment code (支付宝付款码).
    case alipayPayment
    /// UnionPay payment code (云闪付).
    case unionPayPayment
    /// A payment code of e-CNY, a bank or an aggregator.
    case otherPayment
    /// Resident identity number (居民身份证), check digit verified.
    case residentID
    /// Electronic social-security card (电子社保卡): only by configuration.
    case socialSecurityCard
    /// Electronic health card (电子健康卡).
    case healthCard
    /// The hospital's own visit card, slip or wristband (就诊卡): only by configuration.
    case visitCard
    /// A city's citizen code (随申码): a URL of a configured host.
    case citizenCode
    /// The number of a bank card, which is no payment code.
    case bankCard
    /// The QR code of a tax or medical invoice.
    case invoice
    /// GS1 code of a drug or device.
    case product
    /// Our own code on a receipt.
    case receipt
    /// Our own code of a bill, printed at the ordering desk.
    case billToken
    /// Any other web address.
    case url

    /// The step of a sale that a family belongs to.
    package enum Role: Hashable, Sendable {
        /// Says who the patient is.
        case identity
        /// Pays.
        case payment
        /// Neither; every step may take it.
        case neutral
    }

    /// The step that this family belongs to.
    package var role: Role {
        switch self {
        case .insuranceCredential, .insurancePackage, .residentID, .socialSecurityCard,
            .healthCard, .visitCard, .citizenCode:
            .identity
        case .weChatPayment, .alipayPayment, .unionPayPayment, .otherPayment: .payment
        case .bankCard, .invoice, .product, .receipt, .billToken, .url: .neutral
        }
    }
}
