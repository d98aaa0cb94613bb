import Billing
import Settlement
import TerminalUI

extension Painter {
    /// The columns of the ladder at the right, the rule left of it excluded.
    private static let ladderWidth = 31

    /// The sale: person, bill, ladder, last receipt, stations.
    mutating func drawSale() {
        drawTitle(strings.titleSale.filled(state.options.window))
        drawPerson()
        let body = Rect(x: 0, y: 5, width: columns, height: rows - 11)
        let rule = columns - Self.ladderWidth - 1
        frame.horizontalLine(x: 0, y: 4, width: columns)
        frame.horizontalLine(x: 0, y: body.maxY, width: columns)
        frame.verticalLine(x: rule, y: 4, height: body.height + 2)
        drawLines(Rect(x: 0, y: body.y, width: rule, height: body.height))
        drawLadder(
            Rect(x: rule + 3, y: body.y, width: Self.ladderWidth - 3, height: body.height)
        )
        drawReceipt(y: rows - 5)
        drawStations(y: rows - 4)
    }

    // MARK: Person

    private mutating func drawPerson() {
        guard let sale = state.sale ?? state.furtherBills else {
            let waits = state.identification?.isWanted ?? false
            frame.draw(
                waits ? strings.identifying : strings.waitingForScan,
                x: 1,
                y: 2,
                role: .dim
            )
            return
        }
        let patient = sale.person.patient
        let insured = sale.person.insured
        var who = [Span(patient.name, .heading)]
        let today = state.time.moment.china.businessDate
        let age = patient.age(on: today).map { strings.age.filled("\($0)") }
        let facts = [strings.word(of: patient.sex), age].compactMap { $0 }
        if !facts.isEmpty { who.append(Span("  " + facts.joined(separator: " "))) }
        who.append(Span("   " + (insured.map(strings.scheme) ?? strings.selfPayPerson)))
        var proof: [Span] = []
        if let insured {
            proof.append(Span(strings.shown(insured.credential.kind) + "   ", .success))
        }
        if !patient.identityTail.isEmpty {
            proof.append(Span(strings.identityTail.filled(patient.identityTail)))
        }
        drawRow(who, proof, y: 2)
        var right: [Span] = []
        if let insured {
            right.append(
                Span(strings.balance.filled(Money(fen: insured.balanceFen).yuan) + "   ")
            )
        }
        right.append(Span(strings.billsToPay.filled("\(sale.bills.count)"), .heading))
        drawRow([Span(visitText(sale))], right, y: 3)
    }

    private func visitText(_ sale: Sale) -> String {
        guard let visit = sale.bill?.visit else { return "" }
        var parts = [visit.department, visit.doctor].filter { !$0.isEmpty }
        let today = state.time.moment.china.businessDate.text
        // Today's visit needs only its time of day.
        let at = visit.at.hasPrefix(today) ? visit.at.dropFirst(11).prefix(5) : visit.at.prefix(10)
        parts.append(strings.visitAt.filled(String(at)))
        if let disease = visit.disease { parts.append(disease.name) }
        if sale.bills.count > 1 { parts.append("\(sale.billIndex + 1)/\(sale.bills.count)") }
        return parts.joined(separator: "  ")
    }

    // MARK: Bill

    private mutating func drawLines(_ area: Rect) {
        guard let sale = state.sale, let bill = sale.bill else { return }
        let table = Table(columns: [
            TableColumn("#", .fixed(3)), TableColumn(strings.columnItem, .share(1)),
            TableColumn(strings.columnClass, .fixed(TextWidth.of(strings.columnClass))),
            TableColumn(strings.columnQuantity, .fixed(8), .trailing),
            TableColumn(strings.columnAmount, .fixed(10), .trailing),
        ])
        // Wider than this the eye loses the row between a name and its amount.
        let width = min(area.width - 2, 100)
        let list = Rect(x: 1, y: area.y, width: width, height: area.height - 1)
        let visible = sale.lines.visible(height: list.height - 1)
        let rows = bill.lines.enumerated().map { index, line in
            TableRow([
                "\(index + 1)", line.name, strings.word(of: line.chargeClass),
                line.quantity.text, line.total.yuan,
            ])
        }
        // Nothing is done to one line: a selection shows only where there is much to scroll.
        let scrolls = visible.count < rows.count
        table.draw(rows: rows, state: scrolls ? sale.lines : nil, in: list, on: &frame)
        drawRemark(sale, x: 1, y: area.maxY - 1, width: area.width - 2, shown: visible)
    }

    private mutating func drawRemark(
        _ sale: Sale,
        x: Int,
        y: Int,
        width: Int,
        shown: Range<Int>
    ) {
        var parts: [String] = []
        if let burden = sale.record?.currentSplit?.burden, burden != .none {
            parts = [
                strings.ownPay.filled(burden.ownPay.yuan),
                strings.overLimit.filled(burden.overLimit.yuan),
                strings.firstPay.filled(burden.firstPay.yuan),
            ]
        }
        if shown.count < sale.lines.count {
            parts.append("\(shown.lowerBound + 1)-\(shown.upperBound)/\(sale.lines.count)")
        }
        frame.draw(parts.joined(separator: "  "), x: x, y: y, width: width, role: .dim)
    }

    // MARK: Ladder

    private mutating func drawLadder(_ area: Rect) {
        guard let sale = state.sale, let bill = sale.bill else {
            drawIdleLadder(area)
            return
        }
        var y = area.y
        let split = sale.record?.currentSplit
        drawStep(strings.total, bill.total, area, &y)
        if let split {
            drawStep(strings.fund, split.fund, area, &y)
            // Three steps have room: the hospital's rare part takes the place of mutual aid.
            if split.hospital.isZero {
                drawStep(strings.account, split.account - split.mutualAid, area, &y)
                drawStep(strings.mutualAid, split.mutualAid, area, &y)
            } else {
                drawStep(strings.account, split.account, area, &y)
                drawStep(strings.hospitalPart, split.hospital, area, &y)
            }
        } else {
            y += 3
        }
        frame.horizontalLine(x: area.x - 1, y: y, width: area.width)
        y += 1
        drawDue(sale, Rect(x: area.x, y: y, width: area.width - 1, height: 4))
        drawMoneyInHand(sale, area)
        let (prompt, role) = prompt(sale)
        drawPrompt(prompt, role, area)
    }

    private mutating func drawStep(
        _ label: String,
        _ amount: Money,
        _ area: Rect,
        _ y: inout Int
    ) {
        frame.draw(label, x: area.x, y: y)
        frame.draw(
            amount.yuan,
            x: area.x + 14,
            y: y,
            width: area.width - 15,
            alignment: .trailing
        )
        y += 1
    }

    private mutating func drawDue(_ sale: Sale, _ area: Rect) {
        guard let record = sale.record, let due = sale.due else { return }
        let digits = Rect(x: area.x - 2, y: area.y + 1, width: area.width + 2, height: 3)
        if case .owesCash(let amount) = sale.stage {
            frame.draw(strings.returnCash, x: area.x, y: area.y, role: .danger)
            frame.drawLargeAmount(amount.yuan, in: digits, role: .danger)
            return
        }
        let label = record.heldCash.isZero ? strings.due : strings.stillDue
        frame.draw(label, x: area.x, y: area.y, role: .heading)
        drawCashDue(sale, due, Rect(x: area.x, y: area.y, width: area.width, height: 1))
        let role: Role = sale.stage == .doubtful ? .inDoubt : .amountDue
        frame.drawLargeAmount(max(due, .zero).yuan, in: digits, role: role)
    }

    /// What cash closes the remainder, where rounding makes it another amount.
    private mutating func drawCashDue(_ sale: Sale, _ due: Money, _ area: Rect) {
        guard case .awaitingTender = sale.stage,
            let cashDue = sale.cashDue(state.options.cashRounding), cashDue != due
        else { return }
        frame.draw(
            strings.dueInCash.filled(max(cashDue, .zero).yuan),
            x: area.x + 10,
            y: area.y,
            width: area.width - 10,
            role: .heading,
            alignment: .trailing
        )
    }

    /// Held cash, the change of the bill before, and what is being typed.
    private mutating func drawMoneyInHand(_ sale: Sale, _ area: Rect) {
        if let held = sale.record?.heldCash, !held.isZero {
            frame.draw(
                strings.heldCash.filled(held.yuan),
                x: area.x,
                y: promptRow(area) - 2,
                role: .heading
            )
        } else if let change = state.handingOut?.receipt.change, !change.isZero {
            frame.draw(
                strings.changeBefore.filled(change.yuan),
                x: area.x,
                y: promptRow(area) - 2,
                role: .success
            )
        }
        drawTyped(x: area.x, y: promptRow(area) - 1, width: area.width)
    }

    private mutating func drawTyped(x: Int, y: Int, width: Int) {
        // What the wedge recogniser still holds back is shown at once.
        var line = state.amount
        for character in state.echo { _ = line.handle(.character(character)) }
        guard !line.isEmpty, state.keyContext == .sale else { return }
        let used = frame.draw(strings.typed, x: x, y: y)
        line.draw(x: x + used + 1, y: y, width: width - used - 2, on: &frame)
    }

    /// The prompt stands right below the amount, however tall the screen is.
    private func promptRow(_ area: Rect) -> Int { min(area.y + 11, area.maxY - 2) }

    private mutating func drawPrompt(_ text: String, _ role: Role, _ area: Rect) {
        let lines = Painter.wrapped(text, width: area.width - 1).prefix(2)
        let top = promptRow(area)
        for (row, line) in lines.enumerated() {
            frame.draw(line, x: area.x, y: top + row, role: role)
        }
    }

    private mutating func drawIdleLadder(_ area: Rect) {
        if let identification = state.identification, identification.isWanted {
            drawPrompt(
                strings.identifying + elapsed(identification.since),
                .normal,
                area
            )
            return
        }
        if let line = state.handingOut {
            let receipt = line.receipt
            var y = area.y
            drawStep(strings.total, receipt.split.total, area, &y)
            drawStep(strings.selfPart, receipt.split.selfPay, area, &y)
            if !line.tendered.isZero { drawStep(strings.received, line.tendered, area, &y) }
            if !receipt.change.isZero {
                y = area.y + 4
                frame.horizontalLine(x: area.x - 1, y: y, width: area.width)
                frame.draw(strings.change, x: area.x, y: y + 1, role: .heading)
                frame.drawLargeAmount(
                    receipt.change.yuan,
                    in: Rect(x: area.x - 2, y: y + 2, width: area.width + 1, height: 3)
                )
            } else {
                frame.draw(strings.done, x: area.x, y: y, role: .success)
            }
        }
        drawTyped(x: area.x, y: promptRow(area) - 1, width: area.width)
        drawPrompt(state.moreBillsSentence ?? strings.scanIdentity, .normal, area)
    }

    private func elapsed(_ since: ContinuousClock.Instant?) -> String {
        guard let since, seconds(since: since) >= 1 else { return "" }
        return " " + strings.seconds.filled("\(seconds(since: since))")
    }

    /// What the cashier should do now, or who is being waited for.
    private func prompt(_ sale: Sale) -> (String, Role) {
        switch sale.stage {
        case .noBill: (strings.noUnpaidBill, .normal)
        case .quoting: (strings.quoting + elapsed(sale.waitsSince), .normal)
        case .failed: (strings.retryOrBack, .warning)
        case .awaitingTender: (strings.scanPaymentOrCash, .normal)
        case .nothingDue: (strings.nothingDuePressEnter, .normal)
        case .working(let work): (strings.word(of: work) + elapsed(sale.waitsSince), .normal)
        case .doubtful:
            (strings.doubtPrompt.filled(clock(sale.waitsSince)), .inDoubt)
        case .undoing: (strings.undoing + elapsed(sale.waitsSince), .warning)
        case .owesCash(let amount): (strings.returnCashThenKey.filled(amount.yuan), .danger)
        case .suspense: (strings.personDecides, .danger)
        case .closed: (strings.scanIdentity, .normal)
        }
    }

    private func clock(_ since: ContinuousClock.Instant?) -> String {
        strings.minutes(since.map { seconds(since: $0) } ?? 0)
    }

    // MARK: Last receipt and strip

    private mutating func drawReceipt(y: Int) {
        var right: [Span] = []
        let count = state.strip.count
        if count > 0 { right = [Span(strings.strip.filled("\(count)"), .inDoubt)] }
        guard let line = state.lastReceipt else {
            drawRow([], right, y: y)
            return
        }
        let room = columns - 3 - right.reduce(0) { $0 + TextWidth.of($1.text) }
        let forms = [
            receiptText(line.receipt, gap: "  ", isShort: false),
            receiptText(line.receipt, gap: " ", isShort: false),
            receiptText(line.receipt, gap: " ", isShort: true),
        ]
        let text = forms.first { TextWidth.of($0) <= room } ?? forms[2]
        drawRow([Span(text, .success)], right, y: y)
    }

    /// The receipt in one line; short, it leaves out what the insurer paid and never the cash.
    private func receiptText(_ receipt: Receipt, gap: String, isShort: Bool) -> String {
        var parts = [
            "\(receipt.at.dropFirst(11).prefix(5))", receipt.patientName, strings.done,
            receipt.split.total.yuan,
        ]
        if !receipt.split.fund.isZero, !isShort {
            parts.append("\(strings.fundShort) \(receipt.split.fund.yuan)")
        }
        if !receipt.split.account.isZero, !isShort {
            parts.append("\(strings.accountShort) \(receipt.split.account.yuan)")
        }
        for tender in receipt.tenders {
            parts.append("\(strings.name(of: tender.kind)) \(tender.amount.yuan)")
        }
        if !receipt.change.isZero { parts.append("\(strings.change) \(receipt.change.yuan)") }
        return parts.joined(separator: gap)
    }
}
