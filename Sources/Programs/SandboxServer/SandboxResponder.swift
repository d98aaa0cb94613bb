import Hummingbird
import HummingbirdCore
import NIOCore
import Sandbox
import ServiceLifecycle

/// Turns HTTP requests into the world's requests and plays the world's outcomes on the connection.
struct SandboxResponder: Sendable {
    /// The largest request body that is read, in bytes.
    static let bodyLengthMax = 4 * 1024 * 1024

    let world: SandboxWorld
    /// Whether the listener demanded a client certificate of the sandbox's authority.
    let isTLS: Bool

    /// Answers one request, or cuts the connection by throwing.
    @concurrent @Sendable func respond(
        to request: Request,
        _ writer: consuming ResponseWriter,
        _ channel: any Channel
    ) async throws {
        var body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: Self.bodyLengthMax)
        } catch is NIOTooManyBytesError {
            try await writer.writeResponse(
                HTTPResponse(
                    status: .contentTooLarge,
                    headerFields: [.contentLength: "0"]
                )
            )
            throw SandboxServerError.connectionCut
        }
        let target = Self.target(request.head.path ?? "/")
        let outcome = await world.handle(
            SandboxRequest(
                method: request.head.method.rawValue,
                path: target.path,
                query: target.query,
                headers: request.headers.map { ($0.name.canonicalName, $0.value) },
                body: body.readBytes(length: body.readableBytes) ?? [],
                hasClientCertificate: isTLS
            )
        )
        switch outcome {
        case .answer(let response, let delay):
            if delay > .zero { try await Self.wait(delay) }
            try await writer.write(
                response: Self.head(response),
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: response.body))
            )
        case .truncated(let response, let length):
            var bodyWriter = try await writer.writeHead(Self.head(response))
            try await bodyWriter.write(ByteBuffer(bytes: response.body.prefix(length)))
            throw SandboxServerError.connectionCut
        case .drop:
            throw SandboxServerError.connectionCut
        case .hang(let duration):
            try await Self.wait(duration)
            throw SandboxServerError.connectionCut
        }
    }

    /// Waits, but no longer than the server runs.
    private static func wait(_ duration: Duration) async throws {
        try await cancelWhenGracefulShutdown {
            try await Task.sleep(for: duration)
        }
    }

    private static func head(_ response: SandboxResponse) -> HTTPResponse {
        HTTPResponse(
            status: HTTPResponse.Status(code: response.status),
            headerFields: [
                .contentType: response.contentType,
                .contentLength: String(response.body.count),
            ]
        )
    }

    /// Path and query of a request target; the absolute form (`http://host/path?query`), which
    /// one vendor's client sends, counts as its path.
    static func target(_ text: String) -> (path: String, query: String) {
        var rest = text[...]
        for scheme in ["http://", "https://"] where rest.hasPrefix(scheme) {
            rest = rest.dropFirst(scheme.count)
            rest = rest.firstIndex(of: "/").map { rest[$0...] } ?? "/"
        }
        guard let mark = rest.firstIndex(of: "?") else { return (String(rest), "") }
        return (String(rest[..<mark]), String(rest[rest.index(after: mark)...]))
    }
}
