-- Leaf hashes of a run of places.
-- in: jurisdiction_id BIGINT, log BIGINT, first BIGINT, width BIGINT
-- out: place BIGINT, hash BYTES
-- rows: many
SELECT place, hash
FROM ledger_entry
WHERE jurisdiction_id = :jurisdiction_id AND log = :log AND place >= :first AND place < CAST(:first AS BIGINT) + :width
ORDER BY place
