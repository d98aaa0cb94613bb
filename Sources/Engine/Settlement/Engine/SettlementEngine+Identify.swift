import Billing

extension SettlementEngine {
    /// Finds the person and the unpaid bills by what was scanned; moves no money.
    func identify(_ identity: IdentityPresented) async {
        do {
            switch identity {
            case .insuranceCode(let code):
                try await identifyByCode(code)
            case .residentID(let number):
                try await identify(
                    InsuranceCredential(kind: .residentID, number: number),
                    fallback: number
                )
            case .socialSecurityCard(let number):
                try await identify(
                    InsuranceCredential(kind: .card, number: number),
                    fallback: nil
                )
            case .patientNumber(let number):
                guard let patient = try await store.patient(number) else {
                    throw DeskProblem.unknownPatient
                }
                try await present(patient, insured: nil, word: nil)
            }
        } catch {
            emit(.identifyFailed(problem(error)))
        }
    }

    /// 1162 turns the QR code into a credential, 1101 the credential into the person.
    private func identifyByCode(_ code: String) async throws {
        let result = try await query(.decode(code: code))
        switch result.outcome {
        case .answered(.decoded(let credential, _, _)):
            try await identify(credential, fallback: nil)
        case .answered:
            throw DeskProblem.insurerSilent("1162")
        case .refused(let refusal):
            throw DeskProblem.credentialStale(refusal.text)
        case .unknown(let doubt), .notSent(let doubt):
            throw DeskProblem.insurerSilent(doubt.detail)
        }
    }

    /// 1101; a resident ID that the insurer does not know may still be a self-pay patient.
    private func identify(_ credential: InsuranceCredential, fallback: String?) async throws {
        let result = try await query(.identify(credential))
        let word: String
        let failure: DeskProblem
        switch result.outcome {
        case .answered(.person(let person)):
            guard let patient = try await store.patient(identityNumber: person.identityNumber)
            else { throw DeskProblem.unknownPatient }
            try await present(patient, insured: person, word: nil)
            return
        case .answered:
            word = "1101"
            failure = .insurerSilent(word)
        case .refused(let refusal):
            word = refusal.text
            failure = .insurerRefused(word)
        case .unknown(let doubt), .notSent(let doubt):
            word = doubt.detail
            failure = .insurerSilent(word)
        }
        guard let fallback, let patient = try await store.patient(identityNumber: fallback) else {
            throw failure
        }
        try await present(patient, insured: nil, word: word)
    }

    private func present(_ patient: Patient, insured: InsuredPerson?, word: String?) async throws {
        let bills = try await store.unpaidBills(ofPatient: patient.id)
        emit(
            .identified(
                Identified(patient: patient, insured: insured, bills: bills, insurerWord: word)
            )
        )
    }
}
