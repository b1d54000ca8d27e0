-- A command that was carried out.
-- in: jurisdiction_id BIGINT, id TEXT
-- out: request_hash BYTES, result BYTES NULL
-- rows: some
SELECT request_hash, result
FROM command
WHERE jurisdiction_id = :jurisdiction_id AND id = :id
