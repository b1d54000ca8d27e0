-- Erasures of personal data whose copies outside of the tables are not gone yet.
-- oldest program: 3

-- One row an erasure, from its own transaction until the file beside the database names it and (SQLite) the write-ahead log
-- is empty (service/erasures.h). It holds no personal data.
-- table: operational distributed
CREATE TABLE erasure_pending (
	jurisdiction_id BIGINT NOT NULL,
	case_id BIGINT NOT NULL,
	seq BIGINT NOT NULL,
	until_seq BIGINT NOT NULL,
	scope TEXT NOT NULL,
	reason_code TEXT NOT NULL,
	at BIGINT NOT NULL,
	CONSTRAINT erasure_pending_pk PRIMARY KEY (jurisdiction_id, case_id, seq)
);
