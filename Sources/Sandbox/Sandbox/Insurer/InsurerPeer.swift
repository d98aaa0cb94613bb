/// The insurer of region 999900: the national platform's wire over books of its own.
///
/// A value: the world that owns it serialises calls and saves it. Nothing of what the console
/// claims enters the books; classes, shares and ceilings come from the insurer's own catalogue.
/// Wire rules: the platform specification's envelope, transactions and order of checks.
package struct InsurerPeer: SandboxPeer, Codable {
    package static let name = "insurance"

    package let credentials: InsurerCredentials
    package var settings: InsurerSettings
    /// The seeded people, computed on demand; only those whom a call has changed are stored.
    package let hospital: SeededHospital

    // State, in the order in which it comes to be.
    var random: SandboxRandom
    var counter = 0
    /// Nonces of the gateway inside its window: the timestamp, and a digest of the body.
    var nonces: [String: GatewayNonce] = [:]
    var messages: Set<String> = []
    var signIns: [String: InsurerSignIn] = [:]
    /// People added or changed, by platform number.
    var people: [String: InsuredPerson] = [:]
    /// Platform numbers of added people, by key.
    var addedKeys: [String: String] = [:]
    /// Platform numbers of added people, by identity number.
    var addedIDs: [String: String] = [:]
    var codes: [String: InsurerCredential] = [:]
    /// The code that a token came from.
    var tokens: [String: String] = [:]
    var visits: [String: InsurerVisit] = [:]
    /// Visits not cancelled, by the hospital's own number.
    var openVisits: [String: String] = [:]
    /// Visits of a person, in the order of registration.
    var visitsOfPerson: [String: [String]] = [:]
    var settlements: [String: InsurerSettlement] = [:]
    var settlementsByMessage: [String: String] = [:]
    var cancellations: [String: InsurerCancellation] = [:]
    var cancellationsByMessage: [String: String] = [:]
    /// Messages that a reversal asked about: a late arrival is refused.
    var fenced: Set<String> = []

    /// A nonce that was used inside the window.
    struct GatewayNonce: Sendable, Codable, Equatable {
        var timestamp: Int64
        var bodyDigest: String
    }

    /// Opens empty books over the people of `hospital`, which always has `E1` to `E5`.
    package init(
        seed: UInt64,
        credentials: InsurerCredentials,
        hospital: SeededHospital? = nil,
        settings: InsurerSettings = InsurerSettings()
    ) {
        self.credentials = credentials
        self.settings = settings
        self.hospital = hospital ?? SeededHospital(seed: seed, patients: 0, bills: 0)
        random = SandboxRandom(seed: seed)
    }

    /// The settlements in the order they were made, amounts in fen.
    package var books: [InsurerBookRow] {
        settlements.values.sorted { $0.sequence < $1.sequence }.map { settlement in
            let split = settlement.split
            return InsurerBookRow(
                msgid: settlement.msgid,
                setl_id: settlement.id,
                psn_no: settlement.personNumber,
                state: settlement.state,
                medfee: split.total.fen,
                fund: split.fund.fen,
                account: (split.account + split.aidTotal).fen,
                cash: split.cash.fen
            )
        }
    }

    package func operation(of request: SandboxRequest) -> String? {
        switch InsurerRoutes.route(request.path) {
        case nil: nil
        case .numbers(let numbers): numbers.first
        case .single(let number?): number
        case .single(nil): Self.number(in: request.body) ?? "callService"
        }
    }

    private static func number(in body: [UInt8]) -> String? {
        guard let number = Self.json(body)?.string("infno"), !number.isEmpty else { return nil }
        return number
    }

    /// The body as JSON, or nil: what is malformed is refused by the caller.
    static func json(_ body: [UInt8]) -> InsurerJSON? {
        do {
            return try InsurerJSONParser.parse(body)
        } catch {
            return nil
        }
    }

    package mutating func handle(
        _ request: SandboxRequest,
        context: inout SandboxContext
    ) -> SandboxResponse {
        guard let route = InsurerRoutes.route(request.path) else {
            return Self.response(["code": 404, "message": "接口不存在"], status: 404)
        }
        guard request.method == "POST" else {
            return Self.response(["code": 405, "message": "请求方法不支持"], status: 405)
        }
        if let refusal = gatewayRefusal(of: request, now: InsurerTime(context.now)) {
            return refusal
        }
        let now = InsurerTime(context.now)
        let envelope = Self.json(request.body)
        if let envelope, !Self.number(envelope.string("infno"), fits: route) {
            return Self.response(["code": 404, "message": "交易编号与接口不符"], status: 404)
        }
        do throws(InsurerRefusal) {
            let call = try acceptedCall(envelope, request: request, context: context)
            let output = try carryOut(call, context: &context)
            return answer(output, now: now, fault: context.fault)
        } catch {
            return Self.response(reply(to: error, now: now))
        }
    }

    /// Whether the number in the body belongs to the path.
    private static func number(_ number: String, fits route: InsurerRoutes.Route) -> Bool {
        switch route {
        case .single(nil): true
        case .single(let expected?): expected == number
        case .numbers(let numbers): numbers.contains(number)
        }
    }

    /// Carries out a call and plays the fault that was planned for it.
    private mutating func carryOut(
        _ call: InsurerCall,
        context: inout SandboxContext
    ) throws(InsurerRefusal) -> InsurerJSON {
        guard let fault = context.fault, fault.kind == .refuse else {
            let output = try perform(call)
            return disguised(output, call: call, fault: context.fault)
        }
        var code = fault.code ?? "-1"
        if code.hasSuffix("+") {
            code.removeLast()
            _ = try perform(call)
        }
        throw Int(code).map { InsurerRefusal("业务处理失败（\($0)）", code: $0) }
            ?? InsurerRefusal(code)
    }

    private mutating func perform(_ call: InsurerCall) throws(InsurerRefusal) -> InsurerJSON {
        switch call.transaction {
        case .signIn: try signIn(call)
        case .signOut: try signOut(call)
        case .personQuery: try queryPerson(call)
        case .decode: try decode(call)
        case .register: try register(call)
        case .cancelRegistration: try cancelRegistration(call)
        case .describeVisit: try describeVisit(call)
        case .uploadFees: try uploadFees(call)
        case .cancelFees: try cancelFees(call)
        case .quote: try quote(call)
        case .settle: try settle(call)
        case .cancelSettlement: try cancelSettlement(call)
        case .reverse: try reverse(call)
        case .visitQuery: try queryVisits(call)
        case .settlementQuery: try querySettlement(call)
        case .feeQuery: try queryFees(call)
        case .diseaseQuery: try queryDiseases(call)
        }
    }
}
