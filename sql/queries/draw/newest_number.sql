-- The largest number a draw has; 0: there is none.
-- in: jurisdiction_id BIGINT
-- out: number BIGINT
-- rows: one
SELECT CAST(coalesce(max(number), 0) AS BIGINT) AS number FROM draw WHERE jurisdiction_id = :jurisdiction_id
