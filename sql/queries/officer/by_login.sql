-- The officer of a login name.
-- in: jurisdiction_id BIGINT, login TEXT
-- out: id BIGINT, login TEXT, name TEXT, unit_id BIGINT, roles BIGINT, password_hash TEXT NULL, disabled BIGINT, failed_logins BIGINT, locked_until BIGINT, created_at BIGINT, must_change BIGINT
-- rows: some
SELECT id, login, name, unit_id, roles, password_hash, disabled, failed_logins, locked_until, created_at, must_change
FROM officer
WHERE jurisdiction_id = :jurisdiction_id AND login = :login
