-- All officers of a jurisdiction, as the events tell of them.
-- in: jurisdiction_id BIGINT
-- out: id BIGINT, login TEXT, name TEXT, unit_id BIGINT, roles BIGINT, disabled BIGINT, created_at BIGINT
-- rows: many
SELECT id, login, name, unit_id, roles, disabled, created_at
FROM officer
WHERE jurisdiction_id = :jurisdiction_id
ORDER BY id
