import Billing
import Settlement
import Testing

@testable import SQLiteStore

/// One insured settlement with a code payment, commit by commit, as the engine would write it.
struct InsuredSale {
    let store: SQLiteStore
    let bill: Bill
    var code: [UInt8] = Array("CANARY-PAYMENT-CODE-134600000000000001".utf8)

    private var split: Split {
        get throws {
            try #require(
                Split(
                    total: bill.total,
                    fund: Money(fen: 1_000),
                    account: Money(fen: 250),
                    selfPay: bill.total - Money(fen: 1_250)
                )
            )
        }
    }

    /// Up to a payment that was sent and is not answered.
    func untilPayment() async throws -> Mover {
        let split = try split
        let record = Sample.record(bill)
        var creation = Sample.creation(record)
        creation.enrolment = Sample.enrolment(bill)
        creation.enrolment?.version = 1
        creation.enrolmentStates = [.registering]
        creation.settlement?.enrolmentID = "E1"
        try await store.commit(creation)
        var mover = Mover(store, try #require(try await store.settlement("S1")))
        mover.phase(.quoted, .confirmed, .insRun)
        mover.add(.sample("A-ins", .insurance, amount: 1_250))
        mover.also { change, record in
            record.quote = split
            record.confirmed = split
            record.businessDate = Sample.moment.china.businessDate
            change.sends = [send("insurance", "2207A", "N-A-ins", attempt: "A-ins")]
            change.journal = [journal(.pending, split, reversed: false)]
        }
        try await mover.commit()
        mover.attempt("A-ins", .done)
        mover.phase(.insDone, .payRun)
        mover.add(.sample("A-pay", .code, amount: split.selfPay.fen))
        mover.also { change, record in
            record.settled = split
            change.evidence = [evidence("2207A", "N-A-ins")]
            change.sends = [send("wechat", "micropay", "N-A-pay", attempt: "A-pay")]
        }
        try await mover.commit()
        return mover
    }

    /// Up to the pivot.
    func run() async throws -> SettlementRecord {
        var mover = try await untilPayment()
        let split = try split
        mover.attempt("A-pay", .pending, .done)
        mover.phase(.paid)
        mover.also { change, record in
            record.finishedAt = Sample.moment
            record.shiftID = "SH-1"
            change.evidence = [evidence("micropay", "N-A-pay")]
            change.journal = [
                journal(.voided, split, reversed: true), journal(.posted, split, reversed: false),
            ]
            change.outbox = [
                OutboxEffect(key: "release-S1", kind: .hospitalRelease, settlementID: "S1")
            ]
            change.audit = [
                AuditEvent(action: "settlement.paid", actor: "console-1", subject: "S1")
            ]
        }
        try await mover.commit()
        return mover.record
    }

    private func journal(
        _ stage: JournalTransaction.Stage,
        _ split: Split,
        reversed: Bool
    ) -> JournalTransaction {
        let entries = [
            JournalEntry(account: "fund", debit: split.fund),
            JournalEntry(account: "account", debit: split.account),
            JournalEntry(account: "channel:wechat", debit: split.selfPay),
            JournalEntry(account: "revenue", credit: split.total),
        ]
        return JournalTransaction(
            stage: stage,
            reason: "test",
            entries: reversed
                ? entries.map {
                    JournalEntry(account: $0.account, debit: $0.credit, credit: $0.debit)
                } : entries
        )
    }

    private func send(
        _ peer: String,
        _ operation: String,
        _ number: String,
        attempt: String
    ) -> SendIntent {
        SendIntent(
            attemptID: attempt,
            peer: peer,
            operation: operation,
            number: number,
            body: code
        )
    }

    private func evidence(_ operation: String, _ number: String) -> Evidence {
        Evidence(
            operation: operation,
            number: number,
            at: Sample.moment,
            verdict: "done",
            httpStatus: 200,
            bodyHash: "00",
            redactedBody: "{}",
            milliseconds: 12
        )
    }
}
