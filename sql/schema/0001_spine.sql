-- The spine: jurisdiction and its reference data, streams of events, the register of cases, what a session needs.
-- oldest program: 1

-- Leases of the instance numbers that keep ids of several servers apart (base/id.h). One row a number.
-- table: operational
CREATE TABLE instance (
	slot BIGINT NOT NULL,
	holder TEXT NOT NULL,
	leased_until BIGINT NOT NULL,
	CONSTRAINT instance_pk PRIMARY KEY (slot)
);

-- One government that runs a list. `version` rises with every change of its reference data (units, officers' roles,
-- categories, areas, calendar): caches and events name it.
-- table: operational
CREATE TABLE jurisdiction (
	id BIGINT NOT NULL,
	slug TEXT NOT NULL,
	host TEXT,
	name_zh TEXT NOT NULL,
	name_en TEXT NOT NULL,
	settings TEXT NOT NULL,
	calendar TEXT NOT NULL,
	is_demo BIGINT NOT NULL,
	version BIGINT NOT NULL,
	CONSTRAINT jurisdiction_pk PRIMARY KEY (id),
	CONSTRAINT jurisdiction_slug_key UNIQUE (slug),
	CONSTRAINT jurisdiction_host_key UNIQUE (host)
);

-- table: operational distributed
CREATE TABLE unit (
	jurisdiction_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	parent_id BIGINT,
	code TEXT NOT NULL,
	kind TEXT NOT NULL,
	name_zh TEXT NOT NULL,
	name_en TEXT NOT NULL,
	phone TEXT,
	is_intake BIGINT NOT NULL,
	position BIGINT NOT NULL,
	CONSTRAINT unit_pk PRIMARY KEY (jurisdiction_id, id),
	CONSTRAINT unit_code_key UNIQUE (jurisdiction_id, code)
);

-- `roles` is a set of bits, one a role (domain/officer.h). A password hash is Argon2id in its own text form.
-- table: operational distributed
CREATE TABLE officer (
	jurisdiction_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	login TEXT NOT NULL,
	name TEXT NOT NULL,
	unit_id BIGINT NOT NULL,
	roles BIGINT NOT NULL,
	password_hash TEXT,
	disabled BIGINT NOT NULL,
	failed_logins BIGINT NOT NULL,
	locked_until BIGINT NOT NULL,
	created_at BIGINT NOT NULL,
	CONSTRAINT officer_pk PRIMARY KEY (jurisdiction_id, id),
	CONSTRAINT officer_login_key UNIQUE (jurisdiction_id, login)
);

-- table: operational distributed
CREATE TABLE category (
	jurisdiction_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	parent_id BIGINT,
	code TEXT NOT NULL,
	name_zh TEXT NOT NULL,
	name_en TEXT NOT NULL,
	keywords TEXT NOT NULL,
	kinds TEXT NOT NULL,
	default_unit_id BIGINT,
	contact_days BIGINT NOT NULL,
	reply_days BIGINT NOT NULL,
	solve_days BIGINT NOT NULL,
	needs_check BIGINT NOT NULL,
	public_without_consent BIGINT NOT NULL,
	position BIGINT NOT NULL,
	CONSTRAINT category_pk PRIMARY KEY (jurisdiction_id, id),
	CONSTRAINT category_code_key UNIQUE (jurisdiction_id, code)
);

-- Polygons in one of several trees (administrative, grid, patch, park); `geometry` is a GeoJSON geometry.
-- table: operational distributed
CREATE TABLE area (
	jurisdiction_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	parent_id BIGINT,
	tree TEXT NOT NULL,
	level TEXT NOT NULL,
	code TEXT NOT NULL,
	name_zh TEXT NOT NULL,
	name_en TEXT NOT NULL,
	geometry TEXT NOT NULL,
	CONSTRAINT area_pk PRIMARY KEY (jurisdiction_id, id),
	CONSTRAINT area_code_key UNIQUE (jurisdiction_id, tree, code)
);

-- Every command that was carried out: inserted first in its own transaction, so the same id cannot count twice.
-- table: operational distributed clustered
CREATE TABLE command (
	jurisdiction_id BIGINT NOT NULL,
	id TEXT NOT NULL,
	request_hash BYTES NOT NULL,
	result BYTES,
	at BIGINT NOT NULL,
	CONSTRAINT command_pk PRIMARY KEY (jurisdiction_id, id)
);

-- Head of a stream of events: its newest sequence number. Locked before a command looks at the stream.
-- table: operational distributed clustered
CREATE TABLE stream (
	jurisdiction_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	kind TEXT NOT NULL,
	seq BIGINT NOT NULL,
	last_at BIGINT NOT NULL,
	CONSTRAINT stream_pk PRIMARY KEY (jurisdiction_id, id)
);

-- What happened. `bytes` is the canonical public part (docs/events.md): never changed, never removed.
-- table: event distributed
-- conflict: event_pk
CREATE TABLE event (
	jurisdiction_id BIGINT NOT NULL,
	stream_id BIGINT NOT NULL,
	seq BIGINT NOT NULL,
	type TEXT NOT NULL,
	version BIGINT NOT NULL,
	at BIGINT NOT NULL,
	bytes BYTES NOT NULL,
	CONSTRAINT event_pk PRIMARY KEY (jurisdiction_id, stream_id, seq)
);

-- The private fields of an event with their salts, packed (events/private.h).
-- table: private distributed
CREATE TABLE event_private (
	jurisdiction_id BIGINT NOT NULL,
	stream_id BIGINT NOT NULL,
	seq BIGINT NOT NULL,
	bytes BYTES NOT NULL,
	CONSTRAINT event_private_pk PRIMARY KEY (jurisdiction_id, stream_id, seq)
);

-- How a raiser can be reached: the private fields name, phone and email, packed the same way, apart from everything else.
-- table: private distributed
CREATE TABLE contact (
	jurisdiction_id BIGINT NOT NULL,
	stream_id BIGINT NOT NULL,
	seq BIGINT NOT NULL,
	bytes BYTES NOT NULL,
	CONSTRAINT contact_pk PRIMARY KEY (jurisdiction_id, stream_id, seq)
);

-- Who looked at a raiser's contact data, and when. Rows are only ever added.
-- table: operational distributed clustered
CREATE TABLE contact_view (
	jurisdiction_id BIGINT NOT NULL,
	case_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	officer_id BIGINT NOT NULL,
	at BIGINT NOT NULL,
	CONSTRAINT contact_view_pk PRIMARY KEY (jurisdiction_id, case_id, id)
);

-- The register: one row a case, the fold of its stream as of `seq`. Times are microseconds UTC, 0/1 are booleans.
-- `visible` says that title, text and timeline may be shown to everybody; before that only code and state are.
-- `due_at` is the deadline in force for whoever has to act next (the far future where there is none).
-- table: projection distributed
-- conflict: case_row_code_key
CREATE TABLE case_row (
	jurisdiction_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	seq BIGINT NOT NULL,
	code TEXT NOT NULL,
	state TEXT NOT NULL,
	kind TEXT NOT NULL,
	channel TEXT NOT NULL,
	language TEXT NOT NULL,
	title TEXT NOT NULL,
	text TEXT NOT NULL,
	public_title TEXT,
	public_text TEXT,
	visible BIGINT NOT NULL,
	is_secret BIGINT NOT NULL,
	consent BIGINT NOT NULL,
	has_contact BIGINT NOT NULL,
	category_id BIGINT,
	area_id BIGINT,
	town_id BIGINT,
	address TEXT,
	lat DOUBLE,
	lon DOUBLE,
	unit_id BIGINT,
	assignment_id BIGINT,
	about_unit_id BIGINT,
	about_officer_id BIGINT,
	answered_by BIGINT,
	returns BIGINT NOT NULL,
	answers BIGINT NOT NULL,
	files BIGINT NOT NULL,
	outcome TEXT,
	contact_by BIGINT,
	reply_by BIGINT,
	solve_by BIGINT,
	unit_deadline BIGINT,
	due_at BIGINT NOT NULL,
	received_at BIGINT NOT NULL,
	released_at BIGINT,
	assigned_at BIGINT,
	accepted_at BIGINT,
	answered_at BIGINT,
	closed_at BIGINT,
	updated_at BIGINT NOT NULL,
	CONSTRAINT case_row_pk PRIMARY KEY (jurisdiction_id, id),
	CONSTRAINT case_row_code_key UNIQUE (jurisdiction_id, code)
);
-- The public list, whole and by its filters; entered only when a case becomes visible. What stands behind `id` lets a
-- second filter be seen in the index, without a look at each row.
CREATE INDEX case_row_public ON case_row (jurisdiction_id, received_at, id) WHERE visible = 1;
CREATE INDEX case_row_public_answered ON case_row (jurisdiction_id, answered_at, id) WHERE visible = 1 AND answered_at IS NOT NULL;
CREATE INDEX case_row_public_category ON case_row (jurisdiction_id, category_id, received_at, id, state, town_id, unit_id)
	WHERE visible = 1;
CREATE INDEX case_row_public_town ON case_row (jurisdiction_id, town_id, received_at, id, state, unit_id) WHERE visible = 1;
CREATE INDEX case_row_public_unit ON case_row (jurisdiction_id, unit_id, received_at, id, state) WHERE visible = 1;
CREATE INDEX case_row_public_state ON case_row (jurisdiction_id, state, received_at, id, category_id, town_id, unit_id)
	WHERE visible = 1;
CREATE INDEX case_row_public_open ON case_row (jurisdiction_id, received_at, id, category_id, town_id, unit_id)
	WHERE visible = 1 AND state <> 'answered' AND state <> 'closed';
-- The desk's lists: what is open, by unit and state; and what is closed, entered only when a case is. The counts of the
-- queues are read from the two indexes of open cases alone.
CREATE INDEX case_row_open ON case_row (jurisdiction_id, state, due_at, id, about_unit_id, about_officer_id)
	WHERE state <> 'closed';
CREATE INDEX case_row_open_unit ON case_row (jurisdiction_id, unit_id, state, due_at, id, about_unit_id, about_officer_id)
	WHERE state <> 'closed' AND unit_id IS NOT NULL;
CREATE INDEX case_row_closed ON case_row (jurisdiction_id, closed_at, id) WHERE state = 'closed';
CREATE INDEX case_row_closed_unit ON case_row (jurisdiction_id, unit_id, closed_at, id) WHERE state = 'closed';

-- A case handed to a unit. The newest of a case is the one in force.
-- table: projection distributed
CREATE TABLE assignment (
	jurisdiction_id BIGINT NOT NULL,
	case_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	seq BIGINT NOT NULL,
	role TEXT NOT NULL,
	unit_id BIGINT NOT NULL,
	assigning_unit_id BIGINT,
	supervising_unit_id BIGINT,
	deadline BIGINT,
	standard TEXT,
	assigned_at BIGINT NOT NULL,
	accepted_at BIGINT,
	returned_at BIGINT,
	return_reason TEXT,
	answered_at BIGINT,
	CONSTRAINT assignment_pk PRIMARY KEY (jurisdiction_id, case_id, id)
);

-- A picture, re-encoded (pictures/). Stored before the command that names it: case_id stays empty until then, and what
-- is never named is removed after a day. Its bytes are in attachment_chunk: variant 0 the picture, 1 the thumbnail.
-- table: private distributed
CREATE TABLE attachment (
	jurisdiction_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	case_id BIGINT,
	sha256 BYTES NOT NULL,
	media_type TEXT NOT NULL,
	width BIGINT NOT NULL,
	height BIGINT NOT NULL,
	size_bytes BIGINT NOT NULL,
	thumb_bytes BIGINT NOT NULL,
	published BIGINT NOT NULL,
	created_at BIGINT NOT NULL,
	CONSTRAINT attachment_pk PRIMARY KEY (jurisdiction_id, id)
);
CREATE INDEX attachment_case ON attachment (jurisdiction_id, case_id, id) WHERE case_id IS NOT NULL;
CREATE INDEX attachment_unused ON attachment (jurisdiction_id, created_at) WHERE case_id IS NULL;

-- table: private distributed
CREATE TABLE attachment_chunk (
	jurisdiction_id BIGINT NOT NULL,
	attachment_id BIGINT NOT NULL,
	variant BIGINT NOT NULL,
	position BIGINT NOT NULL,
	bytes BYTES NOT NULL,
	CONSTRAINT attachment_chunk_pk PRIMARY KEY (jurisdiction_id, attachment_id, variant, position)
);

-- The three-step form between its steps: what was typed, for 24 hours, under the hash of a random cookie.
-- table: private distributed
CREATE TABLE draft (
	jurisdiction_id BIGINT NOT NULL,
	id_hash BYTES NOT NULL,
	fields TEXT NOT NULL,
	expires_at BIGINT NOT NULL,
	CONSTRAINT draft_pk PRIMARY KEY (jurisdiction_id, id_hash)
);
CREATE INDEX draft_expiry ON draft (jurisdiction_id, expires_at);

-- A signed-in officer: the hash of a random cookie.
-- table: operational distributed clustered
CREATE TABLE session (
	jurisdiction_id BIGINT NOT NULL,
	id_hash BYTES NOT NULL,
	officer_id BIGINT NOT NULL,
	created_at BIGINT NOT NULL,
	seen_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	CONSTRAINT session_pk PRIMARY KEY (jurisdiction_id, id_hash)
);
CREATE INDEX session_officer ON session (jurisdiction_id, officer_id);
CREATE INDEX session_expiry ON session (jurisdiction_id, expires_at);
