/// One scanner of the window, as configured.
package struct ScannerSettings: Hashable, Sendable {
    /// Its name.
    package var id: DeviceID
    /// Where it is.
    package var address: ScannerAddress
    /// The speed of a serial line; 8 data bits, no parity, one stop bit.
    package var baudRate: BaudRate
    /// How its bytes are cut into frames.
    package var framing: ScanFramer.Settings
    /// The pause before the first try to open it again; each further pause is twice as long.
    package var reopenDelayMin: Duration
    /// The longest pause between two tries.
    package var reopenDelayMax: Duration

    /// Configures a scanner.
    package init(
        id: DeviceID,
        address: ScannerAddress,
        baudRate: BaudRate = .baud9600,
        framing: ScanFramer.Settings = ScanFramer.Settings(),
        reopenDelayMin: Duration = .milliseconds(250),
        reopenDelayMax: Duration = .seconds(5)
    ) {
        precondition(reopenDelayMin > .zero && reopenDelayMax >= reopenDelayMin)
        self.id = id
        self.address = address
        self.baudRate = baudRate
        self.framing = framing
        self.reopenDelayMin = reopenDelayMin
        self.reopenDelayMax = reopenDelayMax
    }
}
