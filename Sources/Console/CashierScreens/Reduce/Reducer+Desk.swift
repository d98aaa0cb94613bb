import Billing
import Settlement
import TerminalUI

extension Reducer {
    /// What the engine says; only what is about the settlement on the screen may change the sale.
    mutating func take(_ event: DeskEvent, at instant: ContinuousClock.Instant) {
        switch event {
        case .identified(let person): identified(person, at: instant)
        case .identifyFailed(let problem): identifyFailed(problem, at: instant)
        case .quoted(let record, let bill): quoted(record, bill, at: instant)
        case .quoteFailed(let billID, let problem):
            quoteFailed(billID, problem, at: instant)
        case .refused(let id, let problem): refused(id, problem)
        case .changed(let record, let story): changed(record, story, at: instant)
        case .paid(let record, let receipt): paid(record, receipt, at: instant)
        case .open(let items): listed(items, at: instant)
        case .health(let health):
            if let index = state.peers.firstIndex(where: { $0.peer == health.peer }) {
                state.peers[index] = health
            } else {
                state.peers.append(health)
            }
        }
    }

    // MARK: The person

    /// The answer to the one look-up under way; true when the cashier still wants it.
    private mutating func endIdentification(at instant: ContinuousClock.Instant) -> Bool {
        guard let done = state.identification else { return false }
        state.identification = nil
        guard done.isDropped else { return true }
        if let next = done.next {
            state.identification = Identification(since: instant)
            ask(.identify(next))
        }
        return false
    }

    private mutating func identified(
        _ person: Identified,
        at instant: ContinuousClock.Instant
    ) {
        guard endIdentification(at: instant) else { return }
        state.sale = Sale(person, at: instant)
        if person.bills.isEmpty {
            say(strings.noBillOf.filled(person.patient.name), .warning)
        } else {
            arm(0, at: instant)
        }
        if let word = person.insurerWord {
            say(strings.selfPayBecause.filled(word), .warning)
        }
    }

    private mutating func identifyFailed(
        _ problem: DeskProblem,
        at instant: ContinuousClock.Instant
    ) {
        guard endIdentification(at: instant) else { return }
        say(strings.sentence(problem), .warning)
    }

    /// Puts a bill on the screen and asks for its split, unless that has been asked already.
    mutating func arm(_ index: Int, at instant: ContinuousClock.Instant) {
        guard var sale = state.sale, index < sale.bills.count else { return }
        sale.billIndex = index
        sale.record = nil
        sale.failure = nil
        sale.story = []
        sale.isAsking = false
        sale.waitsSince = instant
        sale.shownAt = instant
        let bill = sale.bills[index]
        sale.lines = ListState(count: bill.lines.count)
        state.sale = sale
        if state.quotesInFlight.insert(bill.id).inserted {
            ask(.quote(billID: bill.id, person: sale.person.insured))
        }
    }

    // MARK: The quote

    private mutating func quoted(
        _ record: SettlementRecord,
        _ bill: Bill,
        at instant: ContinuousClock.Instant
    ) {
        state.quotesInFlight.remove(bill.id)
        state.quotedOwner = record.owner ?? state.quotedOwner
        guard state.sale?.bill?.id == bill.id, let index = state.sale?.billIndex else {
            // Nobody looks at it any more: what has not begun is let go.
            if record.phase == .quoted || record.phase == .draft {
                ask(.leave(settlementID: record.id))
            } else {
                noteOpen(record, name: nil, at: instant)
            }
            return
        }
        state.parked[record.id] = nil
        state.sale?.bills[index] = bill
        state.sale?.lines.count = bill.lines.count
        state.sale?.failure = nil
        show(record, at: instant)
    }

    private mutating func quoteFailed(
        _ billID: String,
        _ problem: DeskProblem,
        at instant: ContinuousClock.Instant
    ) {
        state.quotesInFlight.remove(billID)
        guard let sale = state.sale, sale.bill?.id == billID, sale.record == nil else { return }
        if problem == .billPaid {
            say(strings.billPaidMeanwhile, .warning)
            nextUnpaid(after: billID, at: instant)
            return
        }
        state.sale?.failure = problem
        state.sale?.waitsSince = nil
        say(strings.sentence(problem), .warning)
    }

    /// Takes a bill off the list; the next one arms itself, or the window is free.
    private mutating func nextUnpaid(after billID: String, at instant: ContinuousClock.Instant) {
        state.sale?.bills.removeAll { $0.id == billID }
        if state.sale?.bills.isEmpty ?? true {
            state.sale = nil
        } else {
            arm(0, at: instant)
        }
    }

    // MARK: The settlement

    /// Puts a record on the screen; when what is due changed, older keys no longer confirm it.
    private mutating func show(_ record: SettlementRecord, at instant: ContinuousClock.Instant) {
        guard var sale = state.sale else { return }
        let before = sale
        sale.record = record
        sale.isAsking = false
        if sale.due != before.due || sale.stage != before.stage
            || record.currentSplit != before.record?.currentSplit
        {
            sale.shownAt = instant
        }
        if !sale.stage.counts {
            sale.waitsSince = nil
        } else if sale.waitsSince == nil || sale.stage.isDoubt != before.stage.isDoubt {
            sale.waitsSince = instant
        }
        state.sale = sale
    }

    private mutating func refused(_ id: String, _ problem: DeskProblem) {
        let sentence = strings.sentence(problem)
        if state.sale?.record?.id == id {
            state.sale?.isAsking = false
            state.sale?.waitsSince = nil
            say(sentence, .warning)
        } else if let parked = state.parked[id] {
            say("\(parked.person.patient.name): \(sentence)", .warning)
        } else if let entry = state.open.first(where: { $0.id == id }) {
            say("\(state.name(of: entry.item)): \(sentence)", .warning)
        } else if id.isEmpty {
            say(sentence, .warning)
        }
    }

    private mutating func changed(
        _ record: SettlementRecord,
        _ story: [StoryLine],
        at instant: ContinuousClock.Instant
    ) {
        state.stories[record.id] = record.needsAttention && !story.isEmpty ? story : nil
        closeQuestion(about: record)
        if let sale = state.sale, let known = sale.record, known.id == record.id {
            guard record.version >= known.version else { return }
            show(record, at: instant)
            state.sale?.story = story
            noteOpen(record, name: sale.person.patient.name, at: instant)
            tell(from: known, to: record, at: instant)
        } else {
            changedBehind(record, at: instant)
        }
    }

    /// The sentence that a step of the settlement on the screen calls for.
    private mutating func tell(
        from known: SettlementRecord,
        to record: SettlementRecord,
        at instant: ContinuousClock.Instant
    ) {
        if record.phase == .aborted {
            aborted(known, record)
            return
        }
        if known.phase == .aborted { return }
        if let refused = record.newlyEnded(since: known), case .awaitingTender = saleStage {
            if refused.state == .undone, let tender = refused.tender {
                say(strings.tenderUndone.filled(strings.name(of: tender)), .warning)
            } else {
                let word = refused.lastWord ?? strings.noReason
                say(strings.tenderRefused.filled(word), .danger)
            }
        } else if let old = known.settled == nil ? known.confirmed : nil,
            let new = record.settled, new.selfPay != old.selfPay
        {
            let rises = new.selfPay > old.selfPay
            let template = rises ? strings.amountRose : strings.amountFell
            say(template.filled(old.selfPay.yuan, new.selfPay.yuan), rises ? .danger : .message)
        }
    }

    private var saleStage: SaleStage? { state.sale?.stage }

    private mutating func aborted(_ known: SettlementRecord, _ record: SettlementRecord) {
        clearAmount()
        if !record.owedCash.isZero {
            state.sale?.isAsking = false
            if known.owedCash.isZero {
                say(strings.givenUpReturnCash.filled(record.owedCash.yuan), .danger)
            }
            return
        }
        let word = record.isGivenUp ? nil : record.insurance?.lastWord
        state.sale = nil
        if !known.owedCash.isZero {
            say(strings.cashIsReturned.filled(known.owedCash.yuan), .success)
        } else if let word {
            say(strings.insurerSettleRefused.filled(word), .danger)
        } else {
            say(strings.givenUpDone, .success)
        }
    }

    /// A settlement in the background touches the strip and the message, never the sale.
    private mutating func changedBehind(
        _ record: SettlementRecord,
        at instant: ContinuousClock.Instant
    ) {
        let name = state.parked[record.id]?.person.patient.name
        if name == nil { endGiveUpBehind(record) }
        if let known = state.parked[record.id]?.record {
            guard record.version >= known.version else { return }
            state.parked[record.id]?.record = record
            if let name { tellBehind(name, from: known, to: record) }
        }
        noteOpen(record, name: name, at: instant)
        if !record.needsAttention { state.parked[record.id] = nil }
    }

    /// The end of a give-up that was begun on the list, for a person this console did not serve.
    private mutating func endGiveUpBehind(_ record: SettlementRecord) {
        guard state.givingUp == record.id, record.phase == .aborted else { return }
        state.givingUp = nil
        guard state.notice?.text == strings.givingUp else { return }
        let name = state.open.first { $0.id == record.id }.map { state.name(of: $0.item) } ?? ""
        if record.owedCash.isZero {
            say(strings.behindAborted.filled(name), .success)
        } else {
            say(strings.behindReturnCash.filled(name, record.owedCash.yuan), .danger)
        }
    }

    private mutating func tellBehind(
        _ name: String,
        from known: SettlementRecord,
        to record: SettlementRecord
    ) {
        if record.phase == .aborted, known.phase != .aborted {
            if record.owedCash.isZero {
                say(strings.behindAborted.filled(name))
            } else {
                say(strings.behindReturnCash.filled(name, record.owedCash.yuan), .danger)
            }
        } else if record.newlyEnded(since: known) != nil {
            say(strings.behindRefused.filled(name), .danger)
        } else if record.phase == .suspense, known.phase != .suspense {
            say(strings.behindSuspense.filled(name), .danger)
        }
    }
}

extension SaleStage {
    /// Whether the seconds count a doubt and not a wait.
    fileprivate var isDoubt: Bool { self == .doubtful }
}

extension SettlementRecord {
    /// A code payment that ended without success since an earlier version of the record.
    func newlyEnded(since known: SettlementRecord) -> Attempt? {
        attempts.last { attempt in
            guard attempt.role == .code, attempt.state == .refused || attempt.state == .undone
            else { return false }
            return known.attempts.first { $0.id == attempt.id }?.state != attempt.state
        }
    }
}
