-- A wrong password: one more failure and perhaps a time of waiting.
-- in: jurisdiction_id BIGINT, id BIGINT, failed_logins BIGINT, locked_until BIGINT
-- rows: none
UPDATE officer SET failed_logins = :failed_logins, locked_until = :locked_until
WHERE jurisdiction_id = :jurisdiction_id AND id = :id
