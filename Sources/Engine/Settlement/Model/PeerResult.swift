/// What a peer's answer, or its absence, left behind; stored and never changed.
package struct Evidence: Sendable, Hashable {
    /// The peer's name for what was asked: `2207A`, `micropay`, `alipay.trade.query`.
    package var operation: String
    /// Our number that was asked about or sent.
    package var number: String
    package var at: Moment
    /// A short word for the classification, such as `done` or `unknown:timeout`.
    package var verdict: String
    package var httpStatus: Int?
    /// SHA-256 of the raw answer, lower-case hex; empty when none came.
    package var bodyHash: String
    /// The answer without personal data and codes, bounded in length.
    package var redactedBody: String
    package var milliseconds: Int64

    package init(
        operation: String,
        number: String,
        at: Moment,
        verdict: String,
        httpStatus: Int? = nil,
        bodyHash: String = "",
        redactedBody: String = "",
        milliseconds: Int64 = 0
    ) {
        self.operation = operation
        self.number = number
        self.at = at
        self.verdict = verdict
        self.httpStatus = httpStatus
        self.bodyHash = bodyHash
        self.redactedBody = redactedBody
        self.milliseconds = milliseconds
    }
}

/// A peer's refusal in its own code and words.
package struct Refusal: Sendable, Hashable {
    package var code: String
    /// The peer's text, shown to the cashier unchanged but made inert.
    package var text: String
    /// Whether the profile lists the text as ambiguous, so that it proves nothing (rule 4).
    package var isAmbiguous: Bool

    package init(code: String, text: String, isAmbiguous: Bool = false) {
        self.code = code
        self.text = text
        self.isAmbiguous = isAmbiguous
    }
}

/// Why an outcome is not known.
package struct Doubt: Sendable, Hashable {
    package enum Kind: String, Sendable {
        case timeout
        case connection
        case httpStatus = "http_status"
        case unparsable
        case unverified
        /// The answer is about another number, amount or person.
        case mismatch
        case systemError = "system_error"
        /// The peer answered something that the table does not know.
        case unlisted
    }
    package var kind: Kind
    /// A short technical text without personal data.
    package var detail: String

    package init(kind: Kind, detail: String) {
        self.kind = kind
        self.detail = detail
    }
}

/// One exchange's classified outcome with the evidence it rests on.
package struct PeerResult<Outcome: Sendable>: Sendable {
    package var outcome: Outcome
    package var evidence: Evidence

    package init(_ outcome: Outcome, evidence: Evidence) {
        self.outcome = outcome
        self.evidence = evidence
    }
}
