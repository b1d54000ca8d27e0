-- The number that was given last in a year; none: 0.
-- in: jurisdiction_id BIGINT, year BIGINT
-- out: number BIGINT
-- rows: one
SELECT COALESCE(MAX(number), 0) AS number
FROM oversight_order
WHERE jurisdiction_id = :jurisdiction_id AND year = :year
