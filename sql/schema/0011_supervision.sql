-- Supervision: how it stands with each unit, read from one index of what units have; and what was closed and not solved.
-- oldest program: 3

DROP INDEX case_row_open_unit;
CREATE INDEX case_row_open_unit
	ON case_row (jurisdiction_id, unit_id, state, due_at, id, about_unit_id, about_officer_id, returns, reopens, extensions)
	WHERE state <> 'closed' AND unit_id IS NOT NULL;
CREATE INDEX case_row_unsolved ON case_row (jurisdiction_id, closed_at, id, unit_id, about_unit_id, about_officer_id)
	WHERE state = 'closed' AND (solved = 'no' OR outcome = 'unsolved');
