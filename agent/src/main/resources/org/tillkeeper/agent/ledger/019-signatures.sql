-- Cardholders' signatures that the acquirer has not got yet. A row is deleted, and its picture with it, once the signature has its end.
-- The pages of what is deleted are overwritten: see secure_delete in LedgerFile.
CREATE TABLE signature (
  seq     INTEGER PRIMARY KEY,
  payment TEXT    NOT NULL UNIQUE, -- its id
  sends   INTEGER NOT NULL,
  message BLOB    NOT NULL         -- sealed, the picture in it
) STRICT;

-- What became of a payment's signature: kept, delivered, refused, given-up; null for none. The hash is an HMAC of the picture, by which
-- the same one is known again. The settlement date is a part of the code that binds a signature to its payment.
ALTER TABLE payment ADD COLUMN settlement_date TEXT;
ALTER TABLE payment ADD COLUMN signature TEXT;
ALTER TABLE payment ADD COLUMN signature_hash BLOB;

INSERT INTO counter (name, value) VALUES ('tables-to-seal', 'yes') ON CONFLICT (name) DO NOTHING;
