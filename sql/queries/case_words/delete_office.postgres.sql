-- Takes the terms by which the office finds a case out again: exactly those that were stored.
-- in: jurisdiction_id BIGINT, case_id BIGINT, terms TEXT
-- rows: none
DELETE FROM office_terms WHERE jurisdiction_id = :jurisdiction_id AND case_id = :case_id AND CAST(:terms AS TEXT) <> ''
