-- The witnesses of a log, by their keys.
-- in: jurisdiction_id BIGINT, log BIGINT
-- out: witness TEXT, size BIGINT, at BIGINT, next_at BIGINT
-- rows: many
SELECT witness, size, at, next_at
FROM ledger_witness
WHERE jurisdiction_id = :jurisdiction_id AND log = :log
ORDER BY witness
