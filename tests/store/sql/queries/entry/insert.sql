-- Appends to a stream.
-- in: jurisdiction_id BIGINT, stream_id BIGINT, sequence BIGINT, bytes BYTES
-- rows: none
INSERT INTO entry (jurisdiction_id, stream_id, sequence, bytes) VALUES (:jurisdiction_id, :stream_id, :sequence, :bytes)
