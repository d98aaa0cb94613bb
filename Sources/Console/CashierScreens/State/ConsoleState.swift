import Billing
import Devices
import Settlement
package import TerminalUI

/// Everything that the console knows and shows; a value that only `reduce` changes.
package struct ConsoleState: Sendable {
    /// What the console was told at its start.
    package let options: ConsoleOptions
    /// The last reading of the clocks.
    package internal(set) var time: ConsoleTime
    /// The size of the terminal.
    package internal(set) var size: Size
    /// The newest instant that any event carried; elapsed seconds count to here.
    var now: ContinuousClock.Instant

    var screen = Screen.sale
    var isHelpShown = false
    var question: Question?
    var notice: Notice?

    var identification: Identification?
    var sale: Sale?
    /// The further unpaid bills of the person who has just paid, until Enter takes them up.
    var furtherBills: Sale?
    /// Settlements that go on in the background, by their number.
    var parked: [String: Sale] = [:]
    /// Bills whose split has been asked for and not answered.
    var quotesInFlight: Set<String> = []
    var amount = InputLine(.amount, limit: 10)
    /// Whether the typed amount was refused: the next digit then begins a new one.
    var isAmountRefused = false
    /// The unusually large change that was asked about, once, by F2.
    var askedChange: AskedChange?
    /// Whether leaving was asked about and nothing else was done since.
    var isQuitAsked = false
    /// The settlement whose giving up was asked for last.
    var givingUp: String?
    /// The owner of the records that this console quoted itself.
    var quotedOwner: String?
    /// The last finished settlement, which stays on the screen.
    var lastReceipt: ReceiptLine?
    /// The settlement finished last at this screen whose change is being handed out.
    var handingOut: ReceiptLine?

    var open: [OpenEntry] = []
    var openList = ListState(count: 0)
    var stories: [String: [StoryLine]] = [:]
    var sampleList: ListState

    var peers: [PeerHealth] = []
    var devices: [DeviceRow] = []

    var wedge: WedgeRecognizer<KeyPress>
    /// Characters that the recogniser still holds back, shown meanwhile; never more than five.
    var echo: [Character] = []

    /// A console that has just started.
    package init(options: ConsoleOptions, time: ConsoleTime, size: Size = .minimum) {
        self.options = options
        self.time = time
        self.size = size
        now = time.instant
        sampleList = ListState(count: options.samples.count)
        wedge = WedgeRecognizer()
    }

    /// What to ask for when the console starts.
    package static var firstEffects: [ConsoleEffect] { [.desk(.listOpen)] }

    /// The sentences in the console's language.
    var strings: Strings { Strings(options.language) }
}

/// Which screen is shown.
enum Screen: Sendable, Hashable {
    case sale
    case doubt
    case samples
}

/// A sentence above the keys, until the next gesture.
struct Notice: Sendable, Hashable {
    var text: String
    var role: Role
}

/// A person who is being looked for.
struct Identification: Sendable, Hashable {
    var since: ContinuousClock.Instant
    /// Whether the cashier has stepped back; the answer is then thrown away.
    var isDropped = false
    /// A later scan that waits for this answer, because answers do not say whom they are about.
    var next: IdentityPresented?

    /// Whether the cashier still waits for a person.
    var isWanted: Bool { !isDropped || next != nil }
}

/// What the console asks before it acts.
enum Question: Sendable, Hashable {
    /// Give this settlement up, as it stood when the question came up?
    case giveUp(SettlementRecord, name: String, shownAt: ContinuousClock.Instant)
    /// Settle so much with the code that was scanned?
    case confirmCode(HeldCode, shownAt: ContinuousClock.Instant)
    /// Which of these is the scanned code?
    case choose(
        [ScannedCode],
        scannedAt: ContinuousClock.Instant,
        isPasted: Bool,
        shownAt: ContinuousClock.Instant
    )

    /// When it came on the screen; an older key does not answer it.
    var shownAt: ContinuousClock.Instant {
        switch self {
        case .giveUp(_, _, let shownAt), .confirmCode(_, let shownAt),
            .choose(_, _, _, let shownAt):
            shownAt
        }
    }
}

extension Question {
    /// The same question, come on the screen at another instant.
    func shown(at instant: ContinuousClock.Instant) -> Question {
        switch self {
        case .giveUp(let record, let name, _): .giveUp(record, name: name, shownAt: instant)
        case .confirmCode(let code, _): .confirmCode(code, shownAt: instant)
        case .choose(let codes, let scannedAt, let isPasted, _):
            .choose(codes, scannedAt: scannedAt, isPasted: isPasted, shownAt: instant)
        }
    }
}

/// A scanned payment code that waits for Enter, bound to what was on the screen.
struct HeldCode: Sendable, Hashable {
    /// How long a code may wait (rule 9).
    static let lifetime = Duration.seconds(20)

    var offer: TenderOffer
    var token: ConfirmationToken
    var scannedAt: ContinuousClock.Instant
}

/// Cash with an unusually large change, as it stood when the cashier was asked about it.
struct AskedChange: Sendable, Hashable {
    /// Above this change F2 asks once: more than five of the largest notes come back.
    static let limit = Money(fen: 50_000)

    var token: ConfirmationToken
    var tendered: Money
    /// When the cashier was asked; an older key does not answer.
    var shownAt: ContinuousClock.Instant
}

/// A finished settlement on the message line.
struct ReceiptLine: Sendable, Hashable {
    var receipt: Receipt
    /// Cash handed over, zero when none was.
    var tendered: Money
}

/// An open settlement as the engine listed it, and when it did.
struct OpenEntry: Sendable, Hashable, Identifiable {
    var item: OpenItem
    var listedAt: ContinuousClock.Instant
    var id: String { item.id }
}

/// A device on the status line.
struct DeviceRow: Sendable, Hashable {
    var id: DeviceID
    var state: DeviceState
}
