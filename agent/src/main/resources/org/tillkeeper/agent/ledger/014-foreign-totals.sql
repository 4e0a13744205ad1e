-- The part of a settlement's totals that foreign cards have, ours and the acquirer's. Null where they have none, and in the rows of
-- before, which counted every card as domestic.
ALTER TABLE settlement ADD COLUMN foreign_debit_count INTEGER;
ALTER TABLE settlement ADD COLUMN foreign_debit_amount INTEGER;
ALTER TABLE settlement ADD COLUMN foreign_credit_count INTEGER;
ALTER TABLE settlement ADD COLUMN foreign_credit_amount INTEGER;
ALTER TABLE settlement ADD COLUMN their_foreign_debit_count INTEGER;
ALTER TABLE settlement ADD COLUMN their_foreign_debit_amount INTEGER;
ALTER TABLE settlement ADD COLUMN their_foreign_credit_count INTEGER;
ALTER TABLE settlement ADD COLUMN their_foreign_credit_amount INTEGER;

INSERT INTO counter (name, value) VALUES ('tables-to-seal', 'yes') ON CONFLICT (name) DO NOTHING;
