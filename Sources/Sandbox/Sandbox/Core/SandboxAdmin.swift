import FoundationEssentials

/// The admin interface under `/_sandbox/`, which is never part of a peer's wire.
struct SandboxAdmin {
    /// Where every admin path begins.
    static let prefix = "/_sandbox/"

    let world: SandboxWorld

    /// Answers one admin request: 200, or 400, 404, 405 with `{"error":…}`.
    func answer(_ request: SandboxRequest) -> SandboxResponse {
        do {
            switch request.path.dropFirst(Self.prefix.count) {
            case "books": return try onlyGet(request) { try Self.json(world.books) }
            case "requests": return try onlyGet(request) { try Self.json(world.requests) }
            case "credentials": return try onlyGet(request) { try Self.json(world.credentials) }
            case "faults": return try faults(request)
            case "persons": return try persons(request)
            case "codes": return try codes(request)
            case "clock": return try clock(request)
            case _: return Self.failure(404, "no such admin path")
            }
        } catch let error as SandboxError {
            return Self.failure(error.code == .badRequest ? 400 : 500, error.context)
        } catch let error as InsurerRefusal {
            return Self.failure(400, error.text)
        } catch {
            return Self.failure(500, "the answer could not be written")
        }
    }

    private func faults(_ request: SandboxRequest) throws -> SandboxResponse {
        switch request.method {
        case "GET": return try Self.json(world.faults)
        case "DELETE":
            world.clearFaults()
            return try Self.json(world.faults)
        case "POST":
            let plan = try decode(FaultPlan.self, from: request)
            if let objection = plan.objection { throw SandboxError(.badRequest, objection) }
            world.plan(plan)
            return try Self.json(plan)
        case _: return Self.failure(405, "GET, POST or DELETE")
        }
    }

    private func persons(_ request: SandboxRequest) throws -> SandboxResponse {
        switch request.method {
        case "GET": return try Self.json(world.personRows())
        case "POST":
            try world.addPerson(json: request.body)
            return try Self.json(["added": true])
        case _: return Self.failure(405, "GET or POST")
        }
    }

    private struct CodeRequest: Decodable {
        var person: String
        var kind: String
        /// What the code can pay at most, in fen; absent for a purse without bottom.
        var funds: Int64?
    }

    private struct CodeAnswer: Encodable {
        var code: String
        var expires_at: Date
    }

    private func codes(_ request: SandboxRequest) throws -> SandboxResponse {
        guard request.method == "POST" else { return Self.failure(405, "POST") }
        let wanted = try decode(CodeRequest.self, from: request)
        guard let kind = SandboxCodeKind(rawValue: wanted.kind) else {
            let known = SandboxCodeKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw SandboxError(
                .badRequest,
                "codes of the kind \(wanted.kind) are not simulated; there are: \(known)"
            )
        }
        guard !wanted.person.isEmpty else { throw SandboxError(.badRequest, "person is empty") }
        guard
            let minted = world.mintCode(person: wanted.person, kind: kind, funds: wanted.funds)
        else { throw SandboxError(.badRequest, "the insurer knows no person \(wanted.person)") }
        return try Self.json(CodeAnswer(code: minted.code, expires_at: minted.expiresAt))
    }

    private struct ClockRequest: Decodable {
        var advance_seconds: Double?
        var now: Date?
    }

    private func clock(_ request: SandboxRequest) throws -> SandboxResponse {
        switch request.method {
        case "GET": break
        case "POST":
            let wanted = try decode(ClockRequest.self, from: request)
            switch (wanted.advance_seconds, wanted.now) {
            case (let seconds?, nil) where abs(seconds) <= 10_000_000_000:
                world.advanceClock(by: seconds)
            case (nil, let date?): world.setClock(to: date)
            case _:
                throw SandboxError(.badRequest, "give either advance_seconds or now (ISO 8601)")
            }
        case _: return Self.failure(405, "GET or POST")
        }
        return try Self.json(["now": world.now])
    }

    private func decode<Value: Decodable>(
        _ type: Value.Type,
        from request: SandboxRequest
    ) throws -> Value {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        do {
            return try decoder.decode(type, from: Data(request.body))
        } catch let error as DecodingError {
            throw SandboxError(.badRequest, Self.text(of: error))
        }
    }

    private static func text(of error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, _): "\(key.stringValue) is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context),
            .dataCorrupted(let context):
            context.codingPath.map(\.stringValue).joined(separator: ".")
                + ": \(context.debugDescription)"
        @unknown default: "not understood"
        }
    }

    private func onlyGet(
        _ request: SandboxRequest,
        _ answer: () throws -> SandboxResponse
    ) throws -> SandboxResponse {
        guard request.method == "GET" else { return Self.failure(405, "GET") }
        return try answer()
    }

    private static func json(_ value: some Encodable) throws -> SandboxResponse {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return SandboxResponse(
            contentType: "application/json",
            body: Array(try encoder.encode(value))
        )
    }

    private static func failure(_ status: Int, _ text: String) -> SandboxResponse {
        SandboxResponse(
            status: status,
            contentType: "application/json",
            body: Array("{\"error\":\(AlipayNode.quoted(text))}".utf8)
        )
    }
}
