-- Kept checkpoints of a log of more than so many entries, the oldest first.
-- in: jurisdiction_id BIGINT, log BIGINT, size BIGINT, most BIGINT
-- out: size BIGINT, at BIGINT, cause TEXT, note TEXT
-- rows: many
-- row: ledger_checkpoint
SELECT size, at, cause, note
FROM ledger_checkpoint
WHERE jurisdiction_id = :jurisdiction_id AND log = :log AND size > :size
ORDER BY size
LIMIT :most
