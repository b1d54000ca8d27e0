-- How the raiser can be reached, as given with an event.
-- in: jurisdiction_id BIGINT, stream_id BIGINT, seq BIGINT, bytes BYTES
-- rows: none
INSERT INTO contact (jurisdiction_id, stream_id, seq, bytes)
VALUES (:jurisdiction_id, :stream_id, :seq, :bytes)
