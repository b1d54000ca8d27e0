-- A private part without the fields that were erased.
-- in: jurisdiction_id BIGINT, stream_id BIGINT, seq BIGINT, bytes BYTES
-- rows: none
UPDATE event_private SET bytes = :bytes
WHERE jurisdiction_id = :jurisdiction_id AND stream_id = :stream_id AND seq = :seq
