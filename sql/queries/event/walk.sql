-- The events of a range of streams in their order, for long walks.
-- in: jurisdiction_id BIGINT, first BIGINT, last BIGINT
-- out: stream_id BIGINT, seq BIGINT, type TEXT, version BIGINT, at BIGINT, bytes BYTES
-- rows: many
SELECT stream_id, seq, type, version, at, bytes
FROM event
WHERE jurisdiction_id = :jurisdiction_id AND stream_id >= :first AND stream_id <= :last
ORDER BY stream_id, seq
