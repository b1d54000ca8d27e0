-- The private part of an event.
-- in: jurisdiction_id BIGINT, stream_id BIGINT, seq BIGINT, bytes BYTES
-- rows: none
INSERT INTO event_private (jurisdiction_id, stream_id, seq, bytes)
VALUES (:jurisdiction_id, :stream_id, :seq, :bytes)
