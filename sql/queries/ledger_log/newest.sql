-- The log that grows.
-- in: jurisdiction_id BIGINT
-- out: number BIGINT, origin TEXT, public_key BYTES, started_at BIGINT, size BIGINT, frontier BYTES, checkpoint TEXT, signed_at BIGINT, kept_at BIGINT
-- rows: some
-- row: ledger_log
SELECT number, origin, public_key, started_at, size, frontier, checkpoint, signed_at, kept_at
FROM ledger_log
WHERE jurisdiction_id = :jurisdiction_id
ORDER BY number DESC
LIMIT 1
