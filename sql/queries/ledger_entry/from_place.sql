-- Entries of a log in their order, from a place up to another.
-- in: jurisdiction_id BIGINT, log BIGINT, first BIGINT, last BIGINT, most BIGINT
-- out: place BIGINT, stream_id BIGINT, seq BIGINT, at BIGINT
-- rows: many
SELECT place, stream_id, seq, at
FROM ledger_entry
WHERE jurisdiction_id = :jurisdiction_id AND log = :log AND place >= :first AND place <= :last
ORDER BY place
LIMIT :most
