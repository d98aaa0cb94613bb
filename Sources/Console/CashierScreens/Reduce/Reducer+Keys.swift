import Billing
import Settlement
import TerminalUI

extension Reducer {
    /// A key that a person pressed.
    mutating func typed(_ press: KeyPress) {
        state.notice = nil
        let context = state.keyContext
        let found = ConsoleKeys.table.binding(for: press.key.folded, in: context)
        if found?.command != .quit { state.isQuitAsked = false }
        guard state.isShown || found?.command == .quit else {
            say(strings.windowTooSmall, .warning)
            return
        }
        guard let binding = found else {
            typedIntoAmount(press.key, in: context)
            return
        }
        if let reason = state.disabledReason(binding.command, in: context) {
            say(reason, .warning)
            return
        }
        perform(binding.command, press, in: context)
    }

    private mutating func typedIntoAmount(_ key: Key, in context: KeyContext) {
        guard context == .sale else { return }
        var line = state.amount
        // After a refusal a digit begins a new amount; Backspace corrects the refused one.
        if state.isAmountRefused, case .character = key { line.clear() }
        if line.handle(key) {
            clearAmount()
            state.amount = line
        } else if case .character(let character) = key {
            let isPart = character.isASCII && (character.isNumber || character == ".")
            if isPart, !state.amount.isEmpty {
                say(strings.amountFull.filled(state.amount.text), .warning)
            } else {
                effects.append(.bell)
            }
        }
    }

    private mutating func perform(
        _ command: ConsoleCommand,
        _ press: KeyPress,
        in context: KeyContext
    ) {
        switch command {
        case .proceed: proceed(press, in: context)
        case .cash: takeCash(press)
        case .mixed: holdCash(press)
        case .park: park(at: press.at)
        case .nextBill: nextBill(at: press.at)
        case .doubt:
            state.screen = .doubt
            ask(.listOpen)
        case .samples: state.screen = .samples
        case .giveUp: giveUp(press, in: context)
        case .cashReturned: cashReturned(press, in: context)
        case .help: state.isHelpShown.toggle()
        case .back: back(at: press.at)
        case .scroll: scroll(press.key, in: context)
        case .quit: quit()
        case .choose(let index): choose(index, press)
        case .sampleWeChat: emitSample(.weChat)
        case .sampleAlipay: emitSample(.alipay)
        case .sampleIdentity: emitIdentity()
        case .register, .refund, .find, .closeShift, .supervisor:
            // Their reason says that they come later.
            break
        }
    }

    /// Whether a key was pressed after what it would confirm had come on the screen (rule 13).
    mutating func isFresh(
        _ press: KeyPress,
        after shownAt: ContinuousClock.Instant
    ) -> Bool {
        if press.at > shownAt { return true }
        say(strings.lookFirst, .warning)
        return false
    }

    /// What is still under way is told once; the next start or `recover` takes it up.
    private mutating func quit() {
        let count = state.underWayCount
        guard count > 0, !(state.isQuitAsked && state.isShown) else {
            effects.append(.quit)
            return
        }
        state.isQuitAsked = true
        say(strings.quitUnderWay.filled("\(count)"), .warning)
    }

    // MARK: Enter

    private mutating func proceed(_ press: KeyPress, in context: KeyContext) {
        switch context {
        case .confirmCode: confirmCode(press)
        case .sale: proceedWithSale(press)
        case .doubt: proceedWithOpen(press)
        case .samples: emitSample(.insurance)
        case .giveUp, .choose, .help: break
        }
    }

    private mutating func confirmCode(_ press: KeyPress) {
        guard case .confirmCode(let code, let shownAt) = state.question,
            isFresh(press, after: shownAt)
        else { return }
        state.question = nil
        guard press.at - code.scannedAt <= HeldCode.lifetime else {
            say(strings.codeStale, .warning)
            return
        }
        settle(code.token, code.offer, at: press.at)
    }

    private mutating func proceedWithSale(_ press: KeyPress) {
        guard let sale = state.sale else {
            if let further = state.furtherBills {
                guard isFresh(press, after: further.shownAt) else { return }
                state.furtherBills = nil
                state.sale = further
                clearAmount()
                arm(further.billIndex, at: press.at)
            } else {
                say(strings.scanIdentity)
            }
            return
        }
        switch sale.stage {
        case .nothingDue:
            guard let token = sale.record.flatMap(ConfirmationToken.init(showing:)),
                isFresh(press, after: sale.shownAt)
            else { return }
            settle(token, .nothingDue, at: press.at)
        case .failed:
            arm(sale.billIndex, at: press.at)
        case .doubtful, .working(.payer):
            if let record = sale.record { ask(.askNow(settlementID: record.id)) }
            say(strings.askingAgain)
        case .awaitingTender: say(strings.scanPaymentOrCash)
        case .noBill: say(strings.noUnpaidBill)
        case .quoting: say(strings.stillQuoting)
        case .working, .undoing: say(strings.underWay)
        case .owesCash: say(strings.returnCashFirst)
        case .suspense: say(strings.personDecides)
        case .closed: say(strings.scanIdentity)
        }
    }

    // MARK: Leaving

    private mutating func back(at instant: ContinuousClock.Instant) {
        if state.isHelpShown {
            state.isHelpShown = false
        } else if state.question != nil {
            state.question = nil
        } else if state.screen != .sale {
            state.screen = .sale
        } else if !state.amount.isEmpty {
            say(strings.amountStays.filled(state.amount.text), .warning)
        } else if state.sale != nil {
            park(at: instant)
        } else if state.identification?.isWanted == true {
            state.identification?.isDropped = true
            state.identification?.next = nil
            say(strings.identifyDropped)
        } else {
            state.handingOut = nil
            if let further = state.furtherBills {
                state.furtherBills = nil
                say(strings.furtherStay.filled("\(further.bills.count)"))
            }
        }
    }

    /// F6: a quote is let go, a settlement that has begun goes on in the background.
    private mutating func park(at instant: ContinuousClock.Instant) {
        guard let sale = state.sale else { return }
        state.question = nil
        clearAmount()
        state.sale = nil
        guard let record = sale.record else {
            say(strings.putAside)
            return
        }
        guard !sale.isReplaceable else {
            if record.phase == .quoted || record.phase == .draft {
                ask(.leave(settlementID: record.id))
            }
            say(strings.putAside)
            return
        }
        state.parked[record.id] = sale
        noteOpen(record, name: sale.person.patient.name, at: instant)
        ask(.leave(settlementID: record.id))
        ask(.listOpen)
        say(strings.goesOnBehind.filled(sale.person.patient.name))
    }

    private mutating func nextBill(at instant: ContinuousClock.Instant) {
        guard let sale = state.sale else { return }
        releaseQuote()
        clearAmount()
        arm((sale.billIndex + 1) % sale.bills.count, at: instant)
    }

    // MARK: Giving up

    /// Del asks and shows the amounts; a second Del does it.
    private mutating func giveUp(_ press: KeyPress, in context: KeyContext) {
        switch context {
        case .giveUp:
            guard case .giveUp(let record, _, let shownAt) = state.question,
                isFresh(press, after: shownAt)
            else { return }
            state.question = nil
            carryOutGiveUp(record, at: press.at)
        case .doubt:
            guard let item = state.selectedOpen?.item else { return }
            askToGiveUp(item.record, name: state.name(of: item), at: press.at)
        case .sale:
            guard let sale = state.sale else { return }
            guard let record = sale.record else {
                park(at: press.at)
                return
            }
            askToGiveUp(record, name: sale.person.patient.name, at: press.at)
        case .samples, .confirmCode, .choose, .help:
            break
        }
    }

    private mutating func askToGiveUp(
        _ record: SettlementRecord,
        name: String,
        at instant: ContinuousClock.Instant
    ) {
        state.question = .giveUp(record, name: name, shownAt: instant)
    }

    private mutating func carryOutGiveUp(
        _ record: SettlementRecord,
        at instant: ContinuousClock.Instant
    ) {
        if record.phase == .quoted {
            park(at: instant)
            return
        }
        if state.sale?.record?.id == record.id {
            state.sale?.isAsking = true
            state.sale?.waitsSince = instant
        }
        state.givingUp = record.id
        ask(.giveUp(settlementID: record.id))
        say(strings.givingUp, .warning)
    }

    // MARK: Choosing and scrolling

    private mutating func choose(_ index: Int, _ press: KeyPress) {
        guard
            case .choose(let codes, let scannedAt, let isPasted, let shownAt) = state.question,
            index < codes.count, isFresh(press, after: shownAt)
        else { return }
        state.question = nil
        guard press.at - scannedAt <= HeldCode.lifetime else {
            say(strings.codeStale, .warning)
            return
        }
        take(codes[index], at: scannedAt, isPasted: isPasted)
    }

    private mutating func scroll(_ key: Key, in context: KeyContext) {
        let page = max(1, state.size.rows - 13)
        switch context {
        case .sale: _ = state.sale?.lines.handle(key, page: page)
        case .doubt: _ = state.openList.handle(key, page: 3)
        case .samples: _ = state.sampleList.handle(key, page: page)
        case .giveUp, .confirmCode, .choose, .help: break
        }
    }

    // MARK: Sample patients

    private mutating func emitSample(_ kind: SampleCode) {
        guard let person = selectedSample else { return }
        state.screen = .sale
        effects.append(.mintScan(person: person.id, kind: kind))
    }

    private mutating func emitIdentity() {
        guard let person = selectedSample else { return }
        state.screen = .sale
        effects.append(.emitScan(person.identityNumber))
    }

    private var selectedSample: SamplePerson? {
        let row = state.sampleList.selected
        return row < state.options.samples.count ? state.options.samples[row] : nil
    }
}

extension Key {
    /// The key with letters in lower case, so that Caps Lock changes nothing.
    fileprivate var folded: Key {
        guard case .character(let character) = self, character.isASCII else { return self }
        return Character(character.lowercased()).isLetter
            ? .character(Character(character.lowercased())) : self
    }
}
