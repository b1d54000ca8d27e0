-- The last moment before the receiving server gets it. No row changed: the claim was lost, or it was dropped.
-- in: jurisdiction_id BIGINT, case_id BIGINT, seq BIGINT, channel TEXT, claim BIGINT, now BIGINT, until BIGINT
-- rows: none
UPDATE notice SET state = 'handed', next_at = :until, changed_at = :now
WHERE jurisdiction_id = :jurisdiction_id AND case_id = :case_id AND seq = :seq AND channel = :channel
	AND claim = :claim AND state = 'claimed'
