-- Under which working keys the acquirer last wanted a sign-in instead of a request, so that it is not signed in for without end. Null
-- where it did not, and in the rows of before.
ALTER TABLE attempt ADD COLUMN sign_in_keys INTEGER;

INSERT INTO counter (name, value) VALUES ('tables-to-seal', 'yes') ON CONFLICT (name) DO NOTHING;
