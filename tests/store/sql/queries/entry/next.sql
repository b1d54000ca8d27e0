-- The sequence number that comes next in a stream.
-- in: jurisdiction_id BIGINT, stream_id BIGINT
-- out: next BIGINT
-- rows: one
SELECT CAST(coalesce(max(sequence), 0) + 1 AS BIGINT) AS next FROM entry
WHERE jurisdiction_id = :jurisdiction_id AND stream_id = :stream_id
