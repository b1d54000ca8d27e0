-- Numbers from 1 to a limit: a scan as long as wanted.
-- in: most BIGINT
-- out: n BIGINT, text TEXT
-- rows: many
SELECT n, CAST(n AS TEXT) AS text FROM generate_series(1, CAST(:most AS BIGINT)) AS n
