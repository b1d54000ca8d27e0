-- Stores the terms by which everybody finds a case, blank-separated.
-- in: jurisdiction_id BIGINT, case_id BIGINT, terms TEXT
-- rows: none
INSERT INTO public_terms (jurisdiction_id, case_id, terms)
VALUES (:jurisdiction_id, :case_id, array_to_tsvector(string_to_array(CAST(:terms AS TEXT), ' ')))
