import PeerTransport
import Settlement

/// One answer of the gateway, opened: nothing in it counts unless `reading` is `.verified`.
struct WeChatAnswer {
    enum Reading {
        /// Signed by our key and about our merchant.
        case verified([String: String])
        case doubtful(Doubt)
    }

    let reading: Reading
    /// What could be read at all, believed or not, for the evidence; nil when nothing could.
    let members: [String: String]?

    init(_ response: PeerResponse, configuration: WeChatPayConfiguration) {
        let members: [String: String]
        do throws(FlatXML.Fault) {
            members = try FlatXML.decode(response.body)
        } catch {
            self.members = nil
            let doubt =
                response.status == 200
                ? Doubt(kind: .unparsable, detail: "answer: \(error)")
                : Doubt(kind: .httpStatus, detail: "HTTP \(response.status)")
            reading = .doubtful(doubt)
            return
        }
        self.members = members
        if let doubt = Self.doubt(members, status: response.status, configuration) {
            reading = .doubtful(doubt)
        } else {
            reading = .verified(members)
        }
    }

    private static func doubt(
        _ members: [String: String],
        status: Int,
        _ configuration: WeChatPayConfiguration
    ) -> Doubt? {
        guard status == 200 else {
            return Doubt(kind: .httpStatus, detail: "HTTP \(status)")
        }
        // A communication failure may come unsigned, so it proves nothing, whatever it says.
        guard members["return_code"] == "SUCCESS" else {
            let text = (members["return_msg"] ?? "").prefix(120)
            return Doubt(kind: .unverified, detail: "return_code FAIL: \(text)")
        }
        let signature = WeChatSignature(
            kind: configuration.signatureKind,
            apiKey: configuration.apiKey
        )
        guard signature.verifies(members) else {
            return Doubt(kind: .unverified, detail: "signature")
        }
        guard members["appid"] == configuration.appID,
            members["mch_id"] == configuration.merchantID
        else { return Doubt(kind: .mismatch, detail: "another appid or mch_id") }
        guard let nonce = members["nonce_str"], !nonce.isEmpty else {
            return Doubt(kind: .unparsable, detail: "no nonce_str")
        }
        return nil
    }
}
