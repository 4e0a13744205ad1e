-- Codes that the terminal shows. How often an attempt's code was to be closed; null where it never was, and in the rows of before.
ALTER TABLE attempt ADD COLUMN closings INTEGER;

INSERT INTO counter (name, value) VALUES ('tables-to-seal', 'yes') ON CONFLICT (name) DO NOTHING;
