-- Where a case comes from: how urgent it was taken to be, the list that it is on, whose need it is, its number elsewhere.
-- oldest program: 14

ALTER TABLE case_row ADD COLUMN urgency TEXT NOT NULL DEFAULT 'normal';
ALTER TABLE case_row ADD COLUMN programme_id BIGINT;
ALTER TABLE case_row ADD COLUMN enterprise_id BIGINT;
-- The rows of a list with what it counts: open, overdue, closed. And the needs of an enterprise.
CREATE INDEX case_row_programme ON case_row (jurisdiction_id, programme_id, state, due_at, id, about_unit_id, about_officer_id)
	WHERE programme_id IS NOT NULL;
CREATE INDEX case_row_enterprise ON case_row (jurisdiction_id, enterprise_id, received_at, id) WHERE enterprise_id IS NOT NULL;

-- Numbers of cases in other systems (a hotline's order), as a keyed hash: what comes a second time is found, also after its
-- words were erased, and the hash tells nothing of the number.
-- table: operational distributed clustered
-- conflict: outside_number_pk
CREATE TABLE outside_number (
	jurisdiction_id BIGINT NOT NULL,
	hash BYTES NOT NULL,
	case_id BIGINT NOT NULL,
	CONSTRAINT outside_number_pk PRIMARY KEY (jurisdiction_id, hash)
);
