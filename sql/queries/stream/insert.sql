-- A new stream.
-- in: jurisdiction_id BIGINT, id BIGINT, kind TEXT, seq BIGINT, last_at BIGINT
-- rows: none
INSERT INTO stream (jurisdiction_id, id, kind, seq, last_at)
VALUES (:jurisdiction_id, :id, :kind, :seq, :last_at)
