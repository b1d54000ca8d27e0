-- The pictures of a case, erased; their pieces first.
-- in: jurisdiction_id BIGINT, case_id BIGINT
-- rows: none
DELETE FROM attachment WHERE jurisdiction_id = :jurisdiction_id AND case_id = :case_id
