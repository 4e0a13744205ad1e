-- HMACs by which what may be used once is known again. They tell nothing of the card, and are kept for good. An index on each,
-- because every chip card and every refund asks. The definitions' digest is made anew.
ALTER TABLE payment ADD COLUMN cryptogram_hash BLOB; -- of a card's number with its chip's counter and cryptogram
ALTER TABLE payment ADD COLUMN given_back_hash BLOB; -- of a card's number with the reference number of what is given back

CREATE INDEX payment_cryptogram ON payment (cryptogram_hash, seq) WHERE cryptogram_hash IS NOT NULL;
CREATE INDEX payment_given_back ON payment (given_back_hash, seq) WHERE given_back_hash IS NOT NULL;

INSERT INTO counter (name, value) VALUES ('tables-to-seal', 'yes') ON CONFLICT (name) DO NOTHING;
