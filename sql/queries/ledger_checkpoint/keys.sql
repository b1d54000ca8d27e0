-- The kept checkpoints at which the key of a log changed, the newest first.
-- in: jurisdiction_id BIGINT, log BIGINT
-- out: size BIGINT, at BIGINT, cause TEXT, note TEXT
-- rows: many
-- row: ledger_checkpoint
SELECT size, at, cause, note
FROM ledger_checkpoint
WHERE jurisdiction_id = :jurisdiction_id AND log = :log AND cause = 'key'
ORDER BY size DESC
