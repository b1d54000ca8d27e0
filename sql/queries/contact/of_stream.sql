-- The contact data given with the events of a stream, newest first.
-- in: jurisdiction_id BIGINT, stream_id BIGINT
-- out: seq BIGINT, bytes BYTES
-- rows: many
SELECT seq, bytes
FROM contact
WHERE jurisdiction_id = :jurisdiction_id AND stream_id = :stream_id
ORDER BY seq DESC
