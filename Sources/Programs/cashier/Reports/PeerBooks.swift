import Billing
import FoundationEssentials
import HTTPTransport
import PeerTransport
import SQLiteStore
import Settlement

/// Compares the ledger with the books that a sandbox's peers keep (I4, I5 and I7).
enum PeerBooks {
    /// A sandbox's answer to `GET /_sandbox/books`; amounts in fen.
    private struct Books: Decodable {
        var insurance: [InsuranceRow]
        var payments: [PaymentRow]

        struct InsuranceRow: Decodable {
            var msgid: String
            var state: String
            var medfee: Int64
            var fund: Int64
            var account: Int64
            var cash: Int64
        }

        struct PaymentRow: Decodable {
            var channel: String
            var number: String
            var state: String
            var amount: Int64
            var refunded: Int64

            enum CodingKeys: String, CodingKey {
                case channel, state, amount, refunded
                case number = "out_trade_no"
            }

            /// What the peer has taken and not given back.
            var kept: Int64 { state == "paid" ? amount - refunded : 0 }
        }
    }

    /// The three checks that need the peers' books; throws when the sandbox cannot be asked.
    static func compare(_ store: SQLiteStore, sandbox: String) async throws -> [InvariantResult] {
        let books = try await fetch(sandbox)
        let records = try await store.settlements(on: nil)
        return [
            finished(records, books), numbers(records, books), matched(records, books),
        ]
    }

    private static func fetch(_ sandbox: String) async throws -> Books {
        let transport = try HTTPTransport(
            HTTPTransportConfiguration(bodyLengthMax: 256 << 20)
        )
        let base = sandbox.hasSuffix("/") ? String(sandbox.dropLast()) : sandbox
        let exchange = await transport.exchange(
            PeerRequest(method: "GET", url: "\(base)/_sandbox/books", timeout: .seconds(30))
        )
        await transport.shutdown()
        switch exchange {
        case .answered(let response) where response.status == 200:
            do {
                return try JSONDecoder().decode(Books.self, from: Data(response.body))
            } catch {
                throw CommandFailure.notDone("\(base) answered no books: is it a sandbox?")
            }
        case .answered(let response):
            throw CommandFailure.notDone("\(base) answered \(response.status): is it a sandbox?")
        case .notSent(let fault), .unknown(let fault):
            throw CommandFailure.notDone("\(base) cannot be asked: \(fault.detail)")
        }
    }

    /// I4: what is finished here is finished there, with the same amounts; what was aborted is not.
    private static func finished(_ records: [SettlementRecord], _ books: Books) -> InvariantResult {
        let insured = Dictionary(
            books.insurance.map { ($0.msgid, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        let paid = Dictionary(
            books.payments.map { ($0.number, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        var faults: [String] = []
        for record in records {
            switch record.phase {
            case .paid, .completed:
                for attempt in record.attempts where !agrees(attempt, record, insured, paid) {
                    faults.append(attempt.id)
                }
            case .aborted:
                for attempt in record.attempts where attempt.role != .cash {
                    let row = insured[attempt.number]
                    let kept = paid[attempt.number]?.kept ?? 0
                    if row?.state == "settled" || kept != 0 { faults.append(attempt.id) }
                }
            default:
                continue
            }
        }
        return result("I4", faults, "\(records.count) settlements agree with the peers' books")
    }

    private static func agrees(
        _ attempt: Attempt,
        _ record: SettlementRecord,
        _ insured: [String: Books.InsuranceRow],
        _ paid: [String: Books.PaymentRow]
    ) -> Bool {
        switch (attempt.role, attempt.state) {
        case (.insurance, .done):
            guard let row = insured[attempt.number], let split = record.settled else {
                return false
            }
            return row.state == "settled" && row.medfee == split.total.fen
                && row.fund == split.fund.fen && row.account == split.account.fen
                && row.cash == split.selfPay.fen
        case (.insurance, _):
            return insured[attempt.number]?.state != "settled"
        case (.code, .done):
            return paid[attempt.number]?.kept == (attempt.amount - attempt.returned).fen
        case (.code, .refused), (.code, .undone):
            return (paid[attempt.number]?.kept ?? 0) == 0
        default:
            return true
        }
    }

    /// I5: whatever a peer has in its books was intended here before.
    private static func numbers(_ records: [SettlementRecord], _ books: Books) -> InvariantResult {
        let ours = Set(records.flatMap(\.attempts).map(\.number))
        let faults =
            books.insurance.map(\.msgid).filter { !ours.contains($0) }
            + books.payments.map(\.number).filter { !ours.contains($0) }
        return result("I5", faults, "every row of the peers' books was intended here first")
    }

    /// I7: no money of the peers is unmatched: settled or paid there, and nobody's here.
    private static func matched(_ records: [SettlementRecord], _ books: Books) -> InvariantResult {
        var kept: [String: Int64] = [:]
        for row in books.payments where row.kept != 0 { kept[row.number] = row.kept }
        let live = Set(
            records.flatMap(\.attempts).filter { $0.state.isLive }.map(\.number)
        )
        let settled = books.insurance.filter { $0.state == "settled" }.map(\.msgid)
        let faults = (Array(kept.keys) + settled).filter { !live.contains($0) }
        return result("I7", faults, "every taken fen at the peers belongs to a leg here")
    }

    private static func result(
        _ id: String,
        _ faults: [String],
        _ fine: String
    ) -> InvariantResult {
        InvariantResult(
            id: id,
            ok: faults.isEmpty,
            detail: faults.isEmpty ? fine : faults.sorted().prefix(20).joined(separator: " ")
        )
    }
}
