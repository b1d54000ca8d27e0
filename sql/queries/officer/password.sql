-- A new password; ends a lock-out.
-- in: jurisdiction_id BIGINT, id BIGINT, password_hash TEXT, must_change BIGINT
-- rows: none
UPDATE officer SET password_hash = :password_hash, must_change = :must_change, failed_logins = 0, locked_until = 0
WHERE jurisdiction_id = :jurisdiction_id AND id = :id
