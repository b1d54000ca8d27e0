-- The public parts of the events of a stream up to one of them, in their order.
-- in: jurisdiction_id BIGINT, stream_id BIGINT, last_seq BIGINT
-- out: seq BIGINT, bytes BYTES
-- rows: many
SELECT seq, bytes
FROM event
WHERE jurisdiction_id = :jurisdiction_id AND stream_id = :stream_id AND seq <= :last_seq
ORDER BY seq
