-- What is not in the tree of a log yet, each with its place, at most `most`, by place.
-- in: jurisdiction_id BIGINT, log BIGINT, size BIGINT, most BIGINT
-- out: place BIGINT, hash BYTES
-- rows: many
-- row: ledger_waiting
SELECT place, hash
FROM ledger_entry
WHERE jurisdiction_id = :jurisdiction_id AND log = :log AND place >= :size
ORDER BY place
LIMIT :most
