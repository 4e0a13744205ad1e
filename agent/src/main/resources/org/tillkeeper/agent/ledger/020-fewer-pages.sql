-- Each index that a commit changes is a page that flash is given, twice. A sale goes by these no more: what nothing but a sale that ended
-- well is in, or what something else tells as well.

-- Sealed messages are long, and gone once their attempt has its end. In the attempt's row they took pages for the time between, which then
-- went to the list of free ones and came back; here one page serves all of them. A row is deleted once it holds nothing.
CREATE TABLE attempt_message (
  attempt  INTEGER PRIMARY KEY, -- seq of the payment * 65536 + number of the attempt
  request  BLOB,                -- sealed: the request as it was sent; null once it cannot be sent or asked about again
  reversal BLOB                 -- sealed: the reversal's message; null once none can follow
) STRICT;

INSERT INTO attempt_message (attempt, request, reversal)
  SELECT payment * 65536 + number, request_fields, reversal_fields FROM attempt
  WHERE request_fields IS NOT NULL OR reversal_fields IS NOT NULL;
DROP INDEX attempt_kept;
ALTER TABLE attempt DROP COLUMN request_fields;
ALTER TABLE attempt DROP COLUMN reversal_fields;

-- An attempt without an answer is one of a payment that has no end, needs a person, or had one.
DROP INDEX attempt_open;
CREATE INDEX payment_resolved ON payment (seq) WHERE resolution IS NOT NULL;

-- All but the confirmed ones, which are most, by state: the open ones among them.
DROP INDEX payment_open;
DROP INDEX payment_state;
CREATE INDEX payment_not_confirmed ON payment (state, seq) WHERE state <> 'confirmed';

-- The history tells what changed, and in which order.
DROP INDEX payment_changed;

-- What an only attempt was approved with once is in its payment's row.
DROP INDEX attempt_rrn;
CREATE INDEX attempt_rrn ON attempt (
  substr(approvals, instr(approvals, '|') + 1, instr(substr(approvals, instr(approvals, '|') + 1), '|') - 1))
  WHERE approvals IS NOT NULL AND (number > 1 OR outcome <> 'confirmed' OR reversal_stage IS NOT NULL);

INSERT INTO counter (name, value) VALUES ('tables-to-seal', 'yes') ON CONFLICT (name) DO NOTHING;
