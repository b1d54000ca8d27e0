-- Names of all officers with their unit.
-- in: jurisdiction_id BIGINT
-- out: id BIGINT, name TEXT, unit_id BIGINT, roles BIGINT, disabled BIGINT
-- rows: many
SELECT id, name, unit_id, roles, disabled
FROM officer
WHERE jurisdiction_id = :jurisdiction_id
ORDER BY unit_id, id
