extension Schema {
    /// Patients, visits, shifts, owners; everything of a person but the number is sealed.
    static let registers = """
        CREATE TABLE patient (
            id TEXT PRIMARY KEY NOT NULL,
            name BLOB NOT NULL,
            id_no BLOB NOT NULL,
            sex BLOB NOT NULL,
            birth_date BLOB,
            phone BLOB,
            id_no_index BLOB
        ) STRICT;
        CREATE INDEX patient_id_no ON patient (id_no_index) WHERE id_no_index IS NOT NULL;
        \(kept("patient"))

        CREATE TABLE visit (
            id TEXT PRIMARY KEY NOT NULL,
            patient_id TEXT NOT NULL REFERENCES patient (id),
            medical_type TEXT NOT NULL,
            hospital_level INTEGER NOT NULL CHECK (hospital_level BETWEEN 1 AND 3),
            disease_code TEXT,
            at TEXT NOT NULL,
            detail TEXT NOT NULL
        ) STRICT;
        CREATE INDEX visit_patient ON visit (patient_id, at);
        \(kept("visit"))
        \(fixed("visit", ["id", "patient_id"]))

        CREATE TABLE shift (
            id TEXT PRIMARY KEY NOT NULL,
            window TEXT NOT NULL,
            operator_id TEXT NOT NULL,
            operator_name TEXT NOT NULL,
            business_date TEXT NOT NULL,
            opened INTEGER NOT NULL,
            closed INTEGER CHECK (closed IS NULL OR closed >= opened)
        ) STRICT;
        CREATE UNIQUE INDEX shift_open ON shift (window) WHERE closed IS NULL;
        \(kept("shift"))
        \(fixed("shift", ["id", "window", "operator_id", "business_date", "opened"]))

        CREATE TABLE owner (
            name TEXT PRIMARY KEY NOT NULL,
            process INTEGER NOT NULL,
            registered INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
