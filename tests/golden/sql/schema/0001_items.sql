-- Tables that show every type and every kind of constraint.
-- oldest program: 1

-- table: projection distributed
CREATE TABLE item (
	jurisdiction_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	name TEXT NOT NULL,
	note TEXT,
	weight DOUBLE,
	data BYTES,
	state BIGINT NOT NULL CONSTRAINT item_state_check CHECK (state BETWEEN 0 AND 9),
	PRIMARY KEY (jurisdiction_id, id),
	CONSTRAINT item_name_key UNIQUE (jurisdiction_id, name)
);
CREATE UNIQUE INDEX item_lower_note ON item (jurisdiction_id, lower(note));
CREATE INDEX item_by_state ON item (jurisdiction_id, state, id);

-- table: operational
CREATE TABLE counter (
	id BIGINT PRIMARY KEY,
	value BIGINT NOT NULL
);
INSERT INTO counter (id, value) VALUES (1, 0); -- one; two

-- table: event distributed clustered
-- conflict: entry_pkey
CREATE TABLE entry (
	jurisdiction_id BIGINT NOT NULL,
	stream_id BIGINT NOT NULL,
	sequence BIGINT NOT NULL,
	bytes BYTES NOT NULL,
	PRIMARY KEY (jurisdiction_id, stream_id, sequence)
);
