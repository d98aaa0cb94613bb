/// The insured person as the insurer answered, and the credential that was shown.
package struct InsuredPerson: Sendable, Hashable, Codable {
    /// `psn_no`.
    package var personNumber: String
    package var name: String
    /// The resident identity number (`certno`).
    package var identityNumber: String
    /// The insurance type (`insutype`), such as 310 for employees.
    package var insuranceType: String
    /// `psn_type`: class of person, as the insurer codes it.
    package var personType: String
    /// Region that insures the person (`insuplc_admdvs`).
    package var insuredRegion: String
    /// Personal-account balance in fen at the time of asking.
    package var balanceFen: Int64
    package var credential: InsuranceCredential

    package init(
        personNumber: String,
        name: String,
        identityNumber: String,
        insuranceType: String,
        personType: String,
        insuredRegion: String,
        balanceFen: Int64,
        credential: InsuranceCredential
    ) {
        self.personNumber = personNumber
        self.name = name
        self.identityNumber = identityNumber
        self.insuranceType = insuranceType
        self.personType = personType
        self.insuredRegion = insuredRegion
        self.balanceFen = balanceFen
        self.credential = credential
    }
}

/// What the patient showed to be recognised by the insurer.
package struct InsuranceCredential: Sendable, Hashable, Codable {
    package enum Kind: String, Sendable, Codable {
        /// An e-credential's QR code.
        case electronic = "01"
        /// The resident identity number.
        case residentID = "02"
        /// The social-security card.
        case card = "03"
    }
    package var kind: Kind
    /// The code itself, or, once decoded, the insurer's token for it.
    package var number: String

    package init(kind: Kind, number: String) {
        self.kind = kind
        self.number = number
    }
}

/// What the insurer knows of one bill: registration and uploaded lines; it outlives a settlement
/// that was given up, so that the next one need not upload again (S0-42).
package struct Enrolment: Sendable, Hashable, Identifiable {
    package let id: String
    package let billID: String
    package let billDigest: String
    /// The person, with the credential that was shown last.
    package var person: InsuredPerson
    /// Our visit number at the insurer (`ipt_otp_no`).
    package let outpatientNumber: String
    package var state: State
    package var version: Int
    /// `mdtrt_id`, from the answer of 2201.
    package var visitID: String?
    /// `chrg_bchno` of the upload.
    package var batch: String
    /// `feedetl_sn` of each bill line, in the bill's order.
    package var lineSerials: [String]
    /// Whether a 2207 of this batch was ever unknown; such an upload is not reused.
    package var isTainted: Bool
    /// When the last settlement let go of it; 2205 and 2202 are owed some minutes later.
    package var releasedAt: Moment?

    /// How far the insurer has come with the bill.
    package enum State: String, Sendable, Codable, CaseIterable {
        /// 2201 is durable and may have been sent.
        case registering
        /// The visit exists at the insurer.
        case registered
        /// 2204 is durable and may have been sent.
        case uploading
        case uploaded
        /// 2205 or 2202 is durable and may have been sent.
        case cancelling
        case cancelled

        /// The states that may follow this one.
        package var successors: Set<State> {
            switch self {
            case .registering: [.registered, .cancelling, .cancelled]
            case .registered: [.uploading, .cancelling]
            case .uploading: [.uploaded, .registered, .cancelling]
            case .uploaded: [.registered, .cancelling]
            case .cancelling: [.cancelled, .registered]
            case .cancelled: []
            }
        }
    }

    package init(
        id: String,
        billID: String,
        billDigest: String,
        person: InsuredPerson,
        outpatientNumber: String,
        batch: String,
        lineSerials: [String]
    ) {
        self.id = id
        self.billID = billID
        self.billDigest = billDigest
        self.person = person
        self.outpatientNumber = outpatientNumber
        state = .registering
        version = 0
        visitID = nil
        self.batch = batch
        self.lineSerials = lineSerials
        isTainted = false
        releasedAt = nil
    }
}
