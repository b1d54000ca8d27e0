-- The ledger: the place of every event in a log, the tree of hashes over them, the signed checkpoints.
-- oldest program: 2

-- The logs of a jurisdiction. The newest grows; those before it ended when entries were lost (a restored backup).
-- `size`, `frontier` (the right edge of the tree: hashes, the largest subtree first) and `checkpoint` (a signed note, empty
-- before the first) belong together and change in one statement. `public_key` is that of the key in force.
-- table: operational distributed
CREATE TABLE ledger_log (
	jurisdiction_id BIGINT NOT NULL,
	number BIGINT NOT NULL,
	origin TEXT NOT NULL,
	public_key BYTES NOT NULL,
	started_at BIGINT NOT NULL,
	size BIGINT NOT NULL,
	frontier BYTES NOT NULL,
	checkpoint TEXT NOT NULL,
	signed_at BIGINT NOT NULL,
	kept_at BIGINT NOT NULL,
	CONSTRAINT ledger_log_pk PRIMARY KEY (jurisdiction_id, number)
);

-- Every event is an entry: `hash` is the leaf hash of its canonical bytes, `place` its index in the log. On SQLite an entry
-- has its place at once; on PostgreSQL it is empty until the sequencer gives it. An entry counts as logged when its place is
-- below the log's size.
-- table: operational distributed clustered
CREATE TABLE ledger_entry (
	jurisdiction_id BIGINT NOT NULL,
	log BIGINT NOT NULL,
	stream_id BIGINT NOT NULL,
	seq BIGINT NOT NULL,
	at BIGINT NOT NULL,
	hash BYTES NOT NULL,
	place BIGINT,
	CONSTRAINT ledger_entry_pk PRIMARY KEY (jurisdiction_id, log, stream_id, seq),
	CONSTRAINT ledger_entry_place_key UNIQUE (jurisdiction_id, log, place)
);
-- only: postgres
CREATE INDEX ledger_entry_pending ON ledger_entry (jurisdiction_id, log, at, stream_id, seq) WHERE place IS NULL;
-- end

-- Complete tiles of the tree (256 hashes each) with the root of each. Those that still grow are made from the rows below.
-- table: operational distributed
CREATE TABLE ledger_tile (
	jurisdiction_id BIGINT NOT NULL,
	log BIGINT NOT NULL,
	level BIGINT NOT NULL,
	place BIGINT NOT NULL,
	root BYTES NOT NULL,
	hashes BYTES NOT NULL,
	CONSTRAINT ledger_tile_pk PRIMARY KEY (jurisdiction_id, log, level, place)
);

-- Checkpoints that are kept besides the newest: one an hour, those that a witness cosigned, those at which a key changed or
-- a report was bound. `note` grows by cosignatures.
-- table: operational distributed
CREATE TABLE ledger_checkpoint (
	jurisdiction_id BIGINT NOT NULL,
	log BIGINT NOT NULL,
	size BIGINT NOT NULL,
	at BIGINT NOT NULL,
	cause TEXT NOT NULL,
	note TEXT NOT NULL,
	CONSTRAINT ledger_checkpoint_pk PRIMARY KEY (jurisdiction_id, log, size)
);
