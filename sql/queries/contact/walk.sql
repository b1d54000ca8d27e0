-- The rows of a range of streams in their order, for long walks.
-- in: jurisdiction_id BIGINT, first BIGINT, last BIGINT
-- out: stream_id BIGINT, seq BIGINT, bytes BYTES
-- rows: many
SELECT stream_id, seq, bytes
FROM contact
WHERE jurisdiction_id = :jurisdiction_id AND stream_id >= :first AND stream_id <= :last
ORDER BY stream_id, seq
