-- Moves the head of a stream on.
-- in: jurisdiction_id BIGINT, id BIGINT, seq BIGINT, last_at BIGINT
-- rows: none
UPDATE stream SET seq = :seq, last_at = :last_at
WHERE jurisdiction_id = :jurisdiction_id AND id = :id
