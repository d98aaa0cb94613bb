package import FoundationEssentials

/// One line of `GET /_sandbox/requests`: what was asked and what came of it, without bodies.
package struct RequestLogEntry: Sendable, Equatable, Codable {
    package var sequence: Int
    package var peer: String
    package var operation: String
    /// The caller's own number: msgid, out_trade_no or out_refund_no; nil when it gave none.
    package var number: String?
    package var time: Date
    /// `answered 200`, `truncated`, `dropped`, `hung` or `executed late`.
    package var outcome: String
    /// The kind of the fault that was played.
    package var fault: FaultPlan.Kind?
}

/// The last requests that the simulated peers received.
package struct RequestLog: Sendable {
    /// Older entries are forgotten beyond this many.
    package static let entriesMax = 10_000

    package private(set) var entries: [RequestLogEntry] = []
    private var sequence = 0

    package init() {}

    /// Adds one entry, numbered from 1 without gaps.
    mutating func record(
        peer: String,
        operation: String,
        number: String?,
        time: Date,
        outcome: String,
        fault: FaultPlan.Kind?
    ) {
        sequence += 1
        entries.append(
            RequestLogEntry(
                sequence: sequence,
                peer: peer,
                operation: operation,
                number: number,
                time: time,
                outcome: outcome,
                fault: fault
            )
        )
        if entries.count > Self.entriesMax {
            entries.removeFirst(entries.count - Self.entriesMax)
        }
    }
}
