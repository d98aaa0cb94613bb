import Cryptography
import PeerTransport
import Settlement

/// One answer of the gateway, opened: nothing in it counts unless `reading` is `.verified`.
struct AlipayAnswer {
    /// The members of the answer's node that are texts or numbers, as text.
    typealias Members = [String: String]

    enum Reading {
        /// Alipay's signature over the node's bytes holds.
        case verified(Members)
        case doubtful(Doubt)
    }

    let reading: Reading
    /// What could be read at all, believed or not, for the evidence; nil when nothing could.
    let members: Members?

    init(_ response: PeerResponse, method: String, key: RSAPublicKey) {
        do throws(Refused) {
            let envelope = try Envelope(response.body, method: method)
            members = envelope.members
            if response.status != 200 {
                reading = .doubtful(Self.status(response.status))
            } else if envelope.isSigned(by: key) {
                reading = .verified(envelope.members)
            } else {
                // A gateway failure may come unsigned, so it proves nothing, whatever it says.
                let code = envelope.members["code"] ?? ""
                let subcode = envelope.members["sub_code"] ?? ""
                let detail = "signature, code \(code) \(subcode)"
                reading = .doubtful(
                    Doubt(kind: .unverified, detail: String(detail.prefix(120)))
                )
            }
        } catch {
            members = nil
            let doubt =
                response.status == 200
                ? Doubt(kind: .unparsable, detail: "answer: \(error.reason)")
                : Self.status(response.status)
            reading = .doubtful(doubt)
        }
    }

    private static func status(_ status: Int) -> Doubt {
        Doubt(kind: .httpStatus, detail: "HTTP \(status)")
    }
}

extension AlipayAnswer {
    /// Why a body is not an answer.
    private struct Refused: Error {
        var reason: String
    }

    /// `{"<method>_response":{…},"sign":"…"}`, or `error_response` in the node's place.
    private struct Envelope {
        let members: Members
        /// The node from its first brace to its last, as it came.
        private let node: [UInt8]
        private let sign: String?

        init(_ body: [UInt8], method: String) throws(Refused) {
            let outer = try Self.scan(body)
            let own = outer[method.split(separator: ".").joined(separator: "_") + "_response"]
            let general = outer["error_response"]
            guard own == nil || general == nil else { throw Refused(reason: "two nodes") }
            guard let found = own ?? general else { throw Refused(reason: "no node") }
            guard found.value == .object else { throw Refused(reason: "node is no object") }
            node = Array(body[found.range])
            members = try Self.scan(node).compactMapValues { member in
                switch member.value {
                case .string(let text), .number(let text): text
                case .object, .other: nil
                }
            }
            if case .string(let text)? = outer["sign"]?.value { sign = text } else { sign = nil }
        }

        func isSigned(by key: RSAPublicKey) -> Bool {
            guard let sign, let signature = Base64.decode(sign) else { return false }
            return key.verify(signature, sha256: node)
        }

        private static func scan(
            _ bytes: [UInt8]
        ) throws(Refused) -> [String: JSONScanner.Member] {
            do throws(JSONScanner.Fault) {
                return try JSONScanner.members(ofObject: bytes)
            } catch {
                throw Refused(reason: "\(error)")
            }
        }
    }
}
