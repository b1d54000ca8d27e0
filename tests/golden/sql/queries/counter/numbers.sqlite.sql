-- Numbers from 1 to a limit: a scan as long as wanted.
-- in: most BIGINT
-- out: n BIGINT, text TEXT
-- rows: many
WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :most)
SELECT n, CAST(n AS TEXT) AS text FROM numbers
