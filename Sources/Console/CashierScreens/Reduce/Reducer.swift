import Billing
import Devices
import Settlement
import TerminalUI

/// Takes one event into the state and answers what must be done outside of it.
package func reduce(
    into state: inout ConsoleState,
    _ event: ConsoleEvent
) -> [ConsoleEffect] {
    var reducer = Reducer(state: state)
    reducer.take(event)
    state = reducer.state
    return reducer.effects
}

/// One step of the console: the state on its way, and the effects that have come up.
struct Reducer {
    var state: ConsoleState
    var effects: [ConsoleEffect] = []

    /// A step that starts from a state.
    init(state: ConsoleState) {
        self.state = state
    }

    var strings: Strings { state.strings }

    /// Takes the one event in.
    mutating func take(_ event: ConsoleEvent) {
        switch event {
        case .key(let press):
            advance(to: press.at)
            feed(press)
        case .paste(let text, let at):
            advance(to: at)
            take(state.wedge.paste(text, at: at), at: at)
            state.echo = []
        case .device(let event):
            advance(to: event.instant)
            take(event)
        case .desk(let event, let at):
            advance(to: at)
            take(event, at: at)
        case .tick(let time):
            state.time = time
            advance(to: time.instant)
            take(state.wedge.tick(at: time.instant), at: time.instant)
            if state.wedge.deadline == nil { state.echo = [] }
            dropStaleCode(at: time.instant)
        case .resized(let size):
            let wasShown = state.isShown
            state.size = size
            if !wasShown, state.isShown { state.showAgain() }
        }
    }

    /// Time never runs backwards on the screen, even when two threads stamp events.
    private mutating func advance(to instant: ContinuousClock.Instant) {
        state.now = max(state.now, instant)
    }

    /// Hands a request to the engine.
    mutating func ask(_ request: DeskRequest) {
        effects.append(.desk(request))
    }

    /// Puts a sentence above the keys; what the cashier must not miss also sounds the bell.
    mutating func say(_ text: String, _ role: Role = .message) {
        state.notice = Notice(text: text, role: role)
        if role == .warning || role == .danger { effects.append(.bell) }
    }

    // MARK: Keyboard

    /// Every key passes the wedge recogniser, so that a scanner's Enter is never a key.
    private mutating func feed(_ press: KeyPress) {
        let shape: WedgeRecognizer<KeyPress>.Shape
        var character: Character?
        switch press.key {
        case .character(let typed):
            character = typed
            shape = typed.asciiValue.map { .character($0) } ?? .other
        case .enter, .tab:
            shape = .terminator
        case .function, .control, .alt, .escape, .backTab, .backspace, .delete, .insert, .up,
            .down, .left, .right, .home, .end, .pageUp, .pageDown:
            shape = .other
        }
        let outputs = state.wedge.feed(press, shape, at: press.at)
        if state.wedge.deadline == nil {
            state.echo = []
        } else if let character, outputs.isEmpty {
            if state.echo.count < 5 { state.echo.append(character) }
        } else {
            state.echo = character.map { [$0] } ?? []
        }
        take(outputs, at: press.at)
    }

    private mutating func take(
        _ outputs: [WedgeRecognizer<KeyPress>.Output],
        at instant: ContinuousClock.Instant
    ) {
        for output in outputs {
            switch output {
            case .typed(let press):
                typed(press)
            case .scanned(let text, let keys):
                wedgeScanned(text, keys: keys, at: instant)
            case .rejected:
                // These keys came from a keyboard, where nobody can mend a scanner.
                say(strings.typedTooFast, .warning)
            case .pasted(let text):
                scanned(text, at: instant, isPasted: true)
            }
        }
    }

    /// A burst that is no code but fills an amount may have been typed by a fast hand or a test.
    private mutating func wedgeScanned(
        _ text: ScannedText,
        keys: [KeyPress],
        at instant: ContinuousClock.Instant
    ) {
        if case .unknown = state.classifier.classify(text, expecting: .any),
            state.keyContext == .sale
        {
            var amount = state.isAmountRefused ? InputLine(.amount, limit: 10) : state.amount
            if keys.allSatisfy({ amount.handle($0.key) }) {
                guard state.isShown else {
                    say(strings.windowTooSmall, .warning)
                    return
                }
                clearAmount()
                state.amount = amount
                return
            }
        }
        scanned(text, at: instant, isPasted: false)
    }

    /// Empties the amount and forgets what was said about it.
    mutating func clearAmount() {
        state.amount.clear()
        state.isAmountRefused = false
        state.askedChange = nil
    }

    // MARK: Devices

    private mutating func take(_ event: DeviceEvent) {
        switch event.kind {
        case .scanned(let text):
            scanned(text, at: event.instant, isPasted: false)
        case .rejected(let rejection):
            rejected(rejection)
        case .state(let deviceState):
            let row = DeviceRow(id: event.source, state: deviceState)
            if let index = state.devices.firstIndex(where: { $0.id == event.source }) {
                state.devices[index] = row
            } else {
                state.devices.append(row)
            }
        }
    }

    private mutating func rejected(_ rejection: ScanRejection) {
        say(strings.sentence(rejection), .warning)
    }

    /// A payment code is held for 20 s, for this one confirmation (rule 9).
    private mutating func dropStaleCode(at instant: ContinuousClock.Instant) {
        guard case .confirmCode(let code, _) = state.question,
            instant - code.scannedAt > HeldCode.lifetime
        else { return }
        state.question = nil
        say(strings.codeStale, .warning)
    }
}

extension ConsoleState {
    /// Whether the screen is drawn at all, and not only the notice that the window is too small.
    var isShown: Bool { size.fits(.minimum) }

    /// What comes into sight again must be seen before a key or a code may confirm it.
    mutating func showAgain() {
        sale?.shownAt = now
        furtherBills?.shownAt = now
        askedChange = nil
        isQuitAsked = false
        question = question?.shown(at: now)
    }

    /// The classifier of the day on the screen.
    var classifier: CodeClassifier {
        let china = time.moment.china
        let today = CalendarDay(year: china.year, month: china.month, day: china.day)
        let epoch = CalendarDay(year: 1970, month: 1, day: 1)
        guard let day = today ?? epoch else { preconditionFailure("1970-01-01 is a day") }
        return CodeClassifier(rules: options.scanRules, today: day)
    }
}
