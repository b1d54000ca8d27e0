-- An officer, new or as they are from now on; what belongs to signing in stays as it was.
-- in: jurisdiction_id BIGINT, id BIGINT, login TEXT, name TEXT, unit_id BIGINT, roles BIGINT, password_hash TEXT NULL, disabled BIGINT, failed_logins BIGINT, locked_until BIGINT, created_at BIGINT
-- rows: none
INSERT INTO officer (jurisdiction_id, id, login, name, unit_id, roles, password_hash, disabled, failed_logins, locked_until, created_at)
VALUES (:jurisdiction_id, :id, :login, :name, :unit_id, :roles, :password_hash, :disabled, :failed_logins, :locked_until, :created_at)
ON CONFLICT (jurisdiction_id, id) DO UPDATE SET
	login = excluded.login, name = excluded.name, unit_id = excluded.unit_id, roles = excluded.roles,
	disabled = excluded.disabled
