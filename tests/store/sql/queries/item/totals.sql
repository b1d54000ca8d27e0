-- Count and sum of a jurisdiction; `long` is a word of C.
-- in: jurisdiction_id BIGINT, mark TEXT
-- out: long BIGINT, sum BIGINT NULL, mark TEXT
-- rows: one
SELECT count(*) AS long, CAST(sum(state) AS BIGINT) AS sum, CAST(:mark AS TEXT) AS mark
FROM item WHERE jurisdiction_id = :jurisdiction_id
