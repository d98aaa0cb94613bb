extension SandboxRequest {
    /// The world's own mark on a call that a `late` fault held back; never taken from outside.
    package static let fenceHeader = "x-sandbox-after-fence"

    /// Whether this late call is carried out although its number was reversed in the meantime.
    package var executesAfterFence: Bool {
        header(Self.fenceHeader) == FaultPlan.AfterFence.execute.rawValue
    }
}
