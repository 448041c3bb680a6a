"""The tables of a unit's local store."""

SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA secure_delete = ON;
PRAGMA foreign_keys = ON;
CREATE TABLE IF NOT EXISTS outgoing (
    submission_id  TEXT PRIMARY KEY,
    base_id        TEXT NOT NULL,     -- the id before any revision
    revision       INTEGER NOT NULL,
    content_sha256 TEXT NOT NULL,     -- of what is said, wherever the row stood
    subject        TEXT NOT NULL,
    body           BLOB,              -- NULL once let go
    body_sha256    TEXT NOT NULL,
    state          TEXT NOT NULL DEFAULT 'unsent',
    attempts       INTEGER NOT NULL DEFAULT 0,
    next_at        REAL NOT NULL DEFAULT 0,
    outcome        TEXT,
    report_no      TEXT,
    reason         TEXT,
    made_at        REAL NOT NULL,
    done_at        REAL,
    file_name      TEXT NOT NULL DEFAULT '',
    sheet          TEXT NOT NULL DEFAULT '',
    row            INTEGER,
    UNIQUE (base_id, revision)
);
CREATE INDEX IF NOT EXISTS outgoing_due ON outgoing (next_at) WHERE body IS NOT NULL;
CREATE INDEX IF NOT EXISTS outgoing_file ON outgoing (file_name, outcome);
CREATE TABLE IF NOT EXISTS files (
    sha256     TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    handled_at REAL NOT NULL,
    usable     INTEGER NOT NULL,
    unused     INTEGER NOT NULL,
    skipped    INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS unused (
    id        INTEGER PRIMARY KEY,
    file_name TEXT NOT NULL,
    sheet     TEXT NOT NULL,
    row       INTEGER,                -- NULL for a whole sheet or file
    reason    TEXT NOT NULL,
    advice    TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS unused_file ON unused (file_name, id);
CREATE TABLE IF NOT EXISTS notes (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
"""
