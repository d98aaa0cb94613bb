/// A cashier's turn at one window, between opening and close.
package struct Shift: Sendable, Hashable, Identifiable {
    package var id: String
    /// The window, such as `03`.
    package var window: String
    package var operatorID: String
    package var operatorName: String
    package var businessDate: BusinessDate
    /// UTC milliseconds.
    package var openedAt: Int64
    /// UTC milliseconds, or nil while the shift runs.
    package var closedAt: Int64?

    package init(
        id: String,
        window: String,
        operatorID: String,
        operatorName: String,
        businessDate: BusinessDate,
        openedAt: Int64,
        closedAt: Int64? = nil
    ) {
        self.id = id
        self.window = window
        self.operatorID = operatorID
        self.operatorName = operatorName
        self.businessDate = businessDate
        self.openedAt = openedAt
        self.closedAt = closedAt
    }
}
