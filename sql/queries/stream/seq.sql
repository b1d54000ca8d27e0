-- Sequence number of the newest event of a stream; 0 where there is none.
-- in: jurisdiction_id BIGINT, id BIGINT
-- out: seq BIGINT
-- rows: one
SELECT CAST(COALESCE(MAX(seq), 0) AS BIGINT) AS seq FROM stream WHERE jurisdiction_id = :jurisdiction_id AND id = :id
