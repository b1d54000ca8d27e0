-- The newest kept checkpoints of a log, the newest first.
-- in: jurisdiction_id BIGINT, log BIGINT, most BIGINT
-- out: size BIGINT, at BIGINT, cause TEXT, note TEXT
-- rows: many
-- row: ledger_checkpoint
SELECT size, at, cause, note
FROM ledger_checkpoint
WHERE jurisdiction_id = :jurisdiction_id AND log = :log
ORDER BY size DESC
LIMIT :most
