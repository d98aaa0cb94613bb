package import Billing
package import Cryptography
package import Settlement

/// One hospital's connection to its region's platform: every regional difference, as data.
package struct InsurancePlatformConfiguration: Sendable {
    package let baseURL: String
    package let institution: Institution
    package let cashier: Cashier
    package var entry: Entry
    package var headers: GatewayHeaders
    package var signature: EnvelopeSignature
    package var codes: TransactionCodes
    package var texts: Texts
    package var accountRules: AccountRules
    package var decoding: Decoding
    package var fallbacks: Fallbacks
    /// `recer_sys_code`, and the exceptions by `insutype` where a region has them.
    package var receiver: String
    package var receiverByInsuranceType: [String: String]
    /// `infver`.
    package var interfaceVersion: String
    /// `dev_no`, empty where the region does not ask for it.
    package var deviceNumber: String
    /// `caty` by department code; the default for departments that are not listed.
    package var specialties: [String: String]
    package var defaultSpecialty: String
    /// Insurance types to choose among a person's valid insurances, the first listed wins.
    package var preferredInsuranceTypes: [String]
    /// Codes of a gateway's own answer that say that the core never saw the request.
    package var gatewayRefusalCodes: Set<String>
    /// Identities that are only noted when they do not hold; the others void the split.
    package var warningIdentities: Set<String>
    /// Whether `medins_setl_id` of a settlement is the message number that made it.
    package var settlementEchoesMessageNumber: Bool
    package var connectTimeout: Duration
    package var readTimeout: Duration
    package var profile: InsuranceProfile

    /// Checks what would make every request wrong: the address and the 12 characters that begin
    /// every message number.
    package init(
        baseURL: String,
        institution: Institution,
        cashier: Cashier
    ) throws(InsuranceConfigurationError) {
        guard baseURL.hasPrefix("http://") || baseURL.hasPrefix("https://") else {
            throw .notAnAddress
        }
        let code = Array(institution.code.utf8)
        guard code.count == 12, code[0] == UInt8(ascii: "H") || code[0] == UInt8(ascii: "P"),
            code.dropFirst().allSatisfy({ (0x30...0x39).contains($0) })
        else { throw .notAnInstitutionCode }
        self.baseURL = baseURL.hasSuffix("/") ? String(baseURL.dropLast()) : baseURL
        self.institution = institution
        self.cashier = cashier
        entry = .single
        headers = .none
        signature = .empty
        codes = .lettered
        texts = Texts()
        accountRules = AccountRules()
        decoding = Decoding()
        fallbacks = Fallbacks()
        receiver = "YBXT"
        receiverByInsuranceType = [:]
        interfaceVersion = "V1.0"
        deviceNumber = ""
        specialties = [:]
        defaultSpecialty = "A03"
        preferredInsuranceTypes = ["310", "390"]
        gatewayRefusalCodes = ["400", "401", "403"]
        warningIdentities = ["I2"]
        settlementEchoesMessageNumber = true
        connectTimeout = .seconds(10)
        readTimeout = .seconds(60)
        profile = .standard
    }
}

/// Why a configuration cannot be used.
package enum InsuranceConfigurationError: Error, Sendable, Equatable {
    /// The base address is neither `http://` nor `https://`.
    case notAnAddress
    /// `fixmedins_code` is not `H` or `P` and 11 digits.
    case notAnInstitutionCode
}

extension InsurancePlatformConfiguration {
    /// The hospital as the platform knows it.
    package struct Institution: Sendable, Hashable {
        /// `fixmedins_code`.
        package var code: String
        package var name: String
        /// `mdtrtarea_admvs`.
        package var region: String

        package init(code: String, name: String, region: String) {
            self.code = code
            self.name = name
            self.region = region
        }
    }

    /// Who signs in, and from where.
    package struct Cashier: Sendable, Hashable {
        /// `opter`.
        package var code: String
        package var name: String
        /// `opter_type`: 1 operator, 2 self-service terminal.
        package var type: String
        package var macAddress: String
        package var ipAddress: String

        package init(
            code: String,
            name: String,
            type: String = "1",
            macAddress: String = "00-00-00-00-00-00",
            ipAddress: String = "127.0.0.1"
        ) {
            self.code = code
            self.name = name
            self.type = type
            self.macAddress = macAddress
            self.ipAddress = ipAddress
        }
    }

    /// The shape of the addresses (specification 1.3).
    package enum Entry: Sendable, Hashable {
        /// All transactions at `callService`.
        case single
        /// All at `callService/<infno>`.
        case singleWithCode
        /// One path per transaction, by its code.
        case perTransaction(paths: [String: String])
    }

    /// The gateway's own headers (specification 1.4).
    package enum GatewayHeaders: Sendable, Hashable, CustomStringConvertible {
        case none
        /// `x-tif-*` with a SHA-256 signature.
        case tif(account: String, secret: String)

        package var description: String {
            switch self {
            case .none: "none"
            case .tif(let account, _): "tif(\(account), secret hidden)"
            }
        }
    }

    /// The signature inside the envelope, `cainfo` (specification 1.5).
    package enum EnvelopeSignature: Sendable {
        case empty
        /// SM2 with SM3 over the sorted envelope.
        case sm2(SM2PrivateKey, form: SM2.Form)
    }

    /// Which form of a transaction a region speaks: `2207` or `2207A`.
    package struct TransactionCodes: Sendable, Hashable {
        package var describeVisit: String
        package var preSettle: String
        package var settle: String

        package init(describeVisit: String, preSettle: String, settle: String) {
            self.describeVisit = describeVisit
            self.preSettle = preSettle
            self.settle = settle
        }

        package static let lettered = TransactionCodes(
            describeVisit: "2203A",
            preSettle: "2206A",
            settle: "2207A"
        )
        package static let plain = TransactionCodes(
            describeVisit: "2203",
            preSettle: "2206",
            settle: "2207"
        )
    }

    /// Refusal texts that mean more than a refusal.
    package struct Texts: Sendable, Hashable {
        /// A refusal with one of these proves nothing (rule 4).
        package var ambiguous: [String]
        /// A refusal with one of these asks for a new sign-in.
        package var signIn: [String]

        package init(
            ambiguous: [String] = [
                "报文ID重复", "已结算", "重复", "超时", "繁忙", "系统忙", "处理中", "稍后",
            ],
            signIn: [String] = ["签到"]
        ) {
            self.ambiguous = ambiguous
            self.signIn = signIn
        }
    }

    /// How a region treats the personal account.
    package struct AccountRules: Sendable, Hashable {
        /// Where `acct_mulaid_pay` stands against `acct_pay` (identity I3).
        package enum MutualAid: String, Sendable {
            case either, inside, beside
        }
        package var mutualAid: MutualAid
        /// Insurance types whose `acct_used_flag` is always 0.
        package var typesWithoutAccount: Set<String>

        package init(mutualAid: MutualAid = .either, typesWithoutAccount: Set<String> = []) {
            self.mutualAid = mutualAid
            self.typesWithoutAccount = typesWithoutAccount
        }
    }

    /// What 1162 wants to know beside the code.
    package struct Decoding: Sendable, Hashable {
        /// `businessType`: 01301 settlement.
        package var businessType: String
        /// `orgId`; the institution's code where empty.
        package var organisation: String
        package var officeID: String
        package var officeName: String
        package var terminal: String

        package init(
            businessType: String = "01301",
            organisation: String = "",
            officeID: String = "SF",
            officeName: String = "收费处",
            terminal: String = ""
        ) {
            self.businessType = businessType
            self.organisation = organisation
            self.officeID = officeID
            self.officeName = officeName
            self.terminal = terminal
        }
    }

    /// What is sent where the hospital system left open what the platform requires.
    package struct Fallbacks: Sendable, Hashable {
        package var departmentCode: String
        package var departmentName: String
        package var doctorCode: String
        package var doctorName: String
        /// Sent when a visit has neither a diagnosis nor a disease.
        package var diagnosis: Visit.Diagnosis

        package init(
            departmentCode: String = "D00",
            departmentName: String = "门诊",
            doctorCode: String = "D000000000000",
            doctorName: String = "门诊医师",
            diagnosis: Visit.Diagnosis = .init(code: "R69.x00", name: "原因不明确的疾病")
        ) {
            self.departmentCode = departmentCode
            self.departmentName = departmentName
            self.doctorCode = doctorCode
            self.doctorName = doctorName
            self.diagnosis = diagnosis
        }
    }
}
