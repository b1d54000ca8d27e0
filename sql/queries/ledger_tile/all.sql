-- All tiles of a log.
-- in: jurisdiction_id BIGINT, log BIGINT
-- out: level BIGINT, place BIGINT, root BYTES, hashes BYTES
-- rows: many
SELECT level, place, root, hashes
FROM ledger_tile
WHERE jurisdiction_id = :jurisdiction_id AND log = :log
ORDER BY level, place
