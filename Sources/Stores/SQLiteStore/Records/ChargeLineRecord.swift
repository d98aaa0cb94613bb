import Billing
import GRDB
import Settlement

/// Charge lines as charged, with their billing and execution state.
struct ChargeLineRecord {
    /// Whether a line is still to be paid.
    enum Billing: String {
        case unpaid, paid, withdrawn
    }

    let line: ChargeLine
    let position: Int64
    /// The snapshot that holds the line, if one was made.
    let billID: String?
    let billing: Billing

    static let columnNames = """
        code, national_code, name, class, unit_price, quantity, first_pay_share, price_limit,
        category, total
        """

    /// The values of `columnNames`.
    static func values(_ line: ChargeLine) -> StatementArguments {
        [
            line.code, line.nationalCode, line.name, line.chargeClass.rawValue,
            line.unitPrice.fen, line.quantity.tenThousandths, line.firstPayShare.tenThousandths,
            line.priceLimit?.fen, line.category, line.total.fen,
        ]
    }

    /// Reads a line whose number stands in the named column.
    static func read(_ columns: Columns, id: String) throws -> ChargeLine {
        ChargeLine(
            id: columns.text(id),
            code: columns.text("code"),
            nationalCode: columns.text("national_code"),
            name: columns.text("name"),
            chargeClass: try stored(columns.text("class"), "charge class"),
            unitPrice: Money(fen: columns.number("unit_price")),
            quantity: ScaledDecimal(tenThousandths: columns.number("quantity")),
            firstPayShare: ScaledDecimal(tenThousandths: columns.number("first_pay_share")),
            priceLimit: columns.numberOrNil("price_limit").map { Money(fen: $0) },
            category: columns.text("category")
        )
    }

    /// The lines of a visit in their order, withdrawn ones included.
    static func ofVisit(_ visitID: String, in database: Database) throws -> [ChargeLineRecord] {
        try database.rows(
            "SELECT * FROM charge_line WHERE visit_id = ? ORDER BY position, id",
            [visitID]
        ).map { row in
            let columns = Columns(row)
            return ChargeLineRecord(
                line: try read(columns, id: "id"),
                position: columns.number("position"),
                billID: columns.textOrNil("bill_id"),
                billing: try stored(columns.text("billing"), "billing state")
            )
        }
    }

    static func insert(
        _ line: ChargeLine,
        visitID: String,
        position: Int,
        in database: Database
    ) throws {
        try database.run(
            """
            INSERT INTO charge_line (\(columnNames), id, visit_id, position, billing, execution)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'unpaid', 'held')
            """,
            values(line) + [line.id, visitID, position]
        )
    }

    /// Replaces an unpaid line's content and lets go of the snapshot that it was in.
    static func update(_ line: ChargeLine, position: Int, in database: Database) throws {
        try database.run(
            """
            UPDATE charge_line SET (\(columnNames)) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?),
                position = ?, billing = 'unpaid', bill_id = NULL
            WHERE id = ?
            """,
            values(line) + [position, line.id]
        )
    }
}
