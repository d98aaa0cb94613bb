/// The transactions that the insurer knows, the letter forms and the older forms as one.
enum InsurerTransaction: String, CaseIterable, Sendable {
    case signIn = "9001"
    case signOut = "9002"
    case personQuery = "1101"
    case decode = "1162"
    case register = "2201"
    case cancelRegistration = "2202"
    case describeVisit = "2203"
    case uploadFees = "2204"
    case cancelFees = "2205"
    case quote = "2206"
    case settle = "2207"
    case cancelSettlement = "2208"
    case reverse = "2601"
    case visitQuery = "5201"
    case settlementQuery = "5203"
    case feeQuery = "5204"
    case diseaseQuery = "5301"

    /// Reads a transaction number; an `A` is understood where the platform has such a form.
    init?(number: String) {
        if let known = InsurerTransaction(rawValue: number) {
            self = known
            return
        }
        guard number.hasSuffix("A"),
            let known = InsurerTransaction(rawValue: String(number.dropLast())),
            known.hasLetterForm
        else { return nil }
        self = known
    }

    /// Whether the national platform has a form with the letter A.
    private var hasLetterForm: Bool {
        self == .describeVisit || self == .quote || self == .settle
    }
}

/// The platform's paths, its own spellings kept.
enum InsurerRoutes {
    /// What a path leads to.
    enum Route: Equatable {
        /// One entry for all; the number that stands in the path, where one does.
        case single(number: String?)
        /// One path for the transactions named.
        case numbers([String])
    }

    private static let entry = "/fsi/api/rsfComIfsService/callService"
    private static let visits = "/fsi/api/outpatientDocInfoService/"
    private static let settlements = "/fsi/api/outpatientSettleService/"
    private static let queries = "/fsi/api/fsiIntegratedQueryService/"

    private static let paths: [String: [String]] = [
        "/fsi/api/signInSignOutService/signIn": ["9001"],
        "/fsi/api/signInSignOutService/signOut": ["9002"],
        "/fsi/api/fsiPsnInfoService/queryPsnInfo": ["1101"],
        "/fsi/api/hsecfc/localQrCodeQuery": ["1162"],
        visits + "outpatientRregistration": ["2201"],
        visits + "outpatientRegistrationCancel": ["2202"],
        visits + "outpatientMdtrtinfoUp": ["2203"],
        visits + "outpatientMdtrtinfoUpA": ["2203A"],
        visits + "outpatientFeeListUp": ["2204"],
        visits + "outpatientFeeListUpCancel": ["2205"],
        settlements + "preSettletment": ["2206"],
        settlements + "preSettletmentA": ["2206A"],
        settlements + "saveSettletmentV2": ["2207"],
        settlements + "saveSettletment": ["2207A"],
        settlements + "cancleSettletment": ["2208"],
        "/fsi/api/reverseService/revsMethod": ["2601"],
        queries + "queryMdtrtInfo": ["5201"],
        queries + "querySetlInfo": ["5203"],
        queries + "queryFeeList": ["5204"],
        queries + "queryPsnOpspReg": ["5301"],
    ]

    /// The route of a path, with or without a gateway prefix `/ebus/<bus>`; nil for a foreign path.
    static func route(_ path: String) -> Route? {
        var path = path
        if path.hasPrefix("/ebus/") {
            let rest = path.dropFirst("/ebus/".count)
            guard let slash = rest.firstIndex(of: "/"), slash > rest.startIndex else { return nil }
            path = String(rest[slash...])
        }
        if path == entry || path == entry + "/" { return .single(number: nil) }
        if path.hasPrefix(entry + "/") {
            return .single(number: String(path.dropFirst(entry.count + 1)))
        }
        return paths[path].map(Route.numbers)
    }
}
