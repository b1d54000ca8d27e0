-- An event.
-- in: jurisdiction_id BIGINT, stream_id BIGINT, seq BIGINT
-- out: stream_id BIGINT, seq BIGINT, at BIGINT, bytes BYTES
-- rows: some
-- row: ledger_taken_over
SELECT stream_id, seq, at, bytes
FROM event
WHERE jurisdiction_id = :jurisdiction_id AND stream_id = :stream_id AND seq = :seq
