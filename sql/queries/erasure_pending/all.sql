-- What is still to be finished.
-- in: jurisdiction_id BIGINT
-- out: case_id BIGINT, seq BIGINT, until_seq BIGINT, scope TEXT, reason_code TEXT, at BIGINT
-- rows: many
SELECT case_id, seq, until_seq, scope, reason_code, at
FROM erasure_pending
WHERE jurisdiction_id = :jurisdiction_id
ORDER BY at, case_id, seq
