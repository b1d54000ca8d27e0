-- Head of a stream, held until the transaction ends.
-- in: jurisdiction_id BIGINT, id BIGINT
-- out: kind TEXT, seq BIGINT, last_at BIGINT
-- rows: some
SELECT kind, seq, last_at
FROM stream
WHERE jurisdiction_id = :jurisdiction_id AND id = :id
FOR UPDATE
