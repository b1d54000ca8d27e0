-- Notices to raisers by mail or SMS: what is to be sent and what became of it; who wants none.
-- oldest program: 3

-- The outbox. A row is written in the transaction of the event (`seq`) that it tells of. It holds no address: the contact
-- data of the case are looked at when it is sent, so that an erasure leaves nothing here.
-- waiting → claimed (until next_at; `claim` rises each time, so that who lost its claim changes nothing any more)
--   → handed (the receiving server is about to get its last byte) → sent | waiting | dead | uncertain | dropped
-- `cause` says why it is no longer or not yet sent, `code` and `status` are what the receiving server answered.
-- table: operational distributed
CREATE TABLE notice (
	jurisdiction_id BIGINT NOT NULL,
	case_id BIGINT NOT NULL,
	seq BIGINT NOT NULL,
	channel TEXT NOT NULL,
	kind TEXT NOT NULL,
	state TEXT NOT NULL,
	cause TEXT NOT NULL,
	code BIGINT NOT NULL,
	status TEXT NOT NULL,
	attempts BIGINT NOT NULL,
	claim BIGINT NOT NULL,
	next_at BIGINT NOT NULL,
	created_at BIGINT NOT NULL,
	changed_at BIGINT NOT NULL,
	decided_by BIGINT,
	decision TEXT,
	CONSTRAINT notice_pk PRIMARY KEY (jurisdiction_id, case_id, seq, channel)
);
CREATE INDEX notice_open ON notice (jurisdiction_id, next_at, case_id, seq) WHERE state IN ('waiting', 'claimed', 'handed');
CREATE INDEX notice_trouble ON notice (jurisdiction_id, changed_at, case_id, seq) WHERE state IN ('dead', 'uncertain');
CREATE INDEX notice_ended ON notice (jurisdiction_id, changed_at) WHERE state IN ('sent', 'dropped');

-- Raisers who want no more notices about a case.
-- table: operational distributed clustered
CREATE TABLE notice_stop (
	jurisdiction_id BIGINT NOT NULL,
	case_id BIGINT NOT NULL,
	at BIGINT NOT NULL,
	CONSTRAINT notice_stop_pk PRIMARY KEY (jurisdiction_id, case_id)
);
