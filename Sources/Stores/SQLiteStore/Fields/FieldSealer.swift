import Cryptography
import FoundationEssentials
import Settlement

/// Seals single fields under the field key, bound to their table, column and row.
struct FieldSealer: Sendable {
    let keys: LedgerKeys

    /// Seals bytes for one place in the ledger.
    func seal(_ plain: [UInt8], table: String, column: String, row: String) throws -> Data {
        do {
            return Data(
                try AEAD.seal(plain, key: keys.field, aad: place(table, column, row))
            )
        } catch {
            throw StoreError.unusable("a field of \(table) could not be sealed")
        }
    }

    /// Seals a text for one place in the ledger.
    func seal(_ text: String, table: String, column: String, row: String) throws -> Data {
        try seal(Array(text.utf8), table: table, column: column, row: row)
    }

    /// Opens what was sealed for exactly this place; anything else is damage.
    func open(_ sealed: [UInt8], table: String, column: String, row: String) throws -> [UInt8] {
        do {
            return try AEAD.open(sealed, key: keys.field, aad: place(table, column, row))
        } catch {
            throw StoreError.unusable(
                "the field \(column) of \(table) \(row) was changed or its key does not fit"
            )
        }
    }

    /// Opens a sealed text.
    func text(_ sealed: [UInt8], table: String, column: String, row: String) throws -> String {
        String(
            decoding: try open(sealed, table: table, column: column, row: row),
            as: UTF8.self
        )
    }

    /// The blind index of an identity number: finds it again without telling it; nil for none.
    func identityIndex(_ identityNumber: String) -> Data? {
        let normalised = identityNumber.filter { !$0.isWhitespace }.uppercased()
        guard !normalised.isEmpty else { return nil }
        return Data(HMAC.sha256(key: keys.index, Array("patient.id_no:\(normalised)".utf8)))
    }

    /// The keyed digest of a request body, which outlives the body.
    func bodyCode(_ body: [UInt8]) -> Data {
        Data(HMAC.sha256(key: keys.chain, Array("send.body:".utf8) + body))
    }

    private func place(_ table: String, _ column: String, _ row: String) -> [UInt8] {
        [table, column, row].flatMap { part in
            Array("\(part.utf8.count):".utf8) + Array(part.utf8)
        }
    }
}
