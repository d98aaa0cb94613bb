/// What becomes of one request: the answer, or the way in which there is none.
///
/// The effects on the books have taken place when the outcome is returned; the carrier (the HTTP
/// server, or a transport in process) plays the waiting and the cutting of the connection.
package enum SandboxOutcome: Sendable, Equatable {
    /// The whole answer, after a delay.
    case answer(SandboxResponse, after: Duration)
    /// The head with the whole length, then only the first `length` bytes, then a cut.
    case truncated(SandboxResponse, length: Int)
    /// The connection is closed and not one byte is answered.
    case drop
    /// The connection stays open and silent for this long, then it is closed.
    case hang(Duration)

    /// How the request log names the outcome.
    var logText: String {
        switch self {
        case .answer(let response, let delay):
            delay == .zero ? "answered \(response.status)" : "answered \(response.status) late"
        case .truncated: "truncated"
        case .drop: "dropped"
        case .hang: "hung"
        }
    }
}
