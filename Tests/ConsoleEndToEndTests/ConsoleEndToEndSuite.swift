import Testing

/// All tests of the real program; one after the other, since each runs several processes.
@Suite("The real program, end to end", .serialized)
struct ConsoleEndToEnd {}
