-- Every transaction a terminal makes: payments that refer to payments, notices that are repeated, inquiries, batches. The
-- tables are built anew because SQLite cannot loosen a constraint in place; every row is carried over.

-- Batches in the order of their opening; the one without closed_at is open. The number is the acquirer's and may come again.
CREATE TABLE batch (
  seq       INTEGER PRIMARY KEY AUTOINCREMENT,
  number    TEXT    NOT NULL,
  state     TEXT    NOT NULL, -- open, settled, closed-by-acquirer
  opened_at INTEGER NOT NULL,
  closed_at INTEGER
) STRICT;

CREATE UNIQUE INDEX batch_open ON batch (state) WHERE state = 'open';

INSERT INTO batch (number, state, opened_at, closed_at)
  SELECT batch, 'closed-by-acquirer', min(sent_at), max(sent_at) FROM attempt
  WHERE batch <> coalesce((SELECT value FROM counter WHERE name = 'batch'), '000001')
  GROUP BY batch ORDER BY min(payment);
INSERT INTO batch (number, state, opened_at)
  SELECT coalesce((SELECT value FROM counter WHERE name = 'batch'), '000001'), 'open',
         coalesce((SELECT min(sent_at) FROM attempt
                   WHERE batch = (SELECT value FROM counter WHERE name = 'batch')), 0);
DELETE FROM counter WHERE name = 'batch';

CREATE TABLE payment_2 (
  seq                INTEGER PRIMARY KEY AUTOINCREMENT,
  id                 TEXT    NOT NULL UNIQUE,
  idempotency_key    TEXT    NOT NULL UNIQUE,
  request_hmac       BLOB    NOT NULL,
  type               TEXT    NOT NULL,
  kind               TEXT    NOT NULL, -- the message that asks for it
  amount             INTEGER NOT NULL CHECK (amount BETWEEN 0 AND 999999999999),
  currency           TEXT    NOT NULL,
  reference          TEXT,
  original           TEXT,             -- id of the payment it refers to
  entry              TEXT    NOT NULL,
  masked             TEXT    NOT NULL,
  pin_keys           INTEGER NOT NULL,
  state              TEXT    NOT NULL,
  retry_open         INTEGER NOT NULL,
  cancel_requested   INTEGER NOT NULL,
  response_code      TEXT,
  rrn                TEXT,
  auth_code          TEXT,
  host_date          TEXT,             -- the acquirer's date of the transaction, MMDD
  voucher            TEXT,             -- payment voucher of a QR sale
  approved_amount    INTEGER,          -- of a partial approval that is taken
  balance            INTEGER,
  card_result        TEXT    NOT NULL,
  voided_by          TEXT,
  completed_by       TEXT,
  refunded           INTEGER NOT NULL,
  tip                INTEGER NOT NULL,
  batch              INTEGER REFERENCES batch (seq), -- of its last attempt
  batch_closed       INTEGER NOT NULL,
  attention          TEXT,
  resolution         TEXT,
  resolved_by        TEXT,
  resolved_evidence  TEXT,
  retry_until        INTEGER,
  created_at         INTEGER NOT NULL,
  updated_at         INTEGER NOT NULL,
  changed            INTEGER NOT NULL, -- history.seq of its last change
  instrument_hash    BLOB,             -- HMAC of the card's number or the code, to know the same one again
  card               BLOB,             -- sealed: what a new attempt would need; erased when none can follow
  account            BLOB,             -- sealed: PAN and expiry, for what refers to this payment later
  chip_answer        BLOB,             -- sealed: what the acquirer said to the chip; erased once the chip has answered
  chip_certificate   BLOB              -- sealed: what the chip said, for the batch upload; erased when the batch is closed
) STRICT;

INSERT INTO payment_2 (seq, id, idempotency_key, request_hmac, type, kind, amount, currency, reference, entry, masked, pin_keys,
    state, retry_open, cancel_requested, response_code, rrn, auth_code, card_result, refunded, tip, batch, batch_closed,
    attention, resolution, resolved_by, resolved_evidence, retry_until, created_at, updated_at, changed, card, account)
  SELECT p.seq, p.id, p.idempotency_key, p.request_hmac, p.type, p.type, p.amount, p.currency, p.reference, p.entry, p.masked,
    p.pin_keys, p.state, p.retry_open, p.cancel_requested, p.response_code, p.rrn, p.auth_code, 'none', 0, 0, b.seq,
    coalesce(b.state <> 'open', 0), p.attention, p.resolution, p.resolved_by, p.resolved_evidence, p.retry_until, p.created_at,
    p.updated_at, p.changed, p.card, p.account
  FROM payment p
  LEFT JOIN batch b ON b.number =
    (SELECT a.batch FROM attempt a WHERE a.payment = p.seq ORDER BY a.number DESC LIMIT 1)
  ORDER BY p.seq;

CREATE TABLE attempt_2 (
  payment           INTEGER NOT NULL REFERENCES payment_2 (seq),
  number            INTEGER NOT NULL,
  stan              TEXT    NOT NULL,
  batch             TEXT    NOT NULL,
  terminal          TEXT    NOT NULL,
  merchant          TEXT    NOT NULL,
  amount            INTEGER NOT NULL, -- as the message names it
  route             TEXT    NOT NULL,
  keys              INTEGER NOT NULL,
  host_date         TEXT    NOT NULL,
  sent_at           INTEGER NOT NULL,
  sends             INTEGER NOT NULL,
  outcome           TEXT    NOT NULL,
  heard             TEXT    NOT NULL,
  unseen            INTEGER NOT NULL,
  inquiries         INTEGER NOT NULL,
  reversal_reason   TEXT,
  reversal_stage    TEXT,
  reversal_sends    INTEGER,
  reversal_answered INTEGER,
  reversal_code     TEXT,
  reversal_keys     INTEGER,
  reversal_auth_code TEXT,
  request_fields    BLOB,              -- sealed: the request as it was sent; erased when it cannot be sent or asked about again
  reversal_fields   BLOB,              -- sealed: the reversal's message; erased when none can follow
  PRIMARY KEY (payment, number)
) STRICT, WITHOUT ROWID;

INSERT INTO attempt_2
  SELECT a.payment, a.number, a.stan, a.batch, a.terminal, a.merchant, p.amount, a.route, a.keys, a.host_date, a.sent_at,
    a.sends, a.outcome, a.heard, a.unseen, 0, a.reversal_reason, a.reversal_stage, a.reversal_sends, a.reversal_answered,
    a.reversal_code, a.reversal_keys, a.reversal_auth_code, NULL, a.reversal_fields
  FROM attempt a JOIN payment p ON p.seq = a.payment;

CREATE TABLE history_2 (
  seq     INTEGER PRIMARY KEY,
  payment INTEGER REFERENCES payment_2 (seq),
  at      INTEGER NOT NULL,
  kind    TEXT    NOT NULL,
  attempt INTEGER NOT NULL,
  message TEXT    NOT NULL,
  hash    BLOB    NOT NULL
) STRICT;

INSERT INTO history_2 SELECT seq, payment, at, kind, attempt, message, hash FROM history;

DROP TABLE history;
DROP TABLE attempt;
DROP TABLE payment;
ALTER TABLE payment_2 RENAME TO payment;
ALTER TABLE attempt_2 RENAME TO attempt;
ALTER TABLE history_2 RENAME TO history;

CREATE INDEX payment_open ON payment (seq)
  WHERE state IN ('recorded', 'sent', 'stored', 'inquiring', 'reversing');
CREATE INDEX payment_state ON payment (state);
CREATE INDEX payment_changed ON payment (changed);
CREATE INDEX payment_original ON payment (original) WHERE original IS NOT NULL;
CREATE INDEX payment_instrument ON payment (instrument_hash, seq) WHERE instrument_hash IS NOT NULL;
CREATE INDEX payment_batch ON payment (batch, seq) WHERE batch_closed = 0;

CREATE INDEX attempt_stan ON attempt (stan, batch);
CREATE INDEX attempt_reversal ON attempt (payment, number) WHERE reversal_stage IN ('open', 'parked');
CREATE INDEX attempt_open ON attempt (keys) WHERE outcome = 'open' OR reversal_stage IN ('open', 'parked');
CREATE INDEX attempt_kept ON attempt (batch) WHERE reversal_fields IS NOT NULL;

CREATE INDEX history_payment ON history (payment, seq);
