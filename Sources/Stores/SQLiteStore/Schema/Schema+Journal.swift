extension Schema {
    /// Double entry: the entries come first, and the transaction row that closes them is refused
    /// unless they balance; the deferred reference refuses entries that nothing closes.
    static let journal = """
        CREATE TABLE journal_entry (
            transaction_seq INTEGER NOT NULL
                REFERENCES journal_transaction (seq) DEFERRABLE INITIALLY DEFERRED,
            position INTEGER NOT NULL,
            account TEXT NOT NULL,
            debit INTEGER NOT NULL CHECK (debit >= 0),
            credit INTEGER NOT NULL CHECK (credit >= 0),
            PRIMARY KEY (transaction_seq, position),
            CHECK (debit = 0 OR credit = 0)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX journal_entry_account ON journal_entry (account);
        \(appendOnly("journal_entry"))

        CREATE TABLE journal_transaction (
            seq INTEGER PRIMARY KEY,
            settlement_id TEXT NOT NULL REFERENCES settlement (id),
            stage TEXT NOT NULL CHECK (stage IN ('pending', 'posted', 'voided')),
            reason TEXT NOT NULL,
            date TEXT NOT NULL,
            at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX journal_transaction_settlement ON journal_transaction (settlement_id);
        CREATE INDEX journal_transaction_date ON journal_transaction (date);
        \(appendOnly("journal_transaction"))
        CREATE TRIGGER journal_transaction_balances BEFORE INSERT ON journal_transaction
        WHEN (SELECT ifnull(sum(debit) - sum(credit), 0) FROM journal_entry
            WHERE transaction_seq = NEW.seq) <> 0
        BEGIN SELECT RAISE(ABORT, 'a journal transaction does not balance'); END;
        CREATE TRIGGER journal_entry_open BEFORE INSERT ON journal_entry
        WHEN EXISTS (SELECT 1 FROM journal_transaction WHERE seq = NEW.transaction_seq)
        BEGIN SELECT RAISE(ABORT, 'a journal transaction is closed'); END;

        CREATE TABLE outbox (
            seq INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL,
            settlement_id TEXT NOT NULL REFERENCES settlement (id),
            created INTEGER NOT NULL,
            acknowledged INTEGER
        ) STRICT;
        CREATE INDEX outbox_open ON outbox (settlement_id) WHERE acknowledged IS NULL;
        \(kept("outbox"))
        \(fixed("outbox", ["seq", "key", "kind", "settlement_id", "created"]))
        CREATE TRIGGER outbox_acknowledged_once BEFORE UPDATE ON outbox
        WHEN OLD.acknowledged IS NOT NULL
        BEGIN SELECT RAISE(ABORT, 'an effect is acknowledged once'); END;
        """

    /// The audit chain: contiguous, each record sealed over the one before it.
    static let audit = """
        CREATE TABLE audit (
            seq INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            actor TEXT NOT NULL,
            action TEXT NOT NULL,
            subject TEXT NOT NULL,
            detail TEXT NOT NULL,
            prev BLOB NOT NULL CHECK (length(prev) = 32),
            mac BLOB NOT NULL CHECK (length(mac) = 32)
        ) STRICT;
        CREATE INDEX audit_subject ON audit (subject);
        \(appendOnly("audit"))
        CREATE TRIGGER audit_contiguous BEFORE INSERT ON audit
        WHEN NEW.seq <> (SELECT ifnull(max(seq), 0) + 1 FROM audit)
            OR NEW.prev <> ifnull((SELECT mac FROM audit WHERE seq = NEW.seq - 1), zeroblob(32))
        BEGIN SELECT RAISE(ABORT, 'an audit record does not continue the chain'); END;
        """
}
