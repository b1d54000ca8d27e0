-- Which complete tiles of a log are stored.
-- in: jurisdiction_id BIGINT, log BIGINT
-- out: level BIGINT, place BIGINT
-- rows: many
SELECT level, place
FROM ledger_tile
WHERE jurisdiction_id = :jurisdiction_id AND log = :log
ORDER BY level, place
