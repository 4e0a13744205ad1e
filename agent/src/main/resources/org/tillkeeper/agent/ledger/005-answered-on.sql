-- The acquirer's date (MMDD) in its answer to an attempt, which some reversals name; null without one. Rows of before keep
-- their digests: a column that came later counts in them only where it has a value.
ALTER TABLE attempt ADD COLUMN answered_on TEXT;
