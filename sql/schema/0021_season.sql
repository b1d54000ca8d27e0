-- Seasons and their programmes (lists of cases); which programme a case is on, and by which channel cases come.
-- oldest program: 21

-- `plan` is JSON: four stages with their days and targets, the days of the first steps (service/season_plan.h).
-- table: operational distributed
CREATE TABLE season (
	jurisdiction_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	code TEXT NOT NULL,
	name_zh TEXT NOT NULL,
	name_en TEXT NOT NULL,
	starts_on TEXT NOT NULL,
	ends_on TEXT NOT NULL,
	plan TEXT NOT NULL,
	is_public BIGINT NOT NULL,
	CONSTRAINT season_pk PRIMARY KEY (jurisdiction_id, id),
	CONSTRAINT season_code_key UNIQUE (jurisdiction_id, code)
);

-- table: operational distributed
CREATE TABLE programme (
	jurisdiction_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	season_id BIGINT,
	code TEXT NOT NULL,
	kind TEXT NOT NULL,
	name_zh TEXT NOT NULL,
	name_en TEXT NOT NULL,
	owner_zh TEXT NOT NULL,
	owner_en TEXT NOT NULL,
	unit_id BIGINT,
	starts_on TEXT NOT NULL,
	ends_on TEXT NOT NULL,
	plan TEXT NOT NULL,
	is_public BIGINT NOT NULL,
	is_closed BIGINT NOT NULL,
	position BIGINT NOT NULL,
	CONSTRAINT programme_pk PRIMARY KEY (jurisdiction_id, id),
	CONSTRAINT programme_code_key UNIQUE (jurisdiction_id, code)
);

-- The rows of a list as the public reads them; what came in by a channel, with what its figures need.
CREATE INDEX case_row_public_programme ON case_row (jurisdiction_id, programme_id, received_at, id, state, channel)
	WHERE visible = 1 AND programme_id IS NOT NULL;
CREATE INDEX case_row_channel ON case_row (jurisdiction_id, channel, received_at, id, state, visible, satisfied);
