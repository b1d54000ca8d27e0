-- The entries of a run of places: the canonical bytes of their events.
-- in: jurisdiction_id BIGINT, log BIGINT, first BIGINT, width BIGINT
-- out: place BIGINT, bytes BYTES
-- rows: many
SELECT l.place, e.bytes
FROM ledger_entry l
JOIN event e ON e.jurisdiction_id = l.jurisdiction_id AND e.stream_id = l.stream_id AND e.seq = l.seq
WHERE l.jurisdiction_id = :jurisdiction_id AND l.log = :log AND l.place >= :first AND l.place < CAST(:first AS BIGINT) + :width
ORDER BY l.place
