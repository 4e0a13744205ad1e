-- Codes that the terminal shows: shown and closing are states of a payment that has no end yet. How often an attempt's code was to be
-- closed; null where it never was, and in the rows of before.
DROP INDEX payment_open;
CREATE INDEX payment_open ON payment (seq)
  WHERE state IN ('recorded', 'sent', 'stored', 'inquiring', 'shown', 'closing', 'reversing');

ALTER TABLE attempt ADD COLUMN closings INTEGER;

INSERT INTO counter (name, value) VALUES ('tables-to-seal', 'yes') ON CONFLICT (name) DO NOTHING;
