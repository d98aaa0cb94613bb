/// One planned misbehaviour of a simulated peer, as `POST /_sandbox/faults` takes it.
package struct FaultPlan: Sendable, Equatable, Codable {
    /// Every kind of fault that the admin interface knows.
    package enum Kind: String, Sendable, Codable, CaseIterable {
        case loseRequest = "lose_request"
        case loseAnswer = "lose_answer"
        case delay
        case hang
        case duplicate
        case late
        case serverError = "http_5xx"
        case serverErrorAfter = "http_5xx_after"
        case truncate
        case garble
        case badSignature = "bad_signature"
        case wrongAmount = "wrong_amount"
        case otherPerson = "other_person"
        case refuse
        case splitDiffers = "split_differs"
        case userPaying = "user_paying"
        case vanish
    }

    /// What a call that arrives late does when it was reversed in the meantime.
    package enum AfterFence: String, Sendable, Codable {
        case refuse, execute
    }

    /// The peers that a fault may name, those that come later among them.
    private static let peers: Set<String> = [
        "*", "insurance", "wechat", "alipay", "unionpay", "credit", "invoice", "messages",
    ]

    /// The peer's name, or `*` for any.
    package var peer: String
    /// The operation's name, or `*` for any.
    package var operation: String
    package var kind: Kind
    /// From which matching call on the fault is due, counted from 1; nil together with a nil
    /// `probability` means the first.
    package var nth: Int?
    /// The chance of each matching call, 0 to 1; excludes `nth`.
    package var probability: Double?
    /// How many calls it plays; for `user_paying` and `vanish` on a call that pays, how many polls.
    package var count: Int?
    /// The length of a delay, of a hang, or of the lateness.
    package var milliseconds: Int?
    /// What to answer with: the peer's code of a refusal, the HTTP status of a 5xx, `second` for the
    /// second answer of a duplicate.
    ///
    /// A refusal whose code ends in `+` is answered although the effect took place.
    package var code: String?
    package var seed: UInt64?
    package var afterFence: AfterFence?

    private enum CodingKeys: String, CodingKey {
        case peer, operation, kind, nth, probability, count, milliseconds, code, seed
        case afterFence = "after_fence"
    }

    package init(
        peer: String = "*",
        operation: String = "*",
        kind: Kind,
        nth: Int? = nil,
        probability: Double? = nil,
        count: Int? = nil,
        milliseconds: Int? = nil,
        code: String? = nil,
        seed: UInt64? = nil,
        afterFence: AfterFence? = nil
    ) {
        self.peer = peer
        self.operation = operation
        self.kind = kind
        self.nth = nth
        self.probability = probability
        self.count = count
        self.milliseconds = milliseconds
        self.code = code
        self.seed = seed
        self.afterFence = afterFence
    }

    /// Any member name, to find those that no plan has.
    private struct AnyKey: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    package init(from decoder: any Decoder) throws {
        let names = try decoder.container(keyedBy: AnyKey.self).allKeys
        if let unknown = names.first(where: { CodingKeys(rawValue: $0.stringValue) == nil }) {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: [unknown],
                    debugDescription: "no such member of a fault"
                )
            )
        }
        let values = try decoder.container(keyedBy: CodingKeys.self)
        peer = try values.decodeIfPresent(String.self, forKey: .peer) ?? "*"
        guard Self.peers.contains(peer) else {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: [CodingKeys.peer],
                    debugDescription: "no such peer"
                )
            )
        }
        operation = try values.decodeIfPresent(String.self, forKey: .operation) ?? "*"
        kind = try values.decode(Kind.self, forKey: .kind)
        nth = try values.decodeIfPresent(Int.self, forKey: .nth)
        probability = try values.decodeIfPresent(Double.self, forKey: .probability)
        count = try values.decodeIfPresent(Int.self, forKey: .count)
        milliseconds = try values.decodeIfPresent(Int.self, forKey: .milliseconds)
        code = try values.decodeIfPresent(String.self, forKey: .code)
        seed = try values.decodeIfPresent(UInt64.self, forKey: .seed)
        afterFence = try values.decodeIfPresent(AfterFence.self, forKey: .afterFence)
    }

    /// What is wrong with the plan, or nil when it can be played.
    package var objection: String? {
        if nth != nil && probability != nil { return "give nth or probability, not both" }
        if let nth, nth < 1 { return "nth counts from 1" }
        if let probability, !(0...1).contains(probability) { return "probability is 0 to 1" }
        if let count, count < 1 { return "count is at least 1" }
        if let milliseconds, !(0...Self.millisecondsMax).contains(milliseconds) {
            return "milliseconds is 0 to \(Self.millisecondsMax)"
        }
        return nil
    }

    /// The longest delay that a plan may ask for: ten minutes.
    package static let millisecondsMax = 600_000

    /// The fault that the peer itself must play, or nil when the transport plays it.
    package var semantic: SemanticFault.Kind? {
        switch kind {
        case .badSignature: .badSignature
        case .wrongAmount: .wrongAmount
        case .otherPerson: .otherPerson
        case .refuse: .refuse
        case .splitDiffers: .splitDiffers
        case .userPaying: .userPaying
        case .vanish: .vanish
        case .loseRequest, .loseAnswer, .delay, .hang, .duplicate, .late, .serverError,
            .serverErrorAfter, .truncate, .garble:
            nil
        }
    }
}
