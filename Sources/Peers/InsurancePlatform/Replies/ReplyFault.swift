/// Why an answer with `infcode` 0 is no answer to the question.
enum ReplyFault: Error, Sendable, Equatable {
    /// A field that the transaction needs is missing or not readable.
    case unreadable(String)
    /// The answer is about another person, visit, amount or number.
    case mismatch(String)
    /// The answer is complete and says no: the text for the cashier.
    case negative(String)
}
