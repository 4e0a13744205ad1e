-- Why a payment may not be sent again: what it waited for when its time was over. Null where nothing ended that but its cashier or
-- a restart, and in the rows of before.
ALTER TABLE payment ADD COLUMN retry_end TEXT;

INSERT INTO counter (name, value) VALUES ('tables-to-seal', 'yes') ON CONFLICT (name) DO NOTHING;
