-- An officer has a notice sent again, or drops it. No row changed: it is no longer as the officer saw it.
-- in: jurisdiction_id BIGINT, case_id BIGINT, seq BIGINT, channel TEXT, claim BIGINT, state TEXT, cause TEXT, officer_id BIGINT, decision TEXT, now BIGINT
-- rows: none
UPDATE notice SET state = :state, cause = :cause, attempts = 0, next_at = :now, changed_at = :now,
	decided_by = :officer_id, decision = :decision
WHERE jurisdiction_id = :jurisdiction_id AND case_id = :case_id AND seq = :seq AND channel = :channel
	AND claim = :claim AND state IN ('waiting', 'dead', 'uncertain')
