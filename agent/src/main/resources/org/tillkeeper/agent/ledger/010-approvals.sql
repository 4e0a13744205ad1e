-- What the acquirer's approvals of an attempt said, each a line; null without one. A reversal that was answered early is sent once
-- more, and one that gets nowhere is parked. A booking that was one too many is given back by a refund of its attempt. Rows of
-- before keep their digests: a column that came later counts in them only where it has a value.
ALTER TABLE attempt ADD COLUMN approvals TEXT;
ALTER TABLE attempt ADD COLUMN reversal_part INTEGER;
ALTER TABLE attempt ADD COLUMN reversal_undone_at TEXT;
ALTER TABLE attempt ADD COLUMN reversal_sign_in_keys INTEGER;
ALTER TABLE attempt ADD COLUMN reversal_untrusted INTEGER;
ALTER TABLE attempt ADD COLUMN given_back_by TEXT;
ALTER TABLE payment ADD COLUMN original_attempt INTEGER;

DROP INDEX attempt_reversal;
CREATE INDEX attempt_reversal ON attempt (payment, number) WHERE reversal_stage IN ('open', 'parked', 'reversed-early');

-- The definition of the tables is another now: the digests of the small ones are made anew.
INSERT INTO counter (name, value) VALUES ('tables-to-seal', 'yes') ON CONFLICT (name) DO NOTHING;
