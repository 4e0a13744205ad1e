-- Payments, their attempts, their history, and what the terminal counts. Times are milliseconds since 1970 UTC by the wall
-- clock, for people; order is by seq, never by time.

-- Single values: the last STAN given, the batch, the acquirer's date, whether a loss waits to be accepted.
CREATE TABLE counter (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The key that seals the blobs below, itself wrapped by the key vault.
CREATE TABLE ledger_key (
  id      INTEGER PRIMARY KEY CHECK (id = 1),
  wrapped BLOB NOT NULL
) STRICT;

CREATE TABLE payment (
  seq                INTEGER PRIMARY KEY AUTOINCREMENT,
  id                 TEXT    NOT NULL UNIQUE,
  idempotency_key    TEXT    NOT NULL UNIQUE,
  request_hmac       BLOB    NOT NULL,
  type               TEXT    NOT NULL,
  amount             INTEGER NOT NULL CHECK (amount BETWEEN 1 AND 999999999999),
  currency           TEXT    NOT NULL,
  reference          TEXT,
  entry              TEXT    NOT NULL,
  masked             TEXT    NOT NULL,
  pin_keys           INTEGER NOT NULL,
  state              TEXT    NOT NULL,
  retry_open         INTEGER NOT NULL,
  cancel_requested   INTEGER NOT NULL,
  response_code      TEXT,
  rrn                TEXT,
  auth_code          TEXT,
  attention          TEXT,
  resolution         TEXT,
  resolved_by        TEXT,
  resolved_evidence  TEXT,
  retry_until        INTEGER,
  created_at         INTEGER NOT NULL,
  updated_at         INTEGER NOT NULL,
  changed            INTEGER NOT NULL, -- history.seq of its last change
  card               BLOB,             -- sealed: what a new attempt would need; erased when none can follow
  account            BLOB              -- sealed: PAN and expiry, for what refers to this payment later
) STRICT;

CREATE INDEX payment_open ON payment (seq)
  WHERE state IN ('recorded', 'sent', 'stored', 'inquiring', 'reversing');
CREATE INDEX payment_state ON payment (state);
CREATE INDEX payment_changed ON payment (changed);

CREATE TABLE attempt (
  payment           INTEGER NOT NULL REFERENCES payment (seq),
  number            INTEGER NOT NULL,
  stan              TEXT    NOT NULL,
  batch             TEXT    NOT NULL,
  terminal          TEXT    NOT NULL,
  merchant          TEXT    NOT NULL,
  route             TEXT    NOT NULL,
  keys              INTEGER NOT NULL,
  host_date         TEXT    NOT NULL,
  sent_at           INTEGER NOT NULL,
  sends             INTEGER NOT NULL,
  outcome           TEXT    NOT NULL,
  heard             TEXT    NOT NULL,
  unseen            INTEGER NOT NULL,
  reversal_reason   TEXT,
  reversal_stage    TEXT,
  reversal_sends    INTEGER,
  reversal_answered INTEGER,
  reversal_code     TEXT,
  reversal_keys     INTEGER,
  reversal_auth_code TEXT,
  reversal_fields   BLOB,              -- sealed: the reversal's message; erased when none can follow
  PRIMARY KEY (payment, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX attempt_stan ON attempt (stan, batch);
CREATE INDEX attempt_reversal ON attempt (payment, number) WHERE reversal_stage IN ('open', 'parked');
CREATE INDEX attempt_open ON attempt (keys) WHERE outcome = 'open' OR reversal_stage IN ('open', 'parked');
CREATE INDEX attempt_kept ON attempt (batch) WHERE reversal_fields IS NOT NULL;

-- Messages that carry a STAN and belong to no payment (sign-in).
CREATE TABLE management (
  seq   INTEGER PRIMARY KEY,
  kind  TEXT    NOT NULL,
  stan  TEXT    NOT NULL,
  batch TEXT    NOT NULL,
  at    INTEGER NOT NULL
) STRICT;

CREATE INDEX management_stan ON management (stan, batch);

-- Everything that happened, in order; hash chains each row to the one before. payment is null for the terminal's own events.
CREATE TABLE history (
  seq     INTEGER PRIMARY KEY,
  payment INTEGER REFERENCES payment (seq),
  at      INTEGER NOT NULL,
  kind    TEXT    NOT NULL,
  attempt INTEGER NOT NULL,
  message TEXT    NOT NULL,
  hash    BLOB    NOT NULL
) STRICT;

CREATE INDEX history_payment ON history (payment, seq);

-- Working keys as received, under the terminal master key. Never reused: AUTOINCREMENT.
CREATE TABLE working_keys (
  generation  INTEGER PRIMARY KEY AUTOINCREMENT,
  wrapped     BLOB    NOT NULL,
  received_at INTEGER NOT NULL
) STRICT;
