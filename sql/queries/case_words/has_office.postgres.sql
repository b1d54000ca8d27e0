-- Whether there are terms by which the office finds a case.
-- in: jurisdiction_id BIGINT, case_id BIGINT
-- out: n BIGINT
-- rows: one
SELECT count(*) AS n FROM office_terms WHERE jurisdiction_id = :jurisdiction_id AND case_id = :case_id
