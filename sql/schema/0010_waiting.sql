-- Cases that wait, and extensions of a unit's deadline. The state 'waiting' is an open one, due when the waiting ends.
-- oldest program: 3

ALTER TABLE case_row ADD COLUMN waiting_since BIGINT;
ALTER TABLE case_row ADD COLUMN waiting_reason TEXT;
-- The deadline that a unit asks for; NULL: it does not.
ALTER TABLE case_row ADD COLUMN extension_until BIGINT;
-- How often it was extended; NULL: never.
ALTER TABLE case_row ADD COLUMN extensions BIGINT;
-- What waits for a decision.
CREATE INDEX case_row_extension ON case_row (jurisdiction_id, due_at, id, about_unit_id, about_officer_id)
	WHERE extension_until IS NOT NULL;
