import CashierScreens
import FoundationEssentials
import Glibc
import Sandbox
import SandboxServer
import SQLiteStore
import Settlement
import TerminalUI

/// A whole invented hospital in one folder: sandbox peers, secrets, configuration and ledger.
struct DemoHospital: Sendable {
    /// How many people and bills a demo has unless it is told otherwise.
    static let defaultPatients = 40
    static let defaultBills = 60

    let folder: String
    let world: SandboxWorld
    let server: SandboxServer

    var configurationPath: String { "\(folder)/config.toml" }
    var ledgerPath: String { "\(folder)/ledger.sqlite" }

    /// Makes or reuses the folder, starts the peers on loopback and writes the configuration.
    static func open(
        _ folder: String,
        seed: UInt64,
        patients: Int = defaultPatients,
        bills: Int = defaultBills,
        listen: SandboxServer.Configuration = SandboxServer.Configuration()
    ) async throws -> DemoHospital {
        do {
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw CommandFailure.configuration(
                "the folder \(folder) cannot be made: choose another"
            )
        }
        let world = try SandboxWorld(
            SandboxConfiguration(
                seed: seed,
                stateFolder: "\(folder)/sandbox",
                patients: patients,
                bills: bills
            ),
            clock: { Date() }
        )
        let server = try await SandboxServer.start(world: world, configuration: listen)
        let demo = DemoHospital(folder: folder, world: world, server: server)
        try demo.writeConfiguration()
        return demo
    }

    /// Hands the seeded visits over to the ledger; what it holds already stays as it is.
    func fill(seed: UInt64, patients: Int = defaultPatients, bills: Int = defaultBills) async throws
    {
        let file = try ConfigurationFile.load(option: configurationPath)
        let store = try Workplace.openLedger(file, creates: true)
        defer { store.close() }
        let hospital = SeededHospital(seed: seed, patients: patients, bills: bills)
        _ = try await VisitIntake(store: store).take(hospital.importLines(now: Date()))
    }

    /// The people of the demo, the worked examples first.
    func samples() -> [SamplePerson] {
        let notes: [String: Label] = [
            "E1": Label("在职：基金、个人账户、现金各一部分", "employee: fund, account and self-pay"),
            "E2": Label("退休公务员：无需现金，按 Enter", "retired civil servant: nothing to pay, Enter"),
            "E3": Label("儿童急诊：家庭共济", "child, emergency: family mutual aid"),
            "E4": Label("在职：四项", "employee: four lines"),
            "E5": Label("退休：糖尿病慢特病", "retired: chronic disease"),
        ]
        return world.personRows(limit: 15).map { row in
            SamplePerson(
                id: row.person,
                name: row.name,
                note: notes[row.person]
                    ?? (row.insured ? Label("参保", "insured") : Label("自费", "self-pay")),
                identityNumber: row.id_no
            )
        }
    }

    /// What the demo adds to the console.
    func features() -> DemoFeatures {
        DemoFeatures(
            samples: samples(),
            mint: { [world] person, kind in
                guard let kind = SandboxCodeKind(rawValue: kind.rawValue) else { return nil }
                return world.mintCode(person: person, kind: kind)?.code
            }
        )
    }

    // MARK: Files

    private func writeConfiguration() throws {
        let keys = world.keys
        let secrets: [(String, String)] = [
            ("insurance.token", keys.insurance.token), ("wechat.key", keys.wechat.apiKey),
            ("wechat-client.pem", keys.wechatClientCertificatePEM),
            ("wechat-client.key", keys.wechatClientPrivateKeyPEM),
            ("alipay-app.key", keys.alipayAppPrivateKeyPEM),
            ("alipay-public.pem", keys.alipayPublicKeyPEM),
            ("authority.pem", keys.authorityCertificatePEM),
        ]
        for (name, text) in secrets { try write(text, to: "\(folder)/secrets-\(name)") }
        try write(configurationText(), to: configurationPath)
    }

    private func configurationText() -> String {
        let keys = world.keys
        let plain = server.addresses.http.text
        let secure = server.addresses.https.text
        return """
            # Written anew by each start of the demo; copy it elsewhere to change it.
            [hospital]
            name = "示范市第一人民医院"
            window = "03"
            operator_code = "0412"
            operator_name = "王芳"
            cash_rounding = 1

            [ledger]
            path = "ledger.sqlite"

            [insurance]
            url = "\(plain)"
            hospital_code = "\(keys.insurance.hospitalCode)"
            region = "\(keys.insurance.region)"
            account = "\(keys.insurance.applicationAccount)"
            token_file = "secrets-insurance.token"
            read_timeout_ms = 15000

            [wechat]
            url = "\(plain)"
            secure_url = "\(secure)"
            app_id = "\(keys.wechat.appID)"
            merchant_id = "\(keys.wechat.merchantID)"
            api_key_file = "secrets-wechat.key"
            certificate_file = "secrets-wechat-client.pem"
            certificate_key_file = "secrets-wechat-client.key"
            authority_file = "secrets-authority.pem"

            [alipay]
            url = "\(plain)/gateway.do"
            app_id = "\(keys.alipayAppID)"
            private_key_file = "secrets-alipay-app.key"
            alipay_public_key_file = "secrets-alipay-public.pem"
            """ + "\n"
    }

    private func write(_ text: String, to path: String) throws {
        let temporary = "\(path).new"
        let descriptor = Glibc.open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CommandFailure.configuration("\(path) cannot be written: choose another folder")
        }
        FileOutput.write(text, to: descriptor)
        Glibc.close(descriptor)
        guard rename(temporary, path) == 0 else {
            throw CommandFailure.configuration("\(path) cannot be replaced")
        }
    }
}

extension URL {
    /// The address without a slash at its end.
    var text: String {
        let text = absoluteString
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }
}
