/// The limits by which a scanner's keys are told from a person's.
///
/// In the field scanners type a character in 5 to 60 ms, people in more than 80 ms.
package struct WedgeSettings: Hashable, Sendable {
    /// The fewest characters of a scan.
    package var lengthMin: Int
    /// The longest gap before a burst counts as one.
    package var gapMax: Duration
    /// The longest median gap of a burst.
    package var typicalGapMax: Duration
    /// The silence that ends a burst without a terminator.
    package var silence: Duration
    /// How long after a scan an Enter or Tab still belongs to it.
    package var terminatorGrace: Duration
    /// How many times one key may repeat before it is a key leaned on.
    package var sameKeyMax: Int

    /// Makes settings; the defaults are the field's figures.
    package init(
        lengthMin: Int = 6,
        gapMax: Duration = .milliseconds(50),
        typicalGapMax: Duration = .milliseconds(30),
        silence: Duration = .milliseconds(100),
        terminatorGrace: Duration = .milliseconds(250),
        sameKeyMax: Int = 16
    ) {
        precondition(lengthMin >= 2 && sameKeyMax > lengthMin)
        self.lengthMin = lengthMin
        self.gapMax = gapMax
        self.typicalGapMax = typicalGapMax
        self.silence = silence
        self.terminatorGrace = terminatorGrace
        self.sameKeyMax = sameKeyMax
    }
}
