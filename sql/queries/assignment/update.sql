-- What became of an assignment. A time that is not given stays as it is.
-- in: jurisdiction_id BIGINT, case_id BIGINT, id BIGINT, seq BIGINT, deadline BIGINT NULL, accepted_at BIGINT NULL, returned_at BIGINT NULL, return_reason TEXT NULL, answered_at BIGINT NULL, reported_at BIGINT NULL, ended_at BIGINT NULL
-- rows: none
UPDATE assignment SET
	seq = :seq,
	deadline = COALESCE(:deadline, deadline),
	accepted_at = COALESCE(:accepted_at, accepted_at),
	returned_at = COALESCE(:returned_at, returned_at),
	return_reason = COALESCE(:return_reason, return_reason),
	answered_at = COALESCE(:answered_at, answered_at),
	reported_at = COALESCE(:reported_at, reported_at),
	ended_at = COALESCE(:ended_at, ended_at)
WHERE jurisdiction_id = :jurisdiction_id AND case_id = :case_id AND id = :id
