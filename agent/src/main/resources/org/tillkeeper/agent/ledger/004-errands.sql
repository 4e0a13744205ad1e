-- What is said to the acquirer besides payments: what chips did with issuers' scripts, and what the acquirer ordered to download.

-- Notices that wait for their answer, and those that were refused. The payment's history says the rest.
CREATE TABLE script_notice (
  payment    TEXT    PRIMARY KEY, -- its id; a notice outlives what retention erases
  stan       TEXT    NOT NULL,
  sends      INTEGER NOT NULL,
  message    BLOB,                -- sealed; erased once it is answered
  refused_at INTEGER              -- null while it waits
) STRICT, WITHOUT ROWID;

CREATE INDEX script_notice_open ON script_notice (stan) WHERE refused_at IS NULL;

-- What the acquirer can order: parameters, status, public-keys, applications.
CREATE TABLE download (
  what        TEXT    PRIMARY KEY,
  ordered_at  INTEGER,            -- null: not ordered, or carried out since
  listed      INTEGER NOT NULL,   -- whether the list of what there is has been received to its end
  trouble     TEXT,               -- why the last try failed; null after one that did not
  version     INTEGER NOT NULL,   -- how often it was carried out to its end
  received_at INTEGER             -- when that was last
) STRICT, WITHOUT ROWID;

-- What is in force, and what is being received until it is whole.
CREATE TABLE download_item (
  what     TEXT    NOT NULL,
  in_force INTEGER NOT NULL,
  number   INTEGER NOT NULL,
  name     TEXT    NOT NULL,
  value    TEXT,                  -- null until it is received
  PRIMARY KEY (what, in_force, number)
) STRICT, WITHOUT ROWID;
