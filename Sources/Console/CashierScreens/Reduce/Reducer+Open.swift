import Billing
import Settlement
import TerminalUI

/// The one thing that is best done about an open settlement.
enum OpenAction: Sendable, Hashable {
    /// Ask the peer again now.
    case askNow
    /// Put it back on the screen and take a tender.
    case takeUp
    /// Hand cash back, then press the key bound to the amount.
    case handBack(Money)
    /// Wait for a supervisor.
    case supervisor
}

extension OpenItem {
    /// What is recommended.
    var action: OpenAction {
        if !record.owedCash.isZero { return .handBack(record.owedCash) }
        switch SaleStage(of: record) {
        case .suspense: return .supervisor
        case .awaitingTender: return .takeUp
        case .noBill, .quoting, .failed, .nothingDue, .working, .doubtful, .undoing, .owesCash,
            .closed:
            return .askNow
        }
    }
}

extension Reducer {
    /// The engine's list replaces ours; waiting times count on from now.
    mutating func listed(_ items: [OpenItem], at instant: ContinuousClock.Instant) {
        let selected = state.selectedOpen?.id
        state.open = items.map { OpenEntry(item: $0, listedAt: instant) }
        refreshSelection(selected)
    }

    /// Keeps the list current between two answers of the engine.
    mutating func noteOpen(
        _ record: SettlementRecord,
        name: String?,
        at instant: ContinuousClock.Instant
    ) {
        let selected = state.selectedOpen?.id
        if let index = state.open.firstIndex(where: { $0.id == record.id }) {
            guard record.version >= state.open[index].item.record.version else { return }
            if record.needsAttention {
                state.open[index].item.record = record
            } else {
                state.open.remove(at: index)
                state.stories[record.id] = nil
            }
        } else if record.needsAttention {
            let item = OpenItem(
                record: record,
                patientName: name.map(Masking.name) ?? "",
                waitingMilliseconds: 0,
                nextActionMilliseconds: nil
            )
            state.open.append(OpenEntry(item: item, listedAt: instant))
        }
        refreshSelection(selected)
    }

    private mutating func refreshSelection(_ id: String?) {
        state.openList.count = state.open.count
        if let row = state.open.firstIndex(where: { $0.id == id }) {
            state.openList.select(row)
        }
    }

    /// Enter on the list: the recommended step of the selected row.
    mutating func proceedWithOpen(_ press: KeyPress) {
        guard let item = state.selectedOpen?.item else { return }
        if let owner = state.foreignOwner(of: item.record) {
            say(strings.atOtherWindow.filled(owner), .warning)
            return
        }
        switch item.action {
        case .askNow:
            ask(.askNow(settlementID: item.id))
            say(strings.askingAgain)
        case .handBack(let amount):
            say(strings.returnCashThenKey.filled(amount.yuan), .warning)
        case .supervisor:
            say(strings.personDecides, .warning)
        case .takeUp:
            takeUp(item, at: press.at)
        }
    }

    private mutating func takeUp(_ item: OpenItem, at instant: ContinuousClock.Instant) {
        if state.sale?.record?.id == item.id {
            state.screen = .sale
            return
        }
        guard var sale = state.parked[item.id] else {
            say(strings.rescanToTakeUp, .warning)
            return
        }
        guard state.identification == nil, state.sale?.isReplaceable ?? true else {
            say(strings.parkBeforeNext, .warning)
            return
        }
        releaseQuote()
        sale.record = item.record
        sale.isAsking = false
        sale.waitsSince = nil
        sale.shownAt = instant
        state.parked[item.id] = nil
        state.furtherBills = nil
        state.sale = sale
        clearAmount()
        state.screen = .sale
    }
}

extension ConsoleState {
    /// The name on the cashier's own list: in full where this console knows the person.
    func name(of item: OpenItem) -> String {
        if let sale, sale.record?.id == item.id { return sale.person.patient.name }
        return parked[item.id]?.person.patient.name ?? item.patientName
    }

    /// The other console that works on a settlement; nil when it is ours or nobody's.
    func foreignOwner(of record: SettlementRecord) -> String? {
        let own = options.ownerID.isEmpty ? quotedOwner : options.ownerID
        guard let own, let owner = record.owner, owner != own else { return nil }
        return owner
    }

    /// How many settlements of this console would be left under way by leaving now.
    var underWayCount: Int {
        let records = open.map(\.item.record) + parked.values.compactMap(\.record)
        let left = records.filter { $0.mustNotBeForgotten && foreignOwner(of: $0) == nil }
        return Set(left.map(\.id)).count
    }

    /// The open settlements that the strip counts: all but what the screen itself tells.
    var strip: [OpenEntry] {
        open.filter { entry in
            guard let sale, sale.record?.id == entry.id else { return true }
            return sale.stage == .doubtful || sale.stage == .suspense
        }
    }
}

extension SettlementRecord {
    /// Whether money is on its way or in the drawer without being the hospital's.
    fileprivate var mustNotBeForgotten: Bool {
        switch phase {
        case .insRun, .insDone, .payRun, .aborting: true
        case .draft, .quoted, .confirmed, .paid, .completed, .aborted, .suspense,
            .refundRequested, .refundApproved, .refunding, .refunded, .partRefunded:
            !heldCash.isZero || !owedCash.isZero
        }
    }
}
