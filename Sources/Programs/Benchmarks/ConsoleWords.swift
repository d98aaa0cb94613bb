/// What the English screen says at the moments that are measured.
enum ConsoleWords {
    /// The last word of the hint bar, which is the last thing of a frame.
    static let hintBar = "Ctrl-Q"
    /// Nobody is on the screen.
    static let idle = "Scan insurance code"
    /// A bill is paid and the person has more.
    static let furtherBills = "Enter to go on"
    /// The split stands, and something is due.
    static let amountDue = "Scan a payment code"
    /// The split stands, and nothing is due.
    static let nothingDue = "Nothing is due"
}
