-- Takes it on oneself to send a notice. No row changed: somebody else did, or it is over.
-- in: jurisdiction_id BIGINT, case_id BIGINT, seq BIGINT, channel TEXT, claim BIGINT, now BIGINT, until BIGINT
-- rows: none
UPDATE notice SET state = 'claimed', claim = claim + 1, attempts = attempts + 1, next_at = :until, changed_at = :now
WHERE jurisdiction_id = :jurisdiction_id AND case_id = :case_id AND seq = :seq AND channel = :channel
	AND claim = :claim AND state IN ('waiting', 'claimed') AND next_at <= :now
