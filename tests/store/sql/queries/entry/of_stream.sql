-- The entries of a stream in order.
-- in: jurisdiction_id BIGINT, stream_id BIGINT
-- out: sequence BIGINT, bytes BYTES
-- rows: many
SELECT sequence, bytes FROM entry WHERE jurisdiction_id = :jurisdiction_id AND stream_id = :stream_id ORDER BY sequence
