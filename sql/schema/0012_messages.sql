-- Messages: since when a message of the raiser waits for the office; NULL: none does.
-- oldest program: 3

ALTER TABLE case_row ADD COLUMN told_at BIGINT;
