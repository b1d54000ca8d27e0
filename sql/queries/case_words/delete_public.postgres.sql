-- Takes the terms by which everybody finds a case out again: exactly those that were stored.
-- in: jurisdiction_id BIGINT, case_id BIGINT, terms TEXT
-- rows: none
DELETE FROM public_terms WHERE jurisdiction_id = :jurisdiction_id AND case_id = :case_id AND CAST(:terms AS TEXT) <> ''
