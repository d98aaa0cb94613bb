import Settlement

extension Schema {
    /// Names of every trigger and index that `transitions` creates.
    static let transitionNames = [
        "settlement_begins", "settlement_moves", "settlement_logged", "settlement_logged_first",
        "attempt_begins", "attempt_moves", "attempt_logged", "attempt_logged_first",
        "enrolment_begins", "enrolment_moves", "enrolment_logged", "enrolment_logged_first",
        "settlement_holds_bill", "settlement_open", "attempt_live", "enrolment_released",
        "payment_needs_insurance", "insurance_undo_waits", "settlement_pays_lines",
        "settlement_frees_lines",
    ]

    /// The guards that follow from the engine's transition tables, generated from those tables.
    static var transitions: [String] {
        machine(
            "settlement",
            column: "phase",
            beginnings: [SettlementPhase.draft],
            successors: { $0.successors }
        )
            + machine(
                "attempt",
                column: "state",
                beginnings: [LegState.intent, .held],
                successors: { $0.successors }
            )
            + machine(
                "enrolment",
                column: "state",
                beginnings: [Enrolment.State.registering],
                successors: { $0.successors }
            )
            + uniqueness + guards + lineStates
    }

    /// A comma-separated list of quoted raw values, in the order of declaration.
    static func list<State: RawRepresentable<String>>(_ states: [State]) -> String {
        states.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    }

    /// Phases that forbid another settlement of the bill.
    static let holdingPhases = list(SettlementPhase.allCases.filter(\.holdsBill))
    /// Phases that still owe work.
    static let openPhases = list(SettlementPhase.allCases.filter(\.isOpen))
    /// States of attempts that may still move a peer's money.
    static let liveStates = list(LegState.allCases.filter(\.isLive))

    /// The triggers of one state machine: first states, allowed pairs, and a log of every move.
    private static func machine<State: RawRepresentable<String> & CaseIterable & Hashable>(
        _ table: String,
        column: String,
        beginnings: [State],
        successors: (State) -> Set<State>
    ) -> [String] {
        let pairs = State.allCases.flatMap { from in
            State.allCases.filter { successors(from).contains($0) }.map { to in
                "'\(from.rawValue)>\(to.rawValue)'"
            }
        }
        return [
            """
            CREATE TRIGGER \(table)_begins BEFORE INSERT ON \(table)
            WHEN NEW.\(column) NOT IN (\(list(beginnings)))
            BEGIN SELECT RAISE(ABORT, 'no \(table) begins in this state'); END
            """,
            """
            CREATE TRIGGER \(table)_moves BEFORE UPDATE OF \(column) ON \(table)
            WHEN NEW.\(column) <> OLD.\(column) AND
                (OLD.\(column) || '>' || NEW.\(column)) NOT IN (\(pairs.joined(separator: ", ")))
            BEGIN SELECT RAISE(ABORT, 'the \(table) table has no such transition'); END
            """,
            """
            CREATE TRIGGER \(table)_logged_first AFTER INSERT ON \(table)
            BEGIN INSERT INTO transition (machine, subject, was, became)
                VALUES ('\(table)', NEW.id, NULL, NEW.\(column)); END
            """,
            """
            CREATE TRIGGER \(table)_logged AFTER UPDATE OF \(column) ON \(table)
            WHEN NEW.\(column) <> OLD.\(column)
            BEGIN INSERT INTO transition (machine, subject, was, became)
                VALUES ('\(table)', NEW.id, OLD.\(column), NEW.\(column)); END
            """,
        ]
    }

    /// Rule 6: unique indexes say it, not code.
    private static var uniqueness: [String] {
        [
            """
            CREATE UNIQUE INDEX settlement_holds_bill ON settlement (bill_id)
            WHERE phase IN (\(holdingPhases))
            """,
            "CREATE INDEX settlement_open ON settlement (seq) WHERE phase IN (\(openPhases))",
            """
            CREATE UNIQUE INDEX attempt_live ON attempt (settlement_id, role)
            WHERE role IN ('insurance', 'code') AND state IN (\(liveStates))
            """,
            """
            CREATE INDEX enrolment_released ON enrolment (seq)
            WHERE state <> 'cancelled' AND is_settled = 0
            """,
        ]
    }

    /// The guards between two legs (design 4.2).
    private static var guards: [String] {
        [
            """
            CREATE TRIGGER payment_needs_insurance BEFORE INSERT ON attempt
            WHEN NEW.role = 'code' AND NEW.state = 'intent' AND NOT EXISTS (
                SELECT 1 FROM settlement WHERE id = NEW.settlement_id AND phase = 'pay_run'
                AND (is_insured = 0 OR EXISTS (
                    SELECT 1 FROM attempt WHERE settlement_id = NEW.settlement_id
                    AND role = 'insurance' AND state = 'done')))
            BEGIN SELECT RAISE(ABORT, 'a payment begins in pay_run, after the insurer'); END
            """,
            """
            CREATE TRIGGER insurance_undo_waits BEFORE UPDATE OF state ON attempt
            WHEN NEW.role = 'insurance' AND NEW.state = 'undo_intent'
                AND OLD.state <> 'undo_intent' AND EXISTS (
                    SELECT 1 FROM attempt JOIN settlement ON settlement.id = attempt.settlement_id
                    WHERE settlement_id = NEW.settlement_id AND role = 'code'
                    AND attempt.state IN (\(liveStates)) AND phase <> 'refunding')
            BEGIN SELECT RAISE(ABORT, 'the insurer is undone only without a live payment'); END
            """,
        ]
    }

    /// Charge lines and enrolments follow their settlement over the pivot and back.
    private static var lineStates: [String] {
        [
            """
            CREATE TRIGGER settlement_pays_lines AFTER UPDATE OF phase ON settlement
            WHEN NEW.phase = 'paid' AND OLD.phase <> 'paid'
            BEGIN
                UPDATE charge_line SET billing = 'paid', bill_id = NEW.bill_id
                WHERE billing = 'unpaid' AND id IN (
                    SELECT line_id FROM bill_line WHERE bill_id = NEW.bill_id);
                UPDATE enrolment SET is_settled = 1 WHERE id = NEW.enrolment_id;
            END
            """,
            """
            CREATE TRIGGER settlement_frees_lines AFTER UPDATE OF phase ON settlement
            WHEN NEW.phase = 'refunded' AND OLD.phase <> 'refunded'
            BEGIN
                UPDATE charge_line SET billing = 'unpaid'
                WHERE bill_id = NEW.bill_id AND billing = 'paid';
                UPDATE enrolment SET is_settled = 0 WHERE id = NEW.enrolment_id;
            END
            """,
        ]
    }
}
