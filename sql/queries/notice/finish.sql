-- What came of a try. No row changed: the claim was lost.
-- in: jurisdiction_id BIGINT, case_id BIGINT, seq BIGINT, channel TEXT, claim BIGINT, state TEXT, cause TEXT, code BIGINT, status TEXT, next_at BIGINT, now BIGINT
-- rows: none
UPDATE notice SET state = :state, cause = :cause, code = :code, status = :status, next_at = :next_at, changed_at = :now
WHERE jurisdiction_id = :jurisdiction_id AND case_id = :case_id AND seq = :seq AND channel = :channel
	AND claim = :claim AND state IN ('claimed', 'handed')
