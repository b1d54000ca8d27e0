-- How many entries of a log are not in its tree of `size` yet, and the time of the oldest (0: none).
-- in: jurisdiction_id BIGINT, log BIGINT, size BIGINT
-- out: waiting BIGINT, oldest_at BIGINT
-- rows: one
SELECT COUNT(*) AS waiting, COALESCE(MIN(at), 0) AS oldest_at
FROM ledger_entry
WHERE jurisdiction_id = :jurisdiction_id AND log = :log AND place IS NULL AND CAST(:size AS BIGINT) >= 0
