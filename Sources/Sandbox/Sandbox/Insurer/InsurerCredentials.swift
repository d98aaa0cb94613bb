/// What the insurer has agreed with one hospital: the key material of the wire and the contract.
package struct InsurerCredentials: Sendable, Codable, Equatable {
    /// The application account (`x-tif-paasid`).
    package var applicationAccount: String
    /// The secret paired with the account, which signs the gateway headers.
    package var token: String
    /// The hospital's number: `H` and 11 digits.
    package var hospitalCode: String
    package var hospitalName: String
    /// The region of hospital and insurer (`mdtrtarea_admvs`, `insuplc_admdvs`).
    package var region: String
    /// The hospital's level, 1 to 3, on which deductible and share depend.
    package var hospitalLevel: Int

    package init(
        applicationAccount: String,
        token: String,
        hospitalCode: String,
        hospitalName: String = "示范市第一人民医院",
        region: String = "999900",
        hospitalLevel: Int = 3
    ) {
        self.applicationAccount = applicationAccount
        self.token = token
        self.hospitalCode = hospitalCode
        self.hospitalName = hospitalName
        self.region = region
        self.hospitalLevel = hospitalLevel
    }
}

/// What regions leave open and the sandbox therefore can change.
package struct InsurerSettings: Sendable, Codable, Equatable {
    /// How long a minted e-credential code can be decoded, in seconds.
    package var codeLifetimeSeconds = 300
    /// How long the token of a decoded code identifies the person, in seconds.
    package var tokenLifetimeSeconds = 1800
    /// Largest distance between the caller's gateway timestamp and the insurer's clock, in seconds.
    package var clockWindowSeconds: Int64 = 300
    /// Whether the gateway headers are checked.
    package var checksGatewayHeaders = true
    /// HTTP status beside the gateway's own refusal; regions use 200 and 401.
    package var gatewayRefusalStatus = 200
    /// Whether a sign-in ends at midnight, China time.
    package var signInEndsAtMidnight = false

    package init() {}
}

/// A business refusal: nothing has changed, and the text says why.
package struct InsurerRefusal: Error, Sendable, Equatable {
    /// The answer's `infcode`; never 0.
    package var code: Int
    package var text: String

    package init(_ text: String, code: Int = -1) {
        self.text = text
        self.code = code == 0 ? -1 : code
    }
}

/// One settlement in the insurer's books, all amounts in fen.
package struct InsurerBookRow: Sendable, Equatable, Encodable {
    /// Where a settlement stands.
    package enum State: String, Sendable, Codable {
        case settled, cancelled, reversed
    }

    /// The message that asked for the settlement.
    package var msgid: String
    package var setl_id: String
    package var psn_no: String
    package var state: State
    package var medfee: Int
    /// All funds together.
    package var fund: Int
    /// Personal account and mutual aid together.
    package var account: Int
    package var cash: Int
}
