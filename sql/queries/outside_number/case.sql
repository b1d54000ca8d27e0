-- The case that has a number in another system.
-- in: jurisdiction_id BIGINT, hash BYTES
-- out: case_id BIGINT, code TEXT
-- rows: some
SELECT o.case_id, c.code
FROM outside_number o
JOIN case_row c ON c.jurisdiction_id = o.jurisdiction_id AND c.id = o.case_id
WHERE o.jurisdiction_id = :jurisdiction_id AND o.hash = :hash
