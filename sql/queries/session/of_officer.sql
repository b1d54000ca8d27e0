-- The sessions of an officer that have not run out, the newest first.
-- in: jurisdiction_id BIGINT, officer_id BIGINT, now BIGINT
-- out: id_hash BYTES, created_at BIGINT, seen_at BIGINT, expires_at BIGINT
-- rows: many
SELECT id_hash, created_at, seen_at, expires_at
FROM session
WHERE jurisdiction_id = :jurisdiction_id AND officer_id = :officer_id AND expires_at > :now
ORDER BY created_at DESC, id_hash
