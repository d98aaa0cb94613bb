import PeerTransport
import Settlement

/// What one exchange says before its business content is looked at; the default is unknown.
struct EnvelopeAnswer {
    enum Verdict {
        /// `infcode` 0, with the output (null where there is none).
        case success(output: JSONValue)
        case refused(Refusal)
        case unknown(Doubt)
        case notSent(Doubt)
    }

    let verdict: Verdict
    /// The whole answer, where it is JSON.
    let document: JSONValue?
    let response: PeerResponse?

    /// Longest refusal text kept, in characters.
    private static let textLengthMax = 500

    /// Classifies an exchange (specification 1.2 and 1.8).
    init(_ exchange: PeerExchange, configuration: InsurancePlatformConfiguration) {
        switch exchange {
        case .notSent(let fault):
            self.init(verdict: .notSent(Doubt(kind: .connection, detail: fault.detail)))
        case .unknown(let fault):
            self.init(verdict: .unknown(EnvelopeAnswer.doubt(fault)))
        case .answered(let response):
            self.init(response, configuration: configuration)
        }
    }

    private init(verdict: Verdict) {
        self.verdict = verdict
        document = nil
        response = nil
    }

    private init(_ response: PeerResponse, configuration: InsurancePlatformConfiguration) {
        self.response = response
        do {
            let document = try JSONReader.read(response.body)
            self.document = document
            verdict = EnvelopeAnswer.verdict(
                document,
                status: response.status,
                configuration: configuration
            )
        } catch {
            document = nil
            verdict = .unknown(
                (200..<300).contains(response.status)
                    ? Doubt(kind: .unparsable, detail: "answer is no JSON: \(error)")
                    : Doubt(kind: .httpStatus, detail: "HTTP \(response.status)")
            )
        }
    }

    private static func verdict(
        _ document: JSONValue,
        status: Int,
        configuration: InsurancePlatformConfiguration
    ) -> Verdict {
        guard status < 500 else {
            return .unknown(Doubt(kind: .httpStatus, detail: "HTTP \(status)"))
        }
        guard let infcode = document["infcode"] else {
            return gatewayVerdict(document, status: status, configuration: configuration)
        }
        guard (200..<300).contains(status) else {
            return .unknown(Doubt(kind: .httpStatus, detail: "HTTP \(status)"))
        }
        guard let code = infcode.text.flatMap({ Int($0) }) else {
            return .unknown(Doubt(kind: .unlisted, detail: "infcode is no whole number"))
        }
        if code == 0 { return .success(output: document["output"] ?? .null) }
        let text = inert(document["err_msg"]?.text ?? "")
        let isAmbiguous = configuration.texts.ambiguous.contains { text.contains($0) }
        return .refused(Refusal(code: "\(code)", text: text, isAmbiguous: isAmbiguous))
    }

    /// An answer without `infcode` comes from a gateway: a refusal before the core when it speaks
    /// of authentication or of a malformed request, else nobody knows.
    private static func gatewayVerdict(
        _ document: JSONValue,
        status: Int,
        configuration: InsurancePlatformConfiguration
    ) -> Verdict {
        if let code = document["code"]?.text, configuration.gatewayRefusalCodes.contains(code) {
            let text = inert(document["message"]?.text ?? "")
            return .refused(Refusal(code: code, text: text))
        }
        guard (200..<300).contains(status) else {
            return .unknown(Doubt(kind: .httpStatus, detail: "HTTP \(status)"))
        }
        return .unknown(Doubt(kind: .unparsable, detail: "answer without infcode"))
    }

    private static func doubt(_ fault: TransportFault) -> Doubt {
        let kind: Doubt.Kind =
            switch fault.kind {
            case .timeout: .timeout
            case .bodyTooLarge, .malformed: .unparsable
            case .refused, .unreachable, .tls, .reset, .cancelled: .connection
            }
        return Doubt(kind: kind, detail: fault.detail)
    }

    /// A peer's text without control characters, bounded.
    private static func inert(_ text: String) -> String {
        String(
            text.filter { character in
                character.unicodeScalars.allSatisfy { scalar in
                    switch scalar.properties.generalCategory {
                    case .control, .format, .lineSeparator, .paragraphSeparator: false
                    default: true
                    }
                }
            }.prefix(textLengthMax)
        )
    }
}
