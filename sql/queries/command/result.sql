-- What a command came to.
-- in: jurisdiction_id BIGINT, id TEXT, result BYTES
-- rows: none
UPDATE command SET result = :result
WHERE jurisdiction_id = :jurisdiction_id AND id = :id
