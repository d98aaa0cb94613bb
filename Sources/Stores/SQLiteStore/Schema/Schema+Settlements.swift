extension Schema {
    /// Enrolments, settlements with their splits, attempts, requests and evidence.
    static let settlements = """
        CREATE TABLE enrolment (
            seq INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            bill_id TEXT NOT NULL REFERENCES bill (id),
            bill_digest TEXT NOT NULL,
            person BLOB NOT NULL,
            outpatient_number TEXT NOT NULL,
            state TEXT NOT NULL,
            version INTEGER NOT NULL CHECK (version >= 0),
            visit_number TEXT,
            batch TEXT NOT NULL,
            line_serials TEXT NOT NULL,
            is_tainted INTEGER NOT NULL CHECK (is_tainted IN (0, 1)),
            released INTEGER,
            released_clock TEXT,
            is_settled INTEGER NOT NULL DEFAULT 0 CHECK (is_settled IN (0, 1))
        ) STRICT;
        CREATE INDEX enrolment_bill ON enrolment (bill_id);
        \(kept("enrolment"))
        \(fixed("enrolment", ["seq", "id", "bill_id", "bill_digest", "outpatient_number"]))

        CREATE TABLE settlement (
            seq INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            bill_id TEXT NOT NULL REFERENCES bill (id),
            bill_digest TEXT NOT NULL,
            patient_id TEXT NOT NULL REFERENCES patient (id),
            total INTEGER NOT NULL,
            is_insured INTEGER NOT NULL CHECK (is_insured IN (0, 1)),
            created INTEGER NOT NULL,
            created_clock TEXT NOT NULL,
            day TEXT NOT NULL,
            phase TEXT NOT NULL,
            version INTEGER NOT NULL CHECK (version >= 0),
            owner TEXT,
            enrolment_id TEXT REFERENCES enrolment (id),
            business_date TEXT CHECK (business_date IS NULL OR business_date = day),
            shift_id TEXT,
            tenderless INTEGER,
            tenderless_clock TEXT,
            is_given_up INTEGER NOT NULL CHECK (is_given_up IN (0, 1)),
            rounding INTEGER NOT NULL,
            suspense_reason TEXT,
            finished INTEGER,
            finished_clock TEXT
        ) STRICT;
        CREATE INDEX settlement_bill ON settlement (bill_id);
        CREATE INDEX settlement_day ON settlement (day);
        CREATE INDEX settlement_enrolment ON settlement (enrolment_id)
        WHERE enrolment_id IS NOT NULL;
        \(kept("settlement"))
        \(fixed("settlement", [
            "seq", "id", "bill_id", "bill_digest", "patient_id", "total", "is_insured", "created",
        ]))
        CREATE TRIGGER settlement_version BEFORE UPDATE ON settlement
        WHEN NEW.version < OLD.version
        BEGIN SELECT RAISE(ABORT, 'a settlement version never goes back'); END;
        CREATE TRIGGER settlement_of_current_bill BEFORE INSERT ON settlement
        WHEN NOT EXISTS (SELECT 1 FROM bill WHERE id = NEW.bill_id AND digest = NEW.bill_digest
            AND total = NEW.total AND patient_id = NEW.patient_id AND superseded IS NULL)
        BEGIN SELECT RAISE(ABORT, 'the bill was replaced; load the bills of the person again'); END;

        CREATE TABLE split (
            settlement_id TEXT NOT NULL REFERENCES settlement (id),
            kind TEXT NOT NULL CHECK (kind IN ('quote', 'confirmed', 'settled')),
            total INTEGER NOT NULL,
            fund INTEGER NOT NULL CHECK (fund >= 0),
            account INTEGER NOT NULL CHECK (account >= 0),
            mutual_aid INTEGER NOT NULL CHECK (mutual_aid BETWEEN 0 AND account),
            hospital INTEGER NOT NULL CHECK (hospital >= 0),
            self_pay INTEGER NOT NULL CHECK (self_pay >= 0),
            own_pay INTEGER NOT NULL,
            over_limit INTEGER NOT NULL,
            first_pay INTEGER NOT NULL,
            in_scope INTEGER NOT NULL,
            PRIMARY KEY (settlement_id, kind),
            CHECK (total = fund + account + hospital + self_pay)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE attempt (
            seq INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            settlement_id TEXT NOT NULL REFERENCES settlement (id),
            role TEXT NOT NULL CHECK (role IN ('insurance', 'code', 'cash')),
            tender TEXT,
            number TEXT NOT NULL UNIQUE,
            amount INTEGER NOT NULL CHECK (amount >= 0),
            created INTEGER NOT NULL,
            created_clock TEXT NOT NULL,
            state TEXT NOT NULL,
            peer_number TEXT,
            sent INTEGER NOT NULL,
            sent_clock TEXT NOT NULL,
            polls INTEGER NOT NULL CHECK (polls >= 0),
            undo TEXT,
            undo_number TEXT,
            undo_sent INTEGER,
            undo_sent_clock TEXT,
            undo_step INTEGER NOT NULL,
            undo_refusals INTEGER NOT NULL CHECK (undo_refusals >= 0),
            last_word TEXT,
            refusal_awaits_probe INTEGER NOT NULL CHECK (refusal_awaits_probe IN (0, 1)),
            returned INTEGER NOT NULL,
            tendered INTEGER,
            change INTEGER NOT NULL CHECK (change >= 0),
            CHECK ((role = 'insurance') = (tender IS NULL)),
            CHECK ((role = 'cash') = (tender IS 'cash')),
            CHECK (tendered IS NULL OR (role = 'cash' AND tendered >= change)),
            CHECK (returned BETWEEN 0 AND max(amount, ifnull(tendered, 0)))
        ) STRICT;
        CREATE INDEX attempt_settlement ON attempt (settlement_id);
        CREATE INDEX attempt_return_owed ON attempt (settlement_id) WHERE state = 'return_owed';
        \(kept("attempt"))
        \(fixed("attempt", [
            "seq", "id", "settlement_id", "role", "tender", "number", "amount", "created",
        ]))

        \(requests)

        CREATE TABLE transition (
            seq INTEGER PRIMARY KEY,
            machine TEXT NOT NULL,
            subject TEXT NOT NULL,
            was TEXT,
            became TEXT NOT NULL
        ) STRICT;
        CREATE INDEX transition_subject ON transition (machine, subject);
        \(appendOnly("transition"))
        """

    /// What may have been sent, and what came back.
    private static let requests = """
        CREATE TABLE send (
            seq INTEGER PRIMARY KEY,
            attempt_id TEXT REFERENCES attempt (id),
            enrolment_id TEXT REFERENCES enrolment (id),
            peer TEXT NOT NULL,
            operation TEXT NOT NULL,
            number TEXT NOT NULL,
            body BLOB,
            body_mac BLOB NOT NULL CHECK (length(body_mac) = 32),
            at INTEGER NOT NULL,
            UNIQUE (peer, operation, number),
            CHECK (attempt_id IS NOT NULL OR enrolment_id IS NOT NULL)
        ) STRICT;
        CREATE INDEX send_attempt ON send (attempt_id)
        WHERE attempt_id IS NOT NULL AND body IS NOT NULL;
        CREATE INDEX send_enrolment ON send (enrolment_id)
        WHERE enrolment_id IS NOT NULL AND body IS NOT NULL;
        CREATE TRIGGER send_unchanged BEFORE UPDATE ON send
        WHEN NEW.body IS NOT NULL OR NEW.seq <> OLD.seq
            OR NEW.attempt_id IS NOT OLD.attempt_id OR NEW.enrolment_id IS NOT OLD.enrolment_id
            OR NEW.peer <> OLD.peer OR NEW.operation <> OLD.operation
            OR NEW.number <> OLD.number OR NEW.body_mac <> OLD.body_mac OR NEW.at <> OLD.at
        BEGIN SELECT RAISE(ABORT, 'a send is never changed, its body only wiped'); END;
        \(kept("send"))

        CREATE TABLE evidence (
            seq INTEGER PRIMARY KEY,
            settlement_id TEXT REFERENCES settlement (id),
            enrolment_id TEXT REFERENCES enrolment (id),
            operation TEXT NOT NULL,
            number TEXT NOT NULL,
            at INTEGER NOT NULL,
            at_clock TEXT NOT NULL,
            verdict TEXT NOT NULL,
            http_status INTEGER,
            body_hash TEXT NOT NULL,
            redacted_body TEXT NOT NULL,
            milliseconds INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX evidence_settlement ON evidence (settlement_id)
        WHERE settlement_id IS NOT NULL;
        \(appendOnly("evidence"))
        """
}
