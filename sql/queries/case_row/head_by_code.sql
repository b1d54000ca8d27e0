-- What decides whether a kept page of a case still holds.
-- in: jurisdiction_id BIGINT, code TEXT
-- out: id BIGINT, seq BIGINT, visible BIGINT
-- rows: some
SELECT id, seq, visible
FROM case_row
WHERE jurisdiction_id = :jurisdiction_id AND code = :code
