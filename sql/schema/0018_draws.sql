-- Random samples of what was closed, drawn so that anybody can repeat it.
-- oldest program: 3

-- What is not there before it was drawn: tree_size and all behind it.
-- table: projection distributed
-- conflict: draw_number_key
CREATE TABLE draw (
	jurisdiction_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	number BIGINT NOT NULL,
	from_at BIGINT NOT NULL,
	until_at BIGINT NOT NULL,
	most BIGINT NOT NULL,
	about TEXT NOT NULL,
	witness TEXT,
	announced_at BIGINT NOT NULL,
	announced_seq BIGINT NOT NULL,
	made_at BIGINT,
	tree_size BIGINT,
	root TEXT,
	witness_signature TEXT,
	seed TEXT,
	population BIGINT,
	codes TEXT,
	CONSTRAINT draw_pk PRIMARY KEY (jurisdiction_id, id),
	CONSTRAINT draw_number_key UNIQUE (jurisdiction_id, number)
);
CREATE INDEX draw_open ON draw (jurisdiction_id, id) WHERE made_at IS NULL;

-- Every closing by its time: a case that was reopened since was closed all the same.
CREATE INDEX event_closed ON event (jurisdiction_id, at, stream_id) WHERE type = 'case.closed';
