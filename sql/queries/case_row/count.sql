-- How many cases stand on the register, and how many of them are answered or closed.
-- in: jurisdiction_id BIGINT
-- out: cases BIGINT, answered BIGINT, closed BIGINT
-- rows: one
SELECT count(*) AS cases, count(answered_at) AS answered, count(closed_at) AS closed
FROM case_row
WHERE jurisdiction_id = :jurisdiction_id
