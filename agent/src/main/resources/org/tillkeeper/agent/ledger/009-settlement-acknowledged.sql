-- What a settlement's totals may lack, and what a person said who has looked at a difference. Whoever settled before was told
-- that nothing was left to do; only the batch before the open one is asked about.

ALTER TABLE settlement ADD COLUMN left_open INTEGER NOT NULL DEFAULT 0; -- reversals and notices that were open when the totals went
ALTER TABLE settlement ADD COLUMN undone INTEGER NOT NULL DEFAULT 0;    -- payments in the totals that were reversed later
ALTER TABLE settlement ADD COLUMN acknowledged_by TEXT;                 -- null until a person has looked
ALTER TABLE settlement ADD COLUMN acknowledgement TEXT;
ALTER TABLE settlement ADD COLUMN acknowledged_at INTEGER;
UPDATE settlement SET acknowledged_by = '-', acknowledgement = 'settled before a difference had to be acknowledged',
  acknowledged_at = updated_at
  WHERE stage = 'ended' AND batch < (SELECT seq - 1 FROM batch WHERE state = 'open');
INSERT INTO counter (name, value) VALUES ('tables-to-seal', 'yes') ON CONFLICT (name) DO NOTHING;
