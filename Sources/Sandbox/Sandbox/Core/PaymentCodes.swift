package import FoundationEssentials

/// The payment codes that one channel has minted: single use, short-lived.
package struct PaymentCodes: Sendable, Codable {
    /// What a scanned code turns out to be.
    package enum Verdict: Sendable, Equatable {
        /// Fresh: belongs to this person; `funds` is what it can pay at most, in fen.
        case fresh(person: String, funds: Int64?)
        case used
        case expired
        case unknown
    }

    private struct Minted: Sendable, Codable {
        var person: String
        var expiresAt: Date
        var funds: Int64?
        var used = false
    }

    /// How long a minted code lives, in seconds of the sandbox's clock.
    package var lifetime: TimeInterval
    private var minted: [String: Minted] = [:]

    package init(lifetime: TimeInterval = 60) {
        self.lifetime = lifetime
    }

    /// Mints an 18-digit code with a prefix of the channel.
    package mutating func mint(
        person: String,
        prefixes: ClosedRange<Int>,
        funds: Int64?,
        now: Date,
        random: inout SandboxRandom
    ) -> (code: String, expiresAt: Date) {
        forgetOld(now: now)
        var code: String
        repeat {
            code = String(Int.random(in: prefixes, using: &random))
            for _ in 0..<16 {
                code += String(Int.random(in: 0...9, using: &random))
            }
        } while minted[code] != nil
        let expiresAt = now.addingTimeInterval(lifetime)
        minted[code] = Minted(person: person, expiresAt: expiresAt, funds: funds)
        return (code, expiresAt)
    }

    /// Looks at a code without using it up.
    package func verdict(on code: String, now: Date) -> Verdict {
        guard let entry = minted[code] else { return .unknown }
        if entry.used { return .used }
        if now >= entry.expiresAt { return .expired }
        return .fresh(person: entry.person, funds: entry.funds)
    }

    /// Uses a code up.
    package mutating func use(_ code: String) {
        minted[code]?.used = true
    }

    /// Codes of more than a day ago are as good as never minted.
    private mutating func forgetOld(now: Date) {
        let limit = now.addingTimeInterval(-86_400)
        minted = minted.filter { $0.value.expiresAt > limit }
    }
}
