-- How the raiser can be reached, without the fields that were erased.
-- in: jurisdiction_id BIGINT, stream_id BIGINT, seq BIGINT, bytes BYTES
-- rows: none
UPDATE contact SET bytes = :bytes
WHERE jurisdiction_id = :jurisdiction_id AND stream_id = :stream_id AND seq = :seq
