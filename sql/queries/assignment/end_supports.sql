-- A case left the unit that leads: what supporting units have not reported ends.
-- in: jurisdiction_id BIGINT, case_id BIGINT, seq BIGINT, ended_at BIGINT
-- rows: none
UPDATE assignment SET seq = :seq, ended_at = :ended_at
WHERE jurisdiction_id = :jurisdiction_id AND case_id = :case_id AND role = 'supporting'
	AND returned_at IS NULL AND reported_at IS NULL AND ended_at IS NULL
