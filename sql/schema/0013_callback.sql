-- Whom to call back: closed, and the raiser, who can be reached, has not said whether it is solved.
-- oldest program: 3

CREATE INDEX case_row_callback ON case_row (jurisdiction_id, closed_at, id, unit_id, is_secret, about_unit_id, about_officer_id)
	WHERE state = 'closed' AND solved IS NULL AND has_contact = 1;
