-- The session was used: it lasts longer.
-- in: jurisdiction_id BIGINT, id_hash BYTES, seen_at BIGINT, expires_at BIGINT
-- rows: none
UPDATE session SET seen_at = :seen_at, expires_at = :expires_at
WHERE jurisdiction_id = :jurisdiction_id AND id_hash = :id_hash
