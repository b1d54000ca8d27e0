-- A column more, and an index of words that differs between the engines.
-- oldest program: 1

ALTER TABLE counter ADD COLUMN label TEXT NOT NULL DEFAULT 'a "label"; -- not a comment';

-- only: sqlite
-- table: operational
CREATE VIRTUAL TABLE word USING fts5 (words, detail=none);
-- only: postgres
-- table: operational
CREATE TABLE word (
	rowid BIGINT PRIMARY KEY,
	words text[] NOT NULL
);
CREATE INDEX word_gin ON word USING gin (words);
-- end
