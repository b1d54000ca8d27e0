-- Supporting units: when each reported, and when it was taken out or its case left the unit that leads.
-- oldest program: 3

ALTER TABLE assignment ADD COLUMN reported_at BIGINT;
ALTER TABLE assignment ADD COLUMN ended_at BIGINT;
-- What supporting units have to do.
CREATE INDEX assignment_supporting ON assignment (jurisdiction_id, unit_id, deadline, case_id)
	WHERE role = 'supporting' AND returned_at IS NULL AND reported_at IS NULL AND ended_at IS NULL;
