-- A new password; ends a lock-out.
-- in: jurisdiction_id BIGINT, id BIGINT, password_hash TEXT
-- rows: none
UPDATE officer SET password_hash = :password_hash, failed_logins = 0, locked_until = 0
WHERE jurisdiction_id = :jurisdiction_id AND id = :id
