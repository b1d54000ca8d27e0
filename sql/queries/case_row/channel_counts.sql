-- What came by one channel in a time, and the raisers' words about what was concluded of it.
-- in: jurisdiction_id BIGINT, channel TEXT, from_at BIGINT, until_at BIGINT
-- out: cases BIGINT, concluded BIGINT, rated BIGINT, satisfied BIGINT
-- rows: one
SELECT count(*) AS cases, count(CASE WHEN state = 'closed' THEN 1 END) AS concluded,
	count(CASE WHEN state = 'closed' THEN satisfied END) AS rated,
	count(CASE WHEN state = 'closed' AND satisfied = 'yes' THEN 1 END) AS satisfied
FROM case_row
WHERE jurisdiction_id = :jurisdiction_id AND channel = :channel AND received_at >= :from_at AND received_at <= :until_at
