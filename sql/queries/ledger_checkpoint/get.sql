-- A kept checkpoint.
-- in: jurisdiction_id BIGINT, log BIGINT, size BIGINT
-- out: at BIGINT, cause TEXT, note TEXT
-- rows: some
SELECT at, cause, note
FROM ledger_checkpoint
WHERE jurisdiction_id = :jurisdiction_id AND log = :log AND size = :size
