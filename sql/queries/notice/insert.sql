-- A notice to be sent. The same event tells the same raiser once by each channel.
-- in: jurisdiction_id BIGINT, case_id BIGINT, seq BIGINT, channel TEXT, kind TEXT, now BIGINT
-- rows: none
INSERT INTO notice (jurisdiction_id, case_id, seq, channel, kind, state, cause, code, status, attempts, claim,
	next_at, created_at, changed_at)
VALUES (:jurisdiction_id, :case_id, :seq, :channel, :kind, 'waiting', '', 0, '', 0, 0, :now, :now, :now)
ON CONFLICT (jurisdiction_id, case_id, seq, channel) DO NOTHING
