extension Schema {
    /// Unit price times quantity, half away from zero: the one rounding of a line.
    private static let lineTotal = """
        total = (unit_price * quantity
            + CASE WHEN unit_price * quantity < 0 THEN -5000 ELSE 5000 END) / 10000
        """

    /// The money columns of a charge line, as charged and as frozen in a bill.
    private static let lineColumns = """
        code TEXT NOT NULL,
        national_code TEXT NOT NULL,
        name TEXT NOT NULL,
        class TEXT NOT NULL CHECK (class IN ('A', 'B', 'C')),
        unit_price INTEGER NOT NULL,
        quantity INTEGER NOT NULL,
        first_pay_share INTEGER NOT NULL CHECK (first_pay_share BETWEEN 0 AND 10000),
        price_limit INTEGER CHECK (price_limit IS NULL OR price_limit >= 0),
        category TEXT NOT NULL,
        total INTEGER NOT NULL CHECK (\(lineTotal))
        """

    /// Charge lines with their billing and execution state, and immutable bills.
    static let billing = """
        CREATE TABLE bill (
            id TEXT PRIMARY KEY NOT NULL,
            visit_id TEXT NOT NULL REFERENCES visit (id),
            patient_id TEXT NOT NULL REFERENCES patient (id),
            visit_detail TEXT NOT NULL,
            medical_type TEXT NOT NULL,
            hospital_level INTEGER NOT NULL,
            visit_at TEXT NOT NULL,
            total INTEGER NOT NULL,
            digest TEXT NOT NULL UNIQUE CHECK (length(digest) = 64),
            created INTEGER NOT NULL,
            superseded INTEGER
        ) STRICT;
        CREATE INDEX bill_visit ON bill (visit_id);
        CREATE INDEX bill_patient ON bill (patient_id);
        \(kept("bill"))
        \(fixed("bill", [
            "id", "visit_id", "patient_id", "visit_detail", "medical_type", "hospital_level",
            "visit_at", "total", "digest", "created",
        ]))

        CREATE TABLE bill_line (
            bill_id TEXT NOT NULL REFERENCES bill (id),
            position INTEGER NOT NULL,
            line_id TEXT NOT NULL,
            \(lineColumns),
            PRIMARY KEY (bill_id, position),
            UNIQUE (bill_id, line_id)
        ) STRICT, WITHOUT ROWID;
        \(appendOnly("bill_line"))

        CREATE TABLE charge_line (
            id TEXT PRIMARY KEY NOT NULL,
            visit_id TEXT NOT NULL REFERENCES visit (id),
            position INTEGER NOT NULL,
            \(lineColumns),
            bill_id TEXT REFERENCES bill (id),
            billing TEXT NOT NULL CHECK (billing IN ('unpaid', 'paid', 'withdrawn')),
            execution TEXT NOT NULL CHECK (execution IN ('held', 'released')),
            CHECK (billing <> 'paid' OR bill_id IS NOT NULL)
        ) STRICT;
        CREATE INDEX charge_line_visit ON charge_line (visit_id, position);
        CREATE INDEX charge_line_bill ON charge_line (bill_id) WHERE bill_id IS NOT NULL;
        \(kept("charge_line"))
        \(fixed("charge_line", ["id", "visit_id"]))
        CREATE TRIGGER charge_line_paid_stays BEFORE UPDATE ON charge_line
        WHEN OLD.billing = 'paid' AND (
            NEW.unit_price <> OLD.unit_price OR NEW.quantity <> OLD.quantity
            OR NEW.total <> OLD.total OR NEW.national_code <> OLD.national_code
            OR NEW.class <> OLD.class OR NEW.bill_id IS NOT OLD.bill_id)
        BEGIN SELECT RAISE(ABORT, 'a paid charge line is never changed'); END;

        CREATE TABLE hospital_release (
            key TEXT PRIMARY KEY NOT NULL,
            bill_id TEXT NOT NULL REFERENCES bill (id),
            at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        \(appendOnly("hospital_release"))
        """
}
