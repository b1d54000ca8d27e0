-- A draft that has not run out.
-- in: jurisdiction_id BIGINT, id_hash BYTES, now BIGINT
-- out: fields TEXT
-- rows: some
SELECT fields
FROM draft
WHERE jurisdiction_id = :jurisdiction_id AND id_hash = :id_hash AND expires_at > :now
