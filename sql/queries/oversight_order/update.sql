-- What became of the oversight order of a case that waits for its answer, where one does. There is one at most.
-- in: jurisdiction_id BIGINT, case_id BIGINT, seq BIGINT, answered_at BIGINT NULL, dropped_at BIGINT NULL
-- rows: none
UPDATE oversight_order SET
	seq = :seq,
	answered_at = :answered_at,
	dropped_at = :dropped_at
WHERE jurisdiction_id = :jurisdiction_id AND case_id = :case_id AND answered_at IS NULL AND dropped_at IS NULL
