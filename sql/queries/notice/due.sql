-- What is to be sent now, and claims that ran out; the oldest first.
-- in: jurisdiction_id BIGINT, now BIGINT, most BIGINT
-- out: case_id BIGINT, seq BIGINT, channel TEXT, kind TEXT, state TEXT, attempts BIGINT, claim BIGINT
-- rows: many
SELECT case_id, seq, channel, kind, state, attempts, claim
FROM notice
WHERE jurisdiction_id = :jurisdiction_id AND state IN ('waiting', 'claimed', 'handed') AND next_at <= :now
ORDER BY next_at, case_id, seq
LIMIT :most
