-- The roots of a run of complete tiles of one level: hashes of the level above.
-- in: jurisdiction_id BIGINT, log BIGINT, level BIGINT, first BIGINT, width BIGINT
-- out: place BIGINT, root BYTES
-- rows: many
SELECT place, root
FROM ledger_tile
WHERE jurisdiction_id = :jurisdiction_id AND log = :log AND level = :level AND place >= :first AND place < CAST(:first AS BIGINT) + :width
ORDER BY place
