-- A complete tile with its root.
-- in: jurisdiction_id BIGINT, log BIGINT, level BIGINT, place BIGINT
-- out: root BYTES, hashes BYTES
-- rows: some
SELECT root, hashes
FROM ledger_tile
WHERE jurisdiction_id = :jurisdiction_id AND log = :log AND level = :level AND place = :place
