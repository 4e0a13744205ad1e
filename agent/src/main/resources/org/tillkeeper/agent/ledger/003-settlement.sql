-- Settlement of batches, and what is left of payments whose time is over.

CREATE TABLE settlement (
  seq             INTEGER PRIMARY KEY AUTOINCREMENT,
  id              TEXT    NOT NULL UNIQUE,
  idempotency_key TEXT    UNIQUE,           -- null where the agent started it
  request_hmac    BLOB,
  started_by      TEXT    NOT NULL,
  batch           INTEGER NOT NULL REFERENCES batch (seq),
  batch_number    TEXT    NOT NULL,
  stage           TEXT    NOT NULL,         -- waiting, totals, uploading, ended
  stan            TEXT,                     -- of the totals' message; what follows is null before its first send
  sends           INTEGER,
  sent_at         INTEGER,
  debit_count     INTEGER,
  debit_amount    INTEGER,
  credit_count    INTEGER,
  credit_amount   INTEGER,
  verdict         TEXT,                     -- the acquirer's, on domestic cards
  foreign_verdict TEXT,
  their_debit_count   INTEGER,              -- the acquirer's totals; null where it does not tell
  their_debit_amount  INTEGER,
  their_credit_count  INTEGER,
  their_credit_amount INTEGER,
  messages        INTEGER NOT NULL,         -- of the upload
  done            INTEGER NOT NULL,
  refused         INTEGER NOT NULL,
  payments        INTEGER NOT NULL,
  end_sends       INTEGER NOT NULL,
  sign_ins        INTEGER NOT NULL,
  result          TEXT,
  response_code   TEXT    NOT NULL,
  created_at      INTEGER NOT NULL,
  updated_at      INTEGER NOT NULL
) STRICT;

-- One at a time.
CREATE UNIQUE INDEX settlement_open ON settlement ((1)) WHERE stage <> 'ended';
CREATE INDEX settlement_batch ON settlement (batch, seq);

-- The messages of an upload, in order. What they say is made from the payments at each send.
CREATE TABLE upload (
  settlement INTEGER NOT NULL REFERENCES settlement (seq),
  number     INTEGER NOT NULL,
  part       TEXT    NOT NULL,
  stan       TEXT,                          -- null before its first send
  sent_at    INTEGER,
  sends      INTEGER NOT NULL,
  answer     TEXT,                          -- null, taken, refused
  PRIMARY KEY (settlement, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX upload_waiting ON upload (settlement, number) WHERE answer IS NULL;

CREATE TABLE upload_payment (
  settlement INTEGER NOT NULL,
  number     INTEGER NOT NULL,
  place      INTEGER NOT NULL,
  payment    TEXT    NOT NULL,              -- id
  PRIMARY KEY (settlement, number, place)
) STRICT, WITHOUT ROWID;

-- Reports are asked of closed batches too.
DROP INDEX payment_batch;
CREATE INDEX payment_batch ON payment (batch, seq) WHERE batch IS NOT NULL;

-- Of an erased payment only key, HMAC, id, type, state, amounts and batch are left.
ALTER TABLE payment ADD COLUMN erased INTEGER NOT NULL DEFAULT 0;
CREATE INDEX payment_kept ON payment (seq) WHERE erased = 0;
CREATE INDEX history_own ON history (seq) WHERE payment IS NULL AND kind <> 'erased';
