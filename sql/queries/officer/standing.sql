-- What belongs to the signing in of each officer; no hash leaves the database.
-- in: jurisdiction_id BIGINT
-- out: id BIGINT, has_password BIGINT, must_change BIGINT, locked_until BIGINT
-- rows: many
SELECT id, CAST(CASE WHEN password_hash IS NULL THEN 0 ELSE 1 END AS BIGINT) AS has_password, must_change, locked_until
FROM officer
WHERE jurisdiction_id = :jurisdiction_id
ORDER BY id
