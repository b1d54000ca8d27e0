-- One more event of a stream.
-- in: jurisdiction_id BIGINT, stream_id BIGINT, seq BIGINT, type TEXT, version BIGINT, at BIGINT, bytes BYTES
-- rows: none
INSERT INTO event (jurisdiction_id, stream_id, seq, type, version, at, bytes)
VALUES (:jurisdiction_id, :stream_id, :seq, :type, :version, :at, :bytes)
