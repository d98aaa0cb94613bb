package import Billing
package import Devices
package import TerminalUI

/// What a console is told once, at its start.
package struct ConsoleOptions: Sendable, Hashable {
    /// The language of the screen.
    package var language: Language
    /// The window, such as `03`.
    package var window: String
    /// Under which name this console owns its settlements in the ledger, such as `window-03`; when
    /// empty, the owner of what it quoted itself.
    package var ownerID: String
    /// The cashier at the window.
    package var operatorName: String
    /// The hospital's name for the title line.
    package var hospitalName: String
    /// The shift as the title line shows it, such as `早班 0412`; empty without one.
    package var shiftText: String
    /// How the cash that closes a remainder is rounded.
    package var cashRounding: CashRounding
    /// Above this amount a scanned payment code also needs Enter; nil for no limit.
    package var confirmLimit: Money?
    /// The shapes of codes.
    package var scanRules: ScanRules
    /// What devices are called on the screen, by their configured names.
    package var deviceLabels: [String: Label]
    /// The people of the demo; empty outside it, which also takes their key away.
    package var samples: [SamplePerson]

    /// Options with the defaults of an unconfigured window.
    package init(
        language: Language = .chinese,
        window: String,
        operatorName: String,
        hospitalName: String,
        shiftText: String = "",
        cashRounding: CashRounding = .jiaoHalfUp,
        confirmLimit: Money? = nil,
        scanRules: ScanRules = .standard,
        deviceLabels: [String: Label] = [:],
        samples: [SamplePerson] = [],
        ownerID: String = ""
    ) {
        self.language = language
        self.window = window
        self.operatorName = operatorName
        self.hospitalName = hospitalName
        self.shiftText = shiftText
        self.cashRounding = cashRounding
        self.confirmLimit = confirmLimit
        self.scanRules = scanRules
        self.deviceLabels = deviceLabels
        self.samples = samples
        self.ownerID = ownerID
    }
}

/// An invented person of the demo, who can be played without a scanner.
package struct SamplePerson: Sendable, Hashable {
    /// The sandbox's name for the person, such as `E1`.
    package var id: String
    /// The person's invented name.
    package var name: String
    /// What is worth trying with the person.
    package var note: Label
    /// The invented identity number, which can be scanned as it is.
    package var identityNumber: String

    /// A person of the demo.
    package init(id: String, name: String, note: Label, identityNumber: String) {
        self.id = id
        self.name = name
        self.note = note
        self.identityNumber = identityNumber
    }
}
