-- The private parts of a stream up to an event.
-- in: jurisdiction_id BIGINT, stream_id BIGINT, until_seq BIGINT
-- out: seq BIGINT, bytes BYTES
-- rows: many
SELECT seq, bytes
FROM event_private
WHERE jurisdiction_id = :jurisdiction_id AND stream_id = :stream_id AND seq <= :until_seq
ORDER BY seq
