-- What the office keeps for its own work: reply templates, knowledge articles, and the catalogue of duties (which unit does what,
-- on what basis). They decide nothing of a case and are edited often, so they are no events; every version is kept here, and who
-- wrote it.
-- oldest program: 3

-- `folded`: title and words as they are searched. Days since 1970, 0: none; ids 0: none; `code` stands in addresses.
-- table: operational distributed
CREATE TABLE office_text (
	jurisdiction_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	version BIGINT NOT NULL,
	code TEXT NOT NULL,
	kind TEXT NOT NULL,
	is_newest BIGINT NOT NULL,
	is_retired BIGINT NOT NULL,
	title TEXT NOT NULL,
	text TEXT NOT NULL,
	folded TEXT NOT NULL,
	language TEXT NOT NULL,
	case_kind TEXT NOT NULL,
	category_id BIGINT NOT NULL,
	unit_id BIGINT NOT NULL,
	others TEXT NOT NULL,
	basis TEXT NOT NULL,
	sources TEXT NOT NULL,
	from_day BIGINT NOT NULL,
	until_day BIGINT NOT NULL,
	is_public BIGINT NOT NULL,
	edited_by BIGINT NOT NULL,
	edited_at BIGINT NOT NULL,
	CONSTRAINT office_text_pk PRIMARY KEY (jurisdiction_id, id, version)
);
CREATE INDEX office_text_newest ON office_text (jurisdiction_id, kind, is_retired, title, id) WHERE is_newest = 1;
CREATE INDEX office_text_code ON office_text (jurisdiction_id, code, version);
