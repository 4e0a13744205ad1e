-- What is still to be told to the addresses of webhooks. A row is written in the commit of what it tells, and deleted once every address
-- has it or has been given up on. Without webhooks there is no row. The body is made a moment later and is then the same at every try.
CREATE TABLE announcement (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL,
  subject TEXT NOT NULL,
  at INTEGER NOT NULL,
  body BLOB
);
CREATE INDEX announcement_bare ON announcement (seq) WHERE body IS NULL;
-- How far each address has got: it has everything up to `told`, by seq. `failures` counts tries in a row that failed, the first of them
-- at `failing_since`. An address that is gone for good gets nothing.
CREATE TABLE announcement_address (
  url TEXT PRIMARY KEY,
  told INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  failing_since INTEGER,
  gone INTEGER NOT NULL
);

INSERT INTO counter (name, value) VALUES ('tables-to-seal', 'yes') ON CONFLICT (name) DO NOTHING;
