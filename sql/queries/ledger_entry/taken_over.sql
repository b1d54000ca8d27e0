-- The events that have a place in a log, by place: what a new log takes over.
-- in: jurisdiction_id BIGINT, log BIGINT
-- out: stream_id BIGINT, seq BIGINT, at BIGINT, bytes BYTES
-- rows: many
-- row: ledger_taken_over
SELECT e.stream_id, e.seq, e.at, e.bytes
FROM ledger_entry l
JOIN event e ON e.jurisdiction_id = l.jurisdiction_id AND e.stream_id = l.stream_id AND e.seq = l.seq
WHERE l.jurisdiction_id = :jurisdiction_id AND l.log = :log AND l.place >= 0
ORDER BY l.place
