import FoundationEssentials

/// How much a test that could go on for ever does: a little in every run, all of it in a deep one.
package enum TestEffort {
    /// Whether `Scripts/test --deep` asked for the full counts.
    package static let isDeep = ProcessInfo.processInfo.environment["CASHIER_DEEP"] != nil

    /// The count of this run.
    package static func count(_ usual: Int, deep: Int) -> Int { isDeep ? deep : usual }

    /// The time of this run.
    package static func time(_ usual: Duration, deep: Duration) -> Duration {
        isDeep ? deep : usual
    }
}
