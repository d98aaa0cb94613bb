import Billing
import Cryptography
import PeerTransport
import Settlement

/// The envelope around a business body, its signatures, and the HTTP request that carries them
/// (specification 1.1, 1.3 to 1.5).
struct Envelope {
    let configuration: InsurancePlatformConfiguration
    let operation: String
    let messageNumber: String
    /// `sign_no`, empty in 9001.
    let signNumber: String
    /// The person that the body names, whose region and insurance type decide the addressing.
    let person: InsuredPerson?
    let at: Moment

    /// The fields before `input` and `cainfo`, in the order of the specification.
    private var fields: [(name: String, value: String)] {
        let receiver = person.flatMap {
            configuration.receiverByInsuranceType[$0.insuranceType]
        }
        return [
            ("infno", operation),
            ("msgid", messageNumber),
            ("mdtrtarea_admvs", configuration.institution.region),
            ("insuplc_admdvs", person?.insuredRegion ?? ""),
            ("recer_sys_code", receiver ?? configuration.receiver),
            ("dev_no", configuration.deviceNumber),
            ("dev_safe_info", ""),
            ("signtype", signatureType),
            ("infver", configuration.interfaceVersion),
            ("opter_type", configuration.cashier.type),
            ("opter", configuration.cashier.code),
            ("opter_name", configuration.cashier.name),
            ("inf_time", at.china.dateTime),
            ("fixmedins_code", configuration.institution.code),
            ("fixmedins_name", configuration.institution.name),
            ("sign_no", signNumber),
        ]
    }

    private var signatureType: String {
        switch configuration.signature {
        case .empty: ""
        case .sm2: "SM2"
        }
    }

    /// The text that an SM2 signature of the envelope is over: every field but `cainfo` and
    /// `input`, sorted, as `k=v` joined with `&`.
    var signText: String {
        fields.sorted { $0.name < $1.name }.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
    }

    private func cainfo() throws(CryptographyError) -> String {
        switch configuration.signature {
        case .empty: ""
        case .sm2(let key, let form):
            Hex.encodeUpper(try key.sign(Array(signText.utf8), form: form))
        }
    }

    /// The whole message; `input` is taken over byte for byte.
    func message(input: [UInt8]) throws(CryptographyError) -> [UInt8] {
        var text = "{"
        for field in fields + [("cainfo", try cainfo())] {
            text += JSONValue.quoted(field.name) + ":" + JSONValue.quoted(field.value) + ","
        }
        text += "\"input\":"
        return Array(text.utf8) + input + [UInt8(ascii: "}")]
    }

    /// The request that carries the message.
    ///
    /// - Parameter nonce: text that no other request of the last minutes has.
    func request(
        url: String,
        input: [UInt8],
        nonce: String
    ) throws(CryptographyError) -> PeerRequest {
        PeerRequest(
            url: url,
            headers: [("Content-Type", "application/json;charset=utf-8")] + gateway(nonce: nonce),
            body: try message(input: input),
            timeout: configuration.connectTimeout + configuration.readTimeout
        )
    }

    private func gateway(nonce: String) -> [(name: String, value: String)] {
        switch configuration.headers {
        case .none: return []
        case .tif(let account, let secret):
            let timestamp = String(at.wall / 1_000)
            return [
                ("x-tif-paasid", account),
                ("x-tif-timestamp", timestamp),
                ("x-tif-nonce", nonce),
                (
                    "x-tif-signature",
                    Envelope.gatewaySignature(timestamp: timestamp, token: secret, nonce: nonce)
                ),
            ]
        }
    }

    /// SHA-256 over timestamp, secret, nonce and timestamp again, lower-case hex.
    static func gatewaySignature(timestamp: String, token: String, nonce: String) -> String {
        Hex.encode(Hash.sha256(Array((timestamp + token + nonce + timestamp).utf8)))
    }
}
