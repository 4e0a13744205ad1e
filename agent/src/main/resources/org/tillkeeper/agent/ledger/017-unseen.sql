-- Since when a payment shows what nobody has been told. Null where somebody has, and in the rows of before.
ALTER TABLE payment ADD COLUMN unseen_since INTEGER;

CREATE INDEX payment_unseen ON payment (unseen_since, seq) WHERE unseen_since IS NOT NULL;

INSERT INTO counter (name, value) VALUES ('tables-to-seal', 'yes') ON CONFLICT (name) DO NOTHING;
