/// Something that a device did, at one instant.
package struct DeviceEvent: Hashable, Sendable {
    /// What happened.
    package enum Kind: Hashable, Sendable {
        /// A whole frame of inert text was read.
        case scanned(ScannedText)
        /// Bytes were read that are not a scan; nothing of them is kept.
        case rejected(ScanRejection)
        /// The device came, went or could not be opened.
        case state(DeviceState)
    }

    /// The device that it happened to.
    package let source: DeviceID
    /// When the console learned of it, on the boot-time clock.
    package let instant: ContinuousClock.Instant
    /// What happened.
    package let kind: Kind

    /// Makes an event.
    package init(source: DeviceID, instant: ContinuousClock.Instant, kind: Kind) {
        self.source = source
        self.instant = instant
        self.kind = kind
    }
}
