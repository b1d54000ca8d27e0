-- The events that are no entry of a log, in the order of their time.
-- in: jurisdiction_id BIGINT, log BIGINT
-- out: stream_id BIGINT, seq BIGINT, at BIGINT, bytes BYTES
-- rows: many
-- row: ledger_taken_over
SELECT e.stream_id, e.seq, e.at, e.bytes
FROM event e
LEFT JOIN ledger_entry l
	ON l.jurisdiction_id = e.jurisdiction_id AND l.log = :log AND l.stream_id = e.stream_id AND l.seq = e.seq
WHERE e.jurisdiction_id = :jurisdiction_id AND l.log IS NULL
ORDER BY e.at, e.stream_id, e.seq
