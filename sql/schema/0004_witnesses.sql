-- Witnesses of the logs: how far each has cosigned, and when it is asked again.
-- oldest program: 3

-- One row a witness that was ever asked, `witness` its verifier key. `size` and `at` are of the newest checkpoint that it
-- cosigned (0: none yet). Until `next_at` nobody asks it: whoever does so first moves that on, so that of several servers
-- over one database one asks.
-- table: operational distributed
CREATE TABLE ledger_witness (
	jurisdiction_id BIGINT NOT NULL,
	log BIGINT NOT NULL,
	witness TEXT NOT NULL,
	size BIGINT NOT NULL,
	at BIGINT NOT NULL,
	next_at BIGINT NOT NULL,
	CONSTRAINT ledger_witness_pk PRIMARY KEY (jurisdiction_id, log, witness)
);

-- Changes of keys are found among very many kept checkpoints.
CREATE INDEX ledger_checkpoint_key ON ledger_checkpoint (jurisdiction_id, log, size) WHERE cause = 'key';
