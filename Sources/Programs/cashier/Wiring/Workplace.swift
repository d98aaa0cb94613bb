import Alipay
import Billing
import FoundationEssentials
import HTTPTransport
import InsurancePlatform
import SQLiteStore
import Settlement
import WeChatPay

/// The ledger and the peers of one configuration, opened; everything an engine needs.
struct Workplace: Sendable {
    let store: SQLiteStore
    let insurance: InsurancePlatform
    let channels: [any PaymentChannel]
    let clock: LiveClock
    let random: LiveRandom
    private let transports: [HTTPTransport]

    /// Opens the ledger and prepares the peers; no peer is asked anything yet.
    static func open(_ file: ConfigurationFile, createsLedger: Bool = false) throws -> Workplace {
        let clock = LiveClock()
        let random = LiveRandom()
        let builder = PeerBuilder(file: file, clock: clock, random: random)
        let store = try openLedger(file, clock: clock, creates: createsLedger)
        do {
            let (insurance, insuranceTransport) = try builder.insurance(
                sequence: { try await store.reserve(series: "msgid", count: 1).lowerBound }
            )
            var transports = [insuranceTransport]
            var channels: [any PaymentChannel] = []
            if let (channel, transport) = try builder.weChat() {
                channels.append(channel)
                transports.append(transport)
            }
            if let (channel, transport) = try builder.alipay() {
                channels.append(channel)
                transports.append(transport)
            }
            return Workplace(
                store: store,
                insurance: insurance,
                channels: channels,
                clock: clock,
                random: random,
                transports: transports
            )
        } catch {
            store.close()
            throw error
        }
    }

    /// Makes every adapter and lets it go again: says what their secrets and certificates lack.
    static func checkPeers(_ file: ConfigurationFile) throws {
        let builder = PeerBuilder(file: file, clock: LiveClock(), random: LiveRandom())
        _ = try builder.insurance(sequence: { 0 })
        _ = try builder.weChat()
        _ = try builder.alipay()
    }

    /// Opens the ledger alone, for commands that ask no peer.
    static func openLedger(
        _ file: ConfigurationFile,
        clock: LiveClock = LiveClock(),
        creates: Bool = false
    ) throws -> SQLiteStore {
        let table = file.values.ledger
        do {
            return try Ledger.open(
                at: file.resolve(table.path),
                options: LedgerOptions(
                    clock: clock,
                    keyFile: table.keyFile.map(file.resolve),
                    creates: creates
                )
            )
        } catch let error as StoreError {
            throw CommandFailure.notDone(error.sentence)
        }
    }

    /// An engine that works as `owner`, with its events.
    func engine(
        _ file: ConfigurationFile,
        owner: String,
        shiftID: String?,
        emit: @escaping @Sendable (DeskEvent) -> Void
    ) throws -> SettlementEngine {
        let hospital = file.values.hospital
        guard let rounding = CashRounding(rawValue: hospital.cashRounding ?? 1) else {
            throw CommandFailure.configuration("hospital.cash_rounding must be 0 to 6")
        }
        var configuration = EngineConfiguration(
            owner: owner,
            shiftID: shiftID,
            cashRounding: rounding,
            paymentSubject: "\(hospital.name) 门诊缴费"
        )
        if let limits = file.values.limits {
            limits.tenderlessMilliseconds.map {
                configuration.limits.tenderless = .milliseconds($0)
            }
            limits.codeLifetimeMilliseconds.map {
                configuration.limits.codeLifetime = .milliseconds($0)
            }
            limits.doubtMilliseconds.map { configuration.limits.doubtMax = .milliseconds($0) }
            limits.undoRetryMilliseconds.map {
                configuration.limits.undoRetry = .milliseconds($0)
            }
        }
        return SettlementEngine(
            store: store,
            insurance: insurance,
            channels: channels,
            hospital: store,
            clock: clock,
            random: random,
            configuration: configuration,
            emit: emit
        )
    }

    /// Ends all connections and closes the ledger.
    func close() async {
        for transport in transports { await transport.shutdown() }
        store.close()
    }
}

/// Makes each peer's adapter and transport from the configuration.
private struct PeerBuilder {
    let file: ConfigurationFile
    let clock: LiveClock
    let random: LiveRandom

    func insurance(
        sequence: @escaping @Sendable () async throws -> Int64
    ) throws -> (InsurancePlatform, HTTPTransport) {
        let table = file.values.insurance
        let hospital = file.values.hospital
        var configuration: InsurancePlatformConfiguration
        do {
            configuration = try InsurancePlatformConfiguration(
                baseURL: table.url,
                institution: .init(
                    code: table.hospitalCode,
                    name: table.hospitalName ?? hospital.name,
                    region: table.region
                ),
                cashier: .init(code: hospital.operatorCode, name: hospital.operatorName)
            )
        } catch {
            throw CommandFailure.configuration(
                error == .notAnAddress
                    ? "insurance.url must begin with http:// or https://"
                    : "insurance.hospital_code must be H or P and 11 digits"
            )
        }
        if let receiver = table.receiver { configuration.receiver = receiver }
        if let account = table.account {
            guard let tokenFile = table.tokenFile else {
                throw CommandFailure.configuration("insurance.account needs insurance.token_file")
            }
            let token = try file.secret(tokenFile, for: "insurance.token_file")
            configuration.headers = .tif(account: account, secret: token)
        }
        if let time = table.connectTimeoutMilliseconds {
            configuration.connectTimeout = .milliseconds(time)
        }
        if let time = table.readTimeoutMilliseconds {
            configuration.readTimeout = .milliseconds(time)
        }
        if let profile = table.profile { configuration.profile = insuranceProfile(profile) }
        let transport = try transport(
            authority: table.authorityFile,
            key: "insurance.authority_file",
            connectTimeout: configuration.connectTimeout
        )
        let platform = InsurancePlatform(
            configuration: configuration,
            transport: transport,
            clock: clock,
            random: random,
            sequence: sequence
        )
        return (platform, transport)
    }

    private func insuranceProfile(
        _ table: ConsoleConfiguration.Insurance.Profile
    ) -> InsuranceProfile {
        var profile = InsuranceProfile.standard
        table.horizonMilliseconds.map { profile.horizon = .milliseconds($0) }
        table.probeDelaysMilliseconds.map {
            profile.probeDelays = $0.map { .milliseconds($0) }
        }
        table.abandonedQuoteMilliseconds.map {
            profile.abandonedQuoteLifetime = .milliseconds($0)
        }
        return profile
    }

    func weChat() throws -> (any PaymentChannel, HTTPTransport)? {
        guard let table = file.values.wechat else { return nil }
        let sign = table.signType ?? "HMAC-SHA256"
        guard let kind = WeChatPayConfiguration.SignatureKind(rawValue: sign) else {
            throw CommandFailure.configuration("wechat.sign_type must be MD5 or HMAC-SHA256")
        }
        var configuration = WeChatPayConfiguration(
            gateway: table.url,
            secureGateway: table.secureURL,
            appID: table.appID,
            merchantID: table.merchantID,
            apiKey: try file.secret(table.apiKeyFile, for: "wechat.api_key_file"),
            signatureKind: kind
        )
        if let time = table.timeoutMilliseconds { configuration.timeout = .milliseconds(time) }
        var identities: [String: HTTPTransportConfiguration.Identity] = [:]
        if let certificate = table.certificateFile, let key = table.certificateKeyFile {
            identities[configuration.clientIdentity] = .init(
                certificateChainPEM: Array(
                    try file.text(certificate, for: "wechat.certificate_file").utf8
                ),
                privateKeyPEM: Array(
                    try file.secret(key, for: "wechat.certificate_key_file").utf8
                )
            )
        }
        let transport = try transport(
            authority: table.authorityFile,
            key: "wechat.authority_file",
            identities: identities
        )
        let channel = WeChatPayChannel(
            configuration: configuration,
            transport: transport,
            clock: clock,
            random: random,
            profile: profile(table.profile, over: .weChat)
        )
        return (channel, transport)
    }

    func alipay() throws -> (any PaymentChannel, HTTPTransport)? {
        guard let table = file.values.alipay else { return nil }
        var configuration = AlipayConfiguration(
            gateway: table.url,
            appID: table.appID,
            privateKey: try file.secret(table.privateKeyFile, for: "alipay.private_key_file"),
            alipayPublicKey: try file.text(
                table.alipayPublicKeyFile,
                for: "alipay.alipay_public_key_file"
            ),
            sellerID: table.sellerID
        )
        if let time = table.timeoutMilliseconds { configuration.timeout = .milliseconds(time) }
        let transport = try transport(
            authority: table.authorityFile,
            key: "alipay.authority_file"
        )
        do {
            let channel = try AlipayChannel(
                configuration: configuration,
                transport: transport,
                clock: clock,
                profile: profile(table.profile, over: .alipay)
            )
            return (channel, transport)
        } catch {
            throw CommandFailure.configuration(
                error == .privateKeyUnusable
                    ? "alipay.private_key_file holds no RSA private key of 2048 bits or more"
                    : "alipay.alipay_public_key_file holds no RSA public key"
            )
        }
    }

    private func profile(
        _ table: ConsoleConfiguration.ChannelProfile?,
        over standard: PaymentProfile
    ) -> PaymentProfile {
        guard let table else { return standard }
        var profile = standard
        table.pollIntervalMilliseconds.map { profile.pollInterval = .milliseconds($0) }
        table.pollWindowMilliseconds.map { profile.pollWindow = .milliseconds($0) }
        table.earliestCancelMilliseconds.map { profile.earliestCancel = .milliseconds($0) }
        table.horizonMilliseconds.map { profile.horizon = .milliseconds($0) }
        table.undoIntervalMilliseconds.map { profile.undoInterval = .milliseconds($0) }
        return profile
    }

    private func transport(
        authority: String?,
        key: String,
        connectTimeout: Duration = .seconds(5),
        identities: [String: HTTPTransportConfiguration.Identity] = [:]
    ) throws -> HTTPTransport {
        let roots: HTTPTransportConfiguration.TrustRoots =
            if let authority { .pem(Array(try file.text(authority, for: key).utf8)) } else {
                .system
            }
        do {
            return try HTTPTransport(
                HTTPTransportConfiguration(
                    trustRoots: roots,
                    identities: identities,
                    connectTimeout: connectTimeout
                )
            )
        } catch {
            throw CommandFailure.configuration("\(key) or a client certificate: \(error)")
        }
    }
}

extension StoreError {
    /// One sentence for standard error.
    var sentence: String {
        switch self {
        case .versionConflict: "another console changed the record meanwhile; try again"
        case .billHeld(let settlement): "the bill is held by settlement \(settlement)"
        case .forbidden(let text): "the ledger refused: \(text)"
        case .notWritable(let text): "the ledger cannot be written: \(text)"
        case .unusable(let text): "the ledger cannot be used: \(text)"
        }
    }
}
