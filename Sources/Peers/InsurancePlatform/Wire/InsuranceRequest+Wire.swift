import Settlement

extension InsuranceRequest {
    /// The transaction number on the wire.
    func operation(_ codes: InsurancePlatformConfiguration.TransactionCodes) -> String {
        switch self {
        case .decode: "1162"
        case .identify: "1101"
        case .register: "2201"
        case .cancelRegistration: "2202"
        case .describeVisit: codes.describeVisit
        case .uploadLines: "2204"
        case .cancelLines: "2205"
        case .preSettle: codes.preSettle
        case .settle: codes.settle
        case .cancelSettlement: "2208"
        case .reverse: "2601"
        case .queryVisits: "5201"
        case .querySettlement: "5203"
        case .queryLines: "5204"
        }
    }

    /// Person and visit that the request names; nil before the person is known.
    var visitInput: InsurerVisitInput? {
        switch self {
        case .decode, .identify: nil
        case .register(let input), .cancelRegistration(let input), .describeVisit(let input),
            .uploadLines(let input, _), .cancelLines(let input), .preSettle(let input, _),
            .settle(let input, _, _), .cancelSettlement(let input, _), .reverse(_, _, let input),
            .queryVisits(let input), .querySettlement(let input, _), .queryLines(let input):
            input
        }
    }

    /// Whether the request changes nothing at the platform, so that it may be asked anew under a
    /// number of its own (specification 1.8, rule 3).
    var changesNothing: Bool {
        switch self {
        case .decode, .identify, .preSettle, .queryVisits, .querySettlement, .queryLines: true
        case .register, .cancelRegistration, .describeVisit, .uploadLines, .cancelLines, .settle,
            .cancelSettlement, .reverse:
            false
        }
    }

    /// Texts of the request that no evidence may repeat.
    var personalTexts: [String] {
        let person = visitInput?.person
        var texts = [person?.name, person?.identityNumber, person?.credential.number]
        switch self {
        case .decode(let code): texts.append(code)
        case .identify(let credential): texts.append(credential.number)
        case .register, .cancelRegistration, .describeVisit, .uploadLines, .cancelLines,
            .preSettle, .settle, .cancelSettlement, .reverse, .queryVisits, .querySettlement,
            .queryLines:
            break
        }
        return texts.compactMap(\.self)
    }
}
