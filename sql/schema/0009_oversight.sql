-- Oversight orders: numbered within a year, and what became of each.
-- oldest program: 3

-- `dropped_at`: the case went to another unit, or was withdrawn, before the order was answered.
-- table: projection distributed
-- conflict: oversight_order_number_key
CREATE TABLE oversight_order (
	jurisdiction_id BIGINT NOT NULL,
	case_id BIGINT NOT NULL,
	id BIGINT NOT NULL,
	seq BIGINT NOT NULL,
	year BIGINT NOT NULL,
	number BIGINT NOT NULL,
	unit_id BIGINT NOT NULL,
	answer_by BIGINT NOT NULL,
	ordered_at BIGINT NOT NULL,
	answered_at BIGINT,
	dropped_at BIGINT,
	CONSTRAINT oversight_order_pk PRIMARY KEY (jurisdiction_id, case_id, id),
	CONSTRAINT oversight_order_number_key UNIQUE (jurisdiction_id, year, number)
);
-- What waits for an answer.
CREATE INDEX oversight_order_open ON oversight_order (jurisdiction_id, answer_by, case_id)
	WHERE answered_at IS NULL AND dropped_at IS NULL;
