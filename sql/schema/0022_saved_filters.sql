-- Filters of the desk: what an officer keeps under a name. The index of what is open holds what a filter asks for, so that
-- its count is read from the index alone.
-- oldest program: 3

DROP INDEX case_row_open;
CREATE INDEX case_row_open ON case_row (jurisdiction_id, state, due_at, id, about_unit_id, about_officer_id,
	kind, category_id, town_id, unit_id, channel, told_at, received_at)
	WHERE state <> 'closed';

-- An empty word, 0: any. `due` is a word (overdue, today, week), days are days since 1970.
-- table: operational distributed clustered
CREATE TABLE saved_filter (
	jurisdiction_id BIGINT NOT NULL,
	officer_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	name TEXT NOT NULL,
	state TEXT NOT NULL,
	kind TEXT NOT NULL,
	category_id BIGINT NOT NULL,
	town_id BIGINT NOT NULL,
	unit_id BIGINT NOT NULL,
	channel TEXT NOT NULL,
	due TEXT NOT NULL,
	told BIGINT NOT NULL,
	from_day BIGINT NOT NULL,
	to_day BIGINT NOT NULL,
	CONSTRAINT saved_filter_pk PRIMARY KEY (jurisdiction_id, officer_id, id)
);
