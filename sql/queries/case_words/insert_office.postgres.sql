-- Stores the terms by which the office finds a case, blank-separated.
-- in: jurisdiction_id BIGINT, case_id BIGINT, terms TEXT
-- rows: none
INSERT INTO office_terms (jurisdiction_id, case_id, terms)
VALUES (:jurisdiction_id, :case_id, array_to_tsvector(string_to_array(CAST(:terms AS TEXT), ' ')))
