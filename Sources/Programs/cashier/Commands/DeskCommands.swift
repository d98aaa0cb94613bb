import ArgumentParser
import Billing
import Devices
import FoundationEssentials
import SQLiteStore
import Settlement

/// `cashier bills`: the person and the unpaid bills with their splits.
struct BillsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bills",
        abstract: "Show a person's unpaid bills with their pre-settled splits."
    )

    @OptionGroup var configurationOption: ConfigurationOption
    @Option(name: .long, help: "What a scanner would read, or a patient number.")
    var identity: String
    @Flag(name: .long, help: "One JSON document, amounts in fen.") var json = false

    mutating func run() throws {
        let file = try configurationOption.load()
        let identity = identity
        let (found, rows) = try EntryPoint.wait {
            try await CommandDesk.run(file, name: "bills") { desk in
                let today = desk.workplace.clock.now().china.businessDate
                let found = try await desk.identify(identity, today: today)
                found.warnIfSelfPay()
                if found.bills.isEmpty { writeError("nothing is unpaid") }
                var rows: [Row] = []
                for bill in found.bills {
                    // A settlement that has begun is its console's, or recovery's: only reported.
                    let held = try await desk.workplace.store.settlement(holdingBill: bill.id)
                    if let held, held.phase != .draft, held.phase != .quoted {
                        let owner = held.owner ?? held.id
                        rows.append(
                            Row(
                                bill: bill,
                                split: held.currentSplit,
                                problem: .billHeld(owner: owner)
                            )
                        )
                        continue
                    }
                    switch await desk.quote(bill, found.insured) {
                    case .success(let record):
                        rows.append(Row(bill: bill, split: record.currentSplit, problem: nil))
                        await desk.engine.perform(.leave(settlementID: record.id))
                    case .failure(let problem):
                        rows.append(Row(bill: bill, split: nil, problem: problem))
                    }
                }
                return (found, rows)
            }
        }
        if json {
            writeOutput(document(found, rows).line)
        } else {
            for row in rows { writeOutput(row.text) }
        }
        for row in rows {
            if let problem = row.problem { writeError("\(row.bill.id): \(problem.sentence)") }
        }
        if rows.contains(where: { $0.problem != nil }) { throw CommandFailure.notDone() }
    }

    private struct Row: Sendable {
        var bill: Bill
        var split: Split?
        var problem: DeskProblem?

        var text: String {
            guard let split else { return "\(bill.id)  \(bill.total.yuan)" }
            return "\(bill.id)  total \(split.total.yuan)  fund \(split.fund.yuan)  "
                + "account \(split.account.yuan)  self \(split.selfPay.yuan)"
        }
    }

    private func document(_ found: Identified, _ rows: [Row]) -> JSONText {
        .record([
            (
                "person",
                .record([
                    ("id", .text(found.patient.id)), ("name", .text(found.patient.maskedName)),
                    ("id_no", .text(Masking.identity(found.patient.identityNumber))),
                    ("insured", .flag(found.insured != nil)),
                ])
            ),
            ("bills", .list(rows.map(bill))),
        ])
    }

    private func bill(_ row: Row) -> JSONText {
        let split = row.split
        return .record([
            ("id", .text(row.bill.id)), ("total", .fen(row.bill.total)),
            ("fund", split.map { .fen($0.fund) } ?? .null),
            ("account", split.map { .fen($0.account) } ?? .null),
            ("hospital", split.map { .fen($0.hospital) } ?? .null),
            ("self", split.map { .fen($0.selfPay) } ?? .null),
            (
                "lines",
                .list(
                    row.bill.lines.map { line in
                        .record([
                            ("id", .text(line.id)), ("code", .text(line.code)),
                            ("name", .text(line.name)),
                            ("class", .text(line.chargeClass.rawValue)),
                            ("quantity", .text(line.quantity.text)),
                            ("unit_price", .fen(line.unitPrice)), ("total", .fen(line.total)),
                        ])
                    }
                )
            ),
        ])
    }
}

/// `cashier settle`: one settlement without a screen.
struct SettleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settle",
        abstract: "Settle one bill through the same engine as the console.",
        discussion: """
            Without --pay-code and --cash the bill is settled only if nothing is left to pay. A \
            refused payment is given up: the insurer's part is reversed by itself. Exit status 1 \
            with "state":"in_doubt" when the outcome is not known in time; `cashier recover` \
            takes it up.
            """
    )

    @OptionGroup var configurationOption: ConfigurationOption
    @Option(name: .long, help: "What a scanner would read, or a patient number.")
    var identity: String
    @Option(name: .long, help: "The bill; without it the oldest unpaid one.") var bill: String?
    @Option(name: .long, help: "A payment code, as scanned from the patient's phone.")
    var payCode: String?
    @Option(name: .long, help: "Cash handed over, in fen.") var cash: Int64?
    @Option(name: .long, help: "How many seconds to wait for the outcome.") var wait = 90.0
    @Flag(name: .long, help: "One JSON document, amounts in fen.") var json = false

    mutating func validate() throws {
        guard payCode == nil || cash == nil else {
            throw ValidationError("Give --pay-code or --cash, not both.")
        }
        guard cash ?? 0 >= 0, wait > 0, wait < 1e6 else {
            throw ValidationError("--cash and --wait must not be negative.")
        }
    }

    mutating func run() throws {
        let file = try configurationOption.load()
        let task = SettleTask(
            identity: identity,
            billID: bill,
            payCode: payCode,
            cash: cash.map { Money(fen: $0) },
            patience: .milliseconds(Int64(wait * 1_000))
        )
        let record = try EntryPoint.wait {
            try await CommandDesk.run(file, name: "settle") { try await task.run($0) }
        }
        if json {
            writeOutput(SettlementReport.json(record).line)
        } else {
            writeOutput(SettlementReport.line(record))
        }
        guard record.publicState == "paid" || record.publicState == "completed" else {
            let word = record.attempts.last { $0.lastWord != nil }?.lastWord
            throw CommandFailure.notDone(
                "\(record.id) is \(record.publicState)\(word.map { ": \($0)" } ?? "")"
            )
        }
    }
}

/// The course of one settlement from identity to outcome.
struct SettleTask: Sendable {
    var identity: String
    var billID: String?
    var payCode: String?
    var cash: Money?
    var patience: Duration

    /// Settles; the record as far as it came within the patience.
    func run(_ desk: CommandDesk) async throws -> SettlementRecord {
        let clock = desk.workplace.clock
        let found = try await desk.identify(identity, today: clock.now().china.businessDate)
        found.warnIfSelfPay()
        guard let bill = found.bills.first(where: { billID == nil || $0.id == billID }) else {
            throw CommandFailure.notDone(
                billID == nil ? "there is no unpaid bill" : "there is no unpaid bill of that number"
            )
        }
        let offer = try offer(clock)
        let quoted: SettlementRecord
        switch await desk.quote(bill, found.insured) {
        case .success(let record): quoted = record
        case .failure(let problem): throw CommandFailure.notDone(problem.sentence)
        }
        guard let token = ConfirmationToken(showing: quoted) else {
            throw CommandFailure.notDone(DeskProblem.busy.sentence)
        }
        if offer == .nothingDue, token.split.selfPay > .zero {
            await desk.engine.perform(.leave(settlementID: quoted.id))
            throw CommandFailure.notDone(
                "\(token.split.selfPay.yuan) is due: give --pay-code or --cash"
            )
        }
        return try await settle(desk, token, offer)
    }

    private func offer(_ clock: LiveClock) throws -> TenderOffer {
        if let cash { return .cash(tendered: cash) }
        guard let payCode else { return .nothingDue }
        let now = clock.now()
        let fields = now.china
        guard let day = CalendarDay(year: fields.year, month: fields.month, day: fields.day) else {
            throw CommandFailure.configuration("the host's clock shows no usable day")
        }
        let classifier = CodeClassifier(rules: .standard, today: day)
        switch classifier.classify(payCode, expecting: .payment) {
        case .recognised(.weChatPayment(let text)):
            return .code(PaymentCode(text), tender: .weChat, scannedAt: now)
        case .recognised(.alipayPayment(let text)):
            return .code(PaymentCode(text), tender: .alipay, scannedAt: now)
        case .recognised, .misplaced, .ambiguous, .unknown:
            throw CommandFailure.notDone("--pay-code is no WeChat or Alipay payment code")
        }
    }

    private enum Step: Sendable {
        case refused(DeskProblem)
        case stands(SettlementRecord)
        case outOfTime
    }

    private func settle(
        _ desk: CommandDesk,
        _ token: ConfirmationToken,
        _ offer: TenderOffer
    ) async throws -> SettlementRecord {
        let id = token.settlementID
        let result = await firstStep(desk, .settle(token, offer), id) { record in
            switch record.phase {
            case .completed, .aborted, .suspense: true
            case .insDone, .confirmed: true
            default: false
            }
        }
        switch result {
        case .refused(let problem):
            await desk.engine.perform(.leave(settlementID: id))
            throw CommandFailure.notDone(problem.sentence)
        case .outOfTime:
            return try await current(desk, id)
        case .stands(let record):
            guard record.phase == .insDone || record.phase == .confirmed else { return record }
            // The tender was refused and no other is coming: what was done is undone.
            let undone = await firstStep(desk, .giveUp(settlementID: id), id) {
                $0.phase == .aborted || $0.phase == .suspense || $0.phase == .completed
            }
            if case .stands(let ended) = undone { return ended }
            return try await current(desk, id)
        }
    }

    /// Submits and waits for the record to reach a stand, within the patience.
    private func firstStep(
        _ desk: CommandDesk,
        _ request: DeskRequest,
        _ id: String,
        until reached: @escaping @Sendable (SettlementRecord) -> Bool
    ) async -> Step {
        await withTaskGroup(of: Step?.self) { group in
            group.addTask {
                await desk.ask(request) { event -> Step? in
                    switch event {
                    case .changed(let record, _) where record.id == id && reached(record):
                        .stands(record)
                    case .refused(id, .codeStale): nil
                    case .refused(id, let problem): .refused(problem)
                    default: nil
                    }
                }
            }
            group.addTask {
                do { try await desk.workplace.clock.sleep(for: patience) } catch { return nil }
                return .outOfTime
            }
            defer { group.cancelAll() }
            return await group.next().flatMap { $0 } ?? .outOfTime
        }
    }

    private func current(_ desk: CommandDesk, _ id: String) async throws -> SettlementRecord {
        guard let record = try await desk.workplace.store.settlement(id) else {
            throw CommandFailure.notDone(DeskProblem.notFound.sentence)
        }
        return record
    }
}
