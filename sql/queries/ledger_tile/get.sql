-- The hashes of a complete tile.
-- in: jurisdiction_id BIGINT, log BIGINT, level BIGINT, place BIGINT
-- out: hashes BYTES
-- rows: some
SELECT hashes
FROM ledger_tile
WHERE jurisdiction_id = :jurisdiction_id AND log = :log AND level = :level AND place = :place
