package import FoundationEssentials

/// How a sandbox is set up; the defaults are the peers' real rules.
package struct SandboxConfiguration: Sendable {
    /// Decides people, bills, numbers and the dice of the faults.
    package var seed: UInt64
    /// Where keys and books are kept, or nil for memory alone.
    package var stateFolder: String?
    /// How many patients there are beside the worked examples `E1` to `E5`.
    package var patients: Int
    /// How many unpaid bills they have.
    package var bills: Int
    /// How long a payment code lives, in seconds.
    package var codeLifetime: TimeInterval
    package var wechatRules: WeChatPeer.Rules
    package var alipayRules: AlipayPeer.Rules
    package var insurerSettings: InsurerSettings
    /// Keys made elsewhere; nil for those of the state folder, or fresh ones.
    package var keys: SandboxKeys?

    package init(
        seed: UInt64 = 1,
        stateFolder: String? = nil,
        patients: Int = 0,
        bills: Int = 0,
        codeLifetime: TimeInterval = 60,
        wechatRules: WeChatPeer.Rules = WeChatPeer.Rules(),
        alipayRules: AlipayPeer.Rules = AlipayPeer.Rules(),
        insurerSettings: InsurerSettings = InsurerSettings(),
        keys: SandboxKeys? = nil
    ) {
        self.seed = seed
        self.stateFolder = stateFolder
        self.patients = patients
        self.bills = bills
        self.codeLifetime = codeLifetime
        self.wechatRules = wechatRules
        self.alipayRules = alipayRules
        self.insurerSettings = insurerSettings
        self.keys = keys
    }
}
